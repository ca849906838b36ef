"""Secrets of a stack in Secret Manager, such as the token of a model hub."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import role
from components.contract import require_one_of
from components.gcp.key_use import usable_key
from components.gcp.names import (
    prefixed,
    require_labels,
    require_members,
    require_names,
    require_project,
    require_region,
)
from components.ordering import after

_API = "secretmanager.googleapis.com"


class GcpSecretsArgs(TypedDict):
    """Arguments of GcpSecrets."""

    project: str
    """Id of the project."""
    project_number: str
    """Number of the project, which the address of Secret Manager's agent carries."""
    location: str
    """Region that the secrets stay in, that of the key."""
    secrets: Sequence[str]
    """Names of the secrets, such as `hub-token`; at least one."""
    name_prefix: NotRequired[str]
    """Put before each name with a dash, such as the stack's name: names are shared by the whole project."""
    values: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Values by name. One without a value here is empty until somebody adds a version, and then never in any state."""
    readers: NotRequired[Mapping[str, Sequence[pulumi.Input[str]]]]
    """Who may read which secret, by its name, as IAM names them: the account of the one program that needs it."""
    key_id: pulumi.Input[str]
    """Cloud KMS key that encrypts the secrets."""
    grant_key_use: NotRequired[bool]
    """Let the agent of Secret Manager use the key; on by default. Off where the key's owner has done so."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the secrets."""
    protect: NotRequired[bool]
    """Keep the secrets when the stack is destroyed or one is renamed; off by default."""


class GcpSecrets(pulumi.ComponentResource):
    """Secrets that stay in one region, encrypted with a key of the stack; each has readers of its own.

    A value given here is a secret in the state as well; a version that is added by hand is in no state at all.

    Costs a fee a month for each version, and a little for each access.

    Raises:
        InvalidArgument: a name or place that Secret Manager would refuse, a value or a reader of no secret.
    """

    secret_ids: pulumi.Output[Mapping[str, str]]
    """Id of each secret, by name, known once its value, where it has one, and its readers are in place."""

    def __init__(self, name: str, args: GcpSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpSecrets", name, {}, opts)
        self._name = name
        self._args = args
        key = args["key_id"]
        if args.get("grant_key_use", True):
            key = usable_key(name, key, _API, args["project"], args["project_number"], self)
        self.secret_ids = pulumi.Output.all(**{secret: self._secret(secret, key) for secret in args["secrets"]})
        self.register_outputs({"secret_ids": self.secret_ids})

    def _secret(self, secret: str, key: pulumi.Input[str]) -> pulumi.Output[str]:
        args, keep = self._args, self._args.get("protect", False)
        plain: Any = args
        child = pulumi.ResourceOptions(parent=self)
        made = gcp.secretmanager.Secret(
            f"{self._name}-{secret}",
            project=args["project"],
            secret_id=prefixed(secret, plain),
            replication={
                "user_managed": {
                    "replicas": [
                        {"location": args["location"], "customer_managed_encryption": {"kms_key_name": key}},
                    ]
                }
            },
            labels=dict(args.get("labels", {})),
            opts=pulumi.ResourceOptions(parent=self, protect=keep, retain_on_delete=keep),
        )
        parts: list[pulumi.CustomResource] = []
        if (value := args.get("values", {}).get(secret)) is not None:
            parts.append(
                gcp.secretmanager.SecretVersion(
                    f"{self._name}-{secret}-value",
                    secret=made.id,
                    secret_data=pulumi.Output.secret(value),
                    opts=child,
                )
            )
        for index, member in enumerate(args.get("readers", {}).get(secret, ())):
            grant = gcp.secretmanager.SecretIamMember(
                f"{self._name}-{secret}-reader-{index}",
                project=args["project"],
                secret_id=made.secret_id,
                role=role("read-secrets"),
                member=member,
                opts=child,
            )
            parts.append(grant)
        return after(made.id, *parts)


def validate(args: GcpSecretsArgs) -> None:
    """Refuse names and places that Secret Manager would refuse, and values or readers of secrets that there are not."""
    plain: Any = args
    require_project(plain)
    require_region("location", args["location"])
    require_labels(args.get("labels", {}))
    require_names("secrets", plain, "secret")
    for name in args.get("values", {}):
        require_one_of("values", name, args["secrets"])
    for name, members in args.get("readers", {}).items():
        require_one_of("readers", name, args["secrets"])
        require_members(f"readers.{name}", members)
