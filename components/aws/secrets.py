"""Secrets of a stack in Secrets Manager, such as the token of a model hub."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.aws import limit
from components.aws.arguments import require_account, require_names, role_of
from components.aws.policy_documents import only_over_tls, only_this_account, rendered
from components.contract import require_between, require_one_of
from components.ordering import after

_AT_ONCE = 0


class AwsSecretsArgs(TypedDict):
    """Arguments of `AwsSecrets`."""

    account_id: str
    """Number of the account, twelve digits: nobody outside it reaches the secrets."""
    secrets: Sequence[str]
    """Names of the secrets, such as `hub-token`; at least one. AWS gets them with the component's name around them."""
    values: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Values by name. One without a value here is empty until somebody puts one in, and then never in any state."""
    data_key_arn: pulumi.Input[str]
    """ARN of the KMS key that encrypts the secrets; who reads one needs the use of it, too."""
    recovery_window_days: NotRequired[int]
    """Days for which a deleted secret can be had back, 7 to 30, or 0 for none; 30 where absent. Not 0 with protect."""
    tags: Mapping[str, str]
    """Tags of each secret."""
    protect: NotRequired[bool]
    """Refuse to delete the secrets, and keep them when the component goes."""


def validate(args: AwsSecretsArgs) -> None:
    """Refuse names and days that Secrets Manager would refuse, and values of secrets that there are not.

    Raises:
        InvalidArgument: names the argument and what is allowed; never a value of a secret.
    """
    require_account(args["account_id"])
    require_names("secrets", args["secrets"], "secret")
    for name in args.get("values", {}):
        require_one_of("values", name, args["secrets"])
    bounds = limit("secret recovery days")
    days = args.get("recovery_window_days", bounds.highest)
    if days != _AT_ONCE or args.get("protect"):
        require_between("recovery_window_days", days, bounds.lowest, bounds.highest, "days")


class AwsSecrets(pulumi.ComponentResource):
    """Secrets encrypted with a key of the stack, closed to every other account and to plain HTTP.

    Nobody may read one by this alone: each role's own policy names the secret and the key (`AwsIdentity`). A value
    given here is a secret in the state as well; one that is put in by hand is in no state at all.

    Cost: a fee a month for each secret, and requests (catalogue: secretsmanager_secret, secretsmanager_requests).

    Raises:
        InvalidArgument: an argument contradicts another or is one that Secrets Manager would refuse; nothing was
            registered.
    """

    secret_arns: pulumi.Output[Mapping[str, str]]
    """ARN of each secret, by name, known once its policy and its value, where it has one, are in place."""

    def __init__(self, name: str, args: AwsSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsSecrets", name, {}, opts)
        self._name = name
        self._args = args
        self.secret_arns = pulumi.Output.all(**{secret: self._secret(secret) for secret in args["secrets"]})
        self.register_outputs({"secret_arns": self.secret_arns})

    def _secret(self, secret: str) -> pulumi.Output[str]:
        args, role = self._args, f"{self._name}-{role_of(secret)}"
        protect = args.get("protect", False)
        child = pulumi.ResourceOptions(parent=self)
        # Without a name of its own: that of a deleted secret is taken until its recovery window ends.
        made = aws.secretsmanager.Secret(
            role,
            kms_key_id=args["data_key_arn"],
            recovery_window_in_days=args.get("recovery_window_days", limit("secret recovery days").highest),
            tags={**args["tags"], "Name": role},
            opts=pulumi.ResourceOptions(parent=self, protect=protect, retain_on_delete=protect),
        )
        everything = "secretsmanager:*"
        policy = aws.secretsmanager.SecretPolicy(
            f"{role}-policy",
            secret_arn=made.arn,
            # The policy of a secret speaks of that secret only.
            policy=rendered(
                [
                    {**only_this_account(everything, [args["account_id"]]), "Resource": "*"},
                    only_over_tls(everything, "*"),
                ]
            ),
            block_public_policy=True,
            opts=child,
        )
        parts: list[pulumi.CustomResource] = [policy]
        if (value := args.get("values", {}).get(secret)) is not None:
            parts.append(
                aws.secretsmanager.SecretVersion(
                    f"{role}-value", secret_id=made.id, secret_string=pulumi.Output.secret(value), opts=child
                )
            )
        return after(made.arn, *parts)
