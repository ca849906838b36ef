"""A private container registry."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import containerregistry

from accel.catalog.azure import limit
from components.azure.grants import grant_each
from components.azure.locks import lock
from components.azure.names import require_given_name, require_place, unique_name
from components.azure.private_endpoint import private_endpoint
from components.azure.site import Site
from components.contract import InvalidArgument, require_between
from components.ordering import after

_NOTES = "Images that machines run are in here."


class AzureRegistryKey(TypedDict):
    """A key of yours that encrypts the registry, in a vault without firewall."""

    key_identifier: pulumi.Input[str]
    """Address of the key without a version, so that the registry follows its rotation."""
    identity_id: pulumi.Input[str]
    """ARM id of an identity that may use the key."""
    identity_client_id: pulumi.Input[str]
    """Client id of that identity."""


class AzureRegistryArgs(TypedDict):
    """Arguments of AzureRegistry."""

    subscription_id: str
    """GUID of the subscription."""
    resource_group_name: pulumi.Input[str]
    """Group that everything stands in."""
    location: str
    """Region of the registry."""
    endpoint_subnet_id: pulumi.Input[str]
    """Subnet of its private endpoint (AzureNetwork.endpoint_subnet_id)."""
    registry_zone_id: pulumi.Input[str]
    """Private zone of registries (AzureNetwork.zone_ids, registry)."""
    pullers: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Who may pull images: principal ids by a name of your own, which names the grant (`nodes`)."""
    untagged_days: NotRequired[int]
    """Days after which images without a tag go. By default they stay: who pulls by digest would lose them."""
    zone_redundant: NotRequired[bool]
    """Keep images in several zones, fixed at the creation; on by default. Not every region has zones."""
    arm_tokens: NotRequired[bool]
    """Let in with tokens for Azure's management too, as kubelets of AKS come; on by default."""
    registry_name: NotRequired[str]
    """Name of the registry, unique in the world; made of subscription, stack and component by default."""
    encryption: NotRequired[AzureRegistryKey]
    """Encrypt with a key of yours. By default Microsoft's keys do: see below."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of everything that can have some."""
    protect: NotRequired[bool]
    """Keep the registry when the stack is destroyed, and lock it; off by default."""


class AzureRegistry(pulumi.ComponentResource):
    """A registry behind a private endpoint, without administrator's password, anonymous pulls or exports.

    Roles alone decide who pulls; nobody may but the given pullers. Tags are not made immutable, since Azure has that
    for single images alone (`az acr repository update --write-enabled false`): name images by digest. Nor are images
    scanned, which Microsoft Defender for Containers does for a fee.

    A key of yours is taken at the creation alone, and never from a vault with a firewall, such as AzureEncryption's:
    only the system's identity passes that, and only a user's is accepted here. Hence `encryption` is up to you.

    Costs a daily fee for the Premium tier, which private endpoints need, an hourly one for the endpoint, and storage
    above what is included.

    Raises:
        InvalidArgument: a name or a period that Azure would refuse.
    """

    registry_id: pulumi.Output[str]
    """ARM id of the registry."""
    registry_name: pulumi.Output[str]
    """Name of the registry."""
    login_server: pulumi.Output[str]
    """Host that images are named after; known once the pullers may pull and the endpoint is there."""

    def __init__(self, name: str, args: AzureRegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AzureRegistry", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        registry = _registry(name, site, args)
        endpoint = private_endpoint(
            f"{name}-endpoint", site, registry.id, "registry", args["endpoint_subnet_id"], args["registry_zone_id"]
        )
        grants = grant_each(f"{name}-puller", site, registry.id, "pull-images", args.get("pullers", {}))
        if site.keep:
            lock(name, site, registry.id, _NOTES, *grants)
        self.registry_id = registry.id
        self.registry_name = registry.name
        self.login_server = after(registry.login_server, endpoint, *grants)
        self.register_outputs(
            {
                "registry_id": self.registry_id,
                "registry_name": self.registry_name,
                "login_server": self.login_server,
            }
        )


def validate(args: AzureRegistryArgs) -> None:
    """Refuse what Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_given_name(plain, "registry_name", "registry")
    if (days := args.get("untagged_days")) is not None:
        bounds = limit("untagged image days")
        require_between("untagged_days", days, bounds.lowest, bounds.highest, "days")
    if not isinstance(plain.get("pullers", {}), Mapping):
        raise InvalidArgument("pullers", plain["pullers"], "principal ids by name, {'nodes': '<GUID>'}")


def _registry(name: str, site: Site, args: AzureRegistryArgs) -> containerregistry.Registry:
    key, days = args.get("encryption"), args.get("untagged_days")
    return containerregistry.Registry(
        f"{name}-registry",
        registry_name=args.get("registry_name") or unique_name("registry", site.subscription_id, name),
        resource_group_name=site.resource_group_name,
        location=site.location,
        sku=containerregistry.SkuArgs(name="Premium"),
        admin_user_enabled=False,
        anonymous_pull_enabled=False,
        # Layers come from the registry's own host, not from a storage account that all customers share.
        data_endpoint_enabled=True,
        public_network_access="Disabled",
        network_rule_bypass_options="AzureServices",
        zone_redundancy="Enabled" if args.get("zone_redundant", True) else "Disabled",
        policies=containerregistry.PoliciesArgs(
            export_policy=containerregistry.ExportPolicyArgs(status="disabled"),
            retention_policy=containerregistry.RetentionPolicyArgs(status="disabled")
            if days is None
            else containerregistry.RetentionPolicyArgs(status="enabled", days=days),
            # On, no image could be pulled before a scanner of yours releases it.
            quarantine_policy=containerregistry.QuarantinePolicyArgs(status="disabled"),
            # Off, AKS could not pull (github.com/Azure/AKS issue 4560).
            azure_ad_authentication_as_arm_policy=containerregistry.AzureADAuthenticationAsArmPolicyArgs(
                status="enabled" if args.get("arm_tokens", True) else "disabled"
            ),
        ),
        # A map here, where other types take a list.
        identity=None
        if key is None
        else containerregistry.IdentityPropertiesArgs(
            type=containerregistry.ResourceIdentityType.USER_ASSIGNED,
            user_assigned_identities=pulumi.Output.from_input(key["identity_id"]).apply(_as_map),
        ),
        encryption=None
        if key is None
        else containerregistry.EncryptionPropertyArgs(
            status="enabled",
            key_vault_properties=containerregistry.KeyVaultPropertiesArgs(
                identity=key["identity_client_id"], key_identifier=key["key_identifier"]
            ),
        ),
        tags=site.tags,
        opts=site.options(holds_data=True),
    )


def _as_map(identity: str) -> dict[str, Any]:
    return {identity: {}}
