"""A service account for one purpose."""

import re
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import basic_roles, impersonation_roles, limit, role
from components.contract import InvalidArgument
from components.gcp.names import require_pattern, require_project
from components.ordering import after

_KUBERNETES_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")


class GcpIdentityWorkload(TypedDict):
    """The Kubernetes service account that may act as the account."""

    namespace: str
    """Its namespace."""
    service_account: str
    """Its name."""
    workload_pool: pulumi.Input[str]
    """The cluster's pool, an output of GkeCluster: the pool exists only once a cluster has been made."""


class GcpIdentityArgs(TypedDict):
    """Arguments of GcpIdentity."""

    project: str
    """Id of the project."""
    account_id: str
    """Name of the account, the part of its e-mail before the @."""
    display_name: str
    """What the console shows."""
    description: NotRequired[str]
    """What the account is for, for whoever reviews access."""
    project_roles: NotRequired[Sequence[str]]
    """Roles on the whole project; none by default. Roles on one bucket or key are granted there."""
    workload_identity: NotRequired[GcpIdentityWorkload]
    """Who may act as the account from a GKE cluster; nobody by default."""


class GcpIdentity(pulumi.ComponentResource):
    """A service account of its own for one purpose, with the roles that were named and no key.

    Machines carry it, or pods act as it by Workload Identity. The grants add to the project's policy and take nothing
    out of it. Costs nothing.

    Raises:
        InvalidArgument: a name that IAM would refuse, or a role that gives away the whole project.
    """

    email: pulumi.Output[str]
    """Address of the account, known once its roles are granted."""
    member: pulumi.Output[str]
    """The account as IAM policies name it."""
    name: pulumi.Output[str]
    """Full name: projects/<project>/serviceAccounts/<e-mail>."""

    def __init__(self, name: str, args: GcpIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpIdentity", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        account = gcp.serviceaccount.Account(
            f"{name}-account",
            project=args["project"],
            account_id=args["account_id"],
            display_name=args["display_name"],
            description=args.get("description"),
            opts=child,
        )
        grants: list[pulumi.CustomResource] = [
            gcp.projects.IAMMember(
                f"{name}-{granted.removeprefix('roles/').replace('/', '-')}",
                project=args["project"],
                role=granted,
                member=account.member,
                opts=child,
            )
            for granted in args.get("project_roles", ())
        ]
        if (workload := args.get("workload_identity")) is not None:
            pod = f"[{workload['namespace']}/{workload['service_account']}]"
            grants.append(
                gcp.serviceaccount.IAMMember(
                    f"{name}-workload",
                    service_account_id=account.name,
                    role=role("workload-identity"),
                    member=pulumi.Output.concat("serviceAccount:", workload["workload_pool"], pod),
                    opts=child,
                )
            )
        # A machine that boots before its account has its roles fails, and does not try again.
        self.email, self.member, self.name = (
            after(value, *grants) for value in (account.email, account.member, account.name)
        )
        self.register_outputs({"email": self.email, "member": self.member, "name": self.name})


def validate(args: GcpIdentityArgs) -> None:
    """Refuse names that IAM would refuse, and roles that give away the whole project."""
    plain: Any = args
    require_project(plain)
    require_pattern("account_id", args["account_id"], "account id")
    for field, text in (("display name", args["display_name"]), ("description", args.get("description", ""))):
        bounds = limit(f"{field} bytes")
        if not bounds.lowest <= len(text.encode()) <= bounds.highest:
            raise InvalidArgument(field.replace(" ", "_"), text, f"{bounds.lowest} to {bounds.highest} bytes of UTF-8")
    _validate_roles(args.get("project_roles", ()))
    if (workload := args.get("workload_identity")) is not None:
        for field in ("namespace", "service_account"):
            if not _KUBERNETES_NAME.fullmatch(workload[field]):
                raise InvalidArgument(f"workload_identity.{field}", workload[field], "a name as Kubernetes has it")


def _validate_roles(roles: Sequence[str]) -> None:
    for index, granted in enumerate(roles):
        field = f"project_roles[{index}]"
        require_pattern(field, granted, "role")
        if granted in basic_roles():
            raise InvalidArgument(field, granted, "a predefined or custom role", "it may change nearly everything")
        if granted in impersonation_roles():
            hint = "grant it on the one service account (gcp.serviceaccount.IAMMember)"
            raise InvalidArgument(field, granted, "a role that does not reach other service accounts", hint)
        if granted in list(roles)[:index]:
            raise InvalidArgument(field, granted, "each role once")
