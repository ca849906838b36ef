"""A managed identity for one purpose."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import managedidentity

from accel.catalog.azure import pattern, role_purposes
from components.azure.grants import grant
from components.azure.names import require_component_name, require_place
from components.azure.site import Site
from components.contract import InvalidArgument, require_one_of
from components.ordering import after

_KUBERNETES_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_ROLE_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_AUDIENCE = "api://AzureADTokenExchange"


class AzureIdentityRole(TypedDict):
    """One thing that the identity may do on one scope."""

    purpose: str
    """What for, as the catalogue has it: read-blobs, write-blobs, read-secrets, pull-images, use-key."""
    scope: pulumi.Input[str]
    """ARM id of the thing: a container, a vault, a registry, a key; never a subscription."""
    scope_name: str
    """A name of your own for the scope, which names the grant (`weights`)."""


class AzureIdentityFederation(TypedDict):
    """The Kubernetes service account that may act as the identity."""

    issuer: pulumi.Input[str]
    """Address of the cluster's OIDC issuer."""
    namespace: str
    """Namespace of the service account."""
    service_account: str
    """Its name."""


class AzureIdentityArgs(TypedDict):
    """Arguments of AzureIdentity."""

    subscription_id: str
    """GUID of the subscription."""
    resource_group_name: pulumi.Input[str]
    """Group that the identity stands in."""
    location: str
    """Region of the identity."""
    roles: NotRequired[Sequence[AzureIdentityRole]]
    """What it may do; nothing by default."""
    federation: NotRequired[AzureIdentityFederation]
    """Who may act as it from a Kubernetes cluster; nobody by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of the identity."""


class AzureIdentity(pulumi.ComponentResource):
    """A user-assigned managed identity with the roles that were named, and neither password nor key.

    Machines carry it, or pods act as it through the cluster's issuer. Costs nothing.

    Raises:
        InvalidArgument: a purpose that nobody knows, or a scope that gives away the whole subscription.
    """

    identity_id: pulumi.Output[str]
    """ARM id, which machines and services are given; known once the roles are granted."""
    client_id: pulumi.Output[str]
    """GUID that programs sign in with; known as late."""
    principal_id: pulumi.Output[str]
    """GUID that roles are granted to; known as late."""

    def __init__(self, name: str, args: AzureIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        require_component_name(name, "identity", "identity")
        super().__init__("accel:index:AzureIdentity", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_group_name=site.resource_group_name,
            location=site.location,
            tags=site.tags,
            opts=site.options(),
        )
        needed: list[pulumi.CustomResource] = [
            grant(
                f"{name}-{given['purpose']}-{given['scope_name']}",
                site,
                given["scope"],
                given["purpose"],
                identity.principal_id,
            )
            for given in args.get("roles", ())
        ]
        if (federation := args.get("federation")) is not None:
            needed.append(
                managedidentity.FederatedIdentityCredential(
                    f"{name}-workload",
                    resource_group_name=site.resource_group_name,
                    resource_name_=identity.name,
                    issuer=federation["issuer"],
                    subject=f"system:serviceaccount:{federation['namespace']}:{federation['service_account']}",
                    audiences=[_AUDIENCE],
                    opts=site.options(),
                )
            )
        self.identity_id = after(identity.id, *needed)
        self.client_id = after(identity.client_id, *needed)
        self.principal_id = after(identity.principal_id, *needed)
        self.register_outputs(
            {"identity_id": self.identity_id, "client_id": self.client_id, "principal_id": self.principal_id}
        )


def validate(args: AzureIdentityArgs) -> None:
    """Refuse purposes that nobody knows, and scopes that are too wide."""
    plain: Any = args
    require_place(plain)
    given: list[tuple[str, str]] = []
    for index, role in enumerate(args.get("roles", ())):
        field = f"roles[{index}]"
        require_one_of(f"{field}.purpose", role["purpose"], role_purposes())
        if not _ROLE_NAME.fullmatch(role["scope_name"]):
            raise InvalidArgument(f"{field}.scope_name", role["scope_name"], "lower-case letters, digits and dashes")
        scope: Any = role["scope"]
        if isinstance(scope, str) and pattern("whole subscription").fits(scope):
            raise InvalidArgument(f"{field}.scope", scope, "one resource", "the role would hold for all of them")
        if (role["purpose"], role["scope_name"]) in given:
            raise InvalidArgument(field, f"{role['purpose']} on {role['scope_name']}", "each role on a scope once")
        given.append((role["purpose"], role["scope_name"]))
    if (federation := args.get("federation")) is not None:
        for key, value in (("namespace", federation["namespace"]), ("service_account", federation["service_account"])):
            if not _KUBERNETES_NAME.fullmatch(value):
                raise InvalidArgument(f"federation.{key}", value, "a name as Kubernetes has it")
