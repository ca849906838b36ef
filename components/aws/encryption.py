"""Customer-managed KMS keys of a stack: one for data, one for logs."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.aws_network import limit
from accel.catalog.regions import partition
from components.aws.arguments import require_account, require_region
from components.aws.encryption_policies import data_key_policy, logs_key_policy
from components.contract import InvalidArgument, require_between

_DELETION_WINDOW_DAYS = 30


class AwsEncryptionArgs(TypedDict):
    """Arguments of `AwsEncryption`."""

    account_id: str
    """Number of the account, twelve digits: the keys serve its roles and resources only."""
    region: str
    """Region in which the keys stand."""
    administrator_arns: NotRequired[Sequence[str]]
    """ARNs of roles or users of the account that may administer the keys, never use them. IAM decides for others."""
    deletion_window_days: NotRequired[int]
    """Days between the deletion of a key and its end, 7 to 30; 30 where absent."""
    tags: Mapping[str, str]
    """Tags of each key."""
    protect: NotRequired[bool]
    """Refuse to delete the keys, and keep them when the component goes: without them the data is gone."""


def validate(args: AwsEncryptionArgs) -> None:
    """Refuse an account, a region, an administrator or a window that KMS would refuse.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_region(args["region"])
    lowest, highest = limit("key_deletion_window_days")
    window = args.get("deletion_window_days", _DELETION_WINDOW_DAYS)
    require_between("deletion_window_days", window, lowest, highest, "days")
    home = f"arn:{partition(args['region'])}:iam::{args['account_id']}"
    identity = re.compile(rf"{re.escape(home)}:(role|user)/[\w+=,.@/-]+")
    for arn in args.get("administrator_arns", ()):
        if not identity.fullmatch(arn):
            raise InvalidArgument("administrator_arns", arn, f"{home}:role/<name> or {home}:user/<name>")


class AwsEncryption(pulumi.ComponentResource):
    """Two KMS keys that rotate every year, with policies that tell administrators from users.

    The data key serves weights, endpoint volumes and secrets; the logs key serves log groups, audit trails and alarm
    topics. Each may be used through those services only, and no policy names everybody.

    Cost: a fee a month for each key, and more for each kept rotation (catalogue: kms_key); requests are billed by use.

    Raises:
        InvalidArgument: an argument is one that KMS would refuse; nothing was registered.
    """

    data_key_arn: pulumi.Output[str]
    """ARN of the key of weights, endpoint volumes and secrets."""
    logs_key_arn: pulumi.Output[str]
    """ARN of the key of log groups, audit trails and alarm topics."""

    def __init__(self, name: str, args: AwsEncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsEncryption", name, {}, opts)
        place = (args["account_id"], args["region"], args.get("administrator_arns", ()))
        data = self._key(f"{name}-data", "weights, endpoint volumes and secrets", args, data_key_policy(*place))
        logs = self._key(f"{name}-logs", "log groups, audit trails and alarm topics", args, logs_key_policy(*place))
        self.data_key_arn = data.arn
        self.logs_key_arn = logs.arn
        self.register_outputs({"data_key_arn": data.arn, "logs_key_arn": logs.arn})

    def _key(self, name: str, purpose: str, args: AwsEncryptionArgs, policy: Mapping[str, object]) -> aws.kms.Key:
        protect = args.get("protect", False)
        key = aws.kms.Key(
            name,
            description=f"Encrypts {purpose}",
            enable_key_rotation=True,
            deletion_window_in_days=args.get("deletion_window_days", _DELETION_WINDOW_DAYS),
            policy=json.dumps(policy),
            tags={**args["tags"], "Name": name},
            opts=pulumi.ResourceOptions(parent=self, protect=protect, retain_on_delete=protect),
        )
        aws.kms.Alias(
            f"{name}-alias",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=protect),
        )
        return key
