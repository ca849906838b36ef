"""The stack file's key `azure`: where the stack stands, and where its baseline comes from."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from accel.catalog.azure import pattern
from accel.planning.stack import Settings
from blueprints.baseline import BaselineChoice, BudgetSettings, Cidr, region_in

_ARM_ID = r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/"
Guid = Annotated[str, StringConstraints(pattern=f"^{pattern('guid').expression.pattern}$")]
Email = Annotated[str, StringConstraints(pattern=f"^{pattern('email').expression.pattern}$")]


def _id_of(kind: str) -> str:
    return f"{_ARM_ID}{kind}$"


SubnetId = Annotated[str, StringConstraints(pattern=_id_of(r"Microsoft\.Network/virtualNetworks/[^/]+/subnets/[^/]+"))]
ZoneId = Annotated[str, StringConstraints(pattern=_id_of(r"Microsoft\.Network/privateDnsZones/[^/]+"))]


class AzureNetworkSettings(Settings):
    """A network to create."""

    cidr_block: Cidr = Field(description="Addresses of the whole network, such as 10.70.0.0/16.")
    workload_cidr: Cidr = Field(description="Addresses of machines and Kubernetes nodes, inside cidrBlock.")
    endpoint_cidr: Cidr = Field(description="Addresses of private endpoints, inside cidrBlock.")
    egress: Literal["private", "nat"] = Field(
        default="private",
        description="What machines reach: private endpoints alone, or by a NAT gateway the internet too.",
    )
    allowed_cidrs: list[Cidr] = Field(
        default=[], description="Private ranges outside the network (an office, a peered network) that may call in."
    )


class AzureZoneIds(Settings):
    """Private zones that the network asks."""

    blob: ZoneId = Field(description="Id of privatelink.blob.core.windows.net.")
    vault: ZoneId = Field(description="Id of privatelink.vaultcore.azure.net.")
    registry: ZoneId = Field(description="Id of privatelink.azurecr.io.")


class AzureExistingNetwork(Settings):
    """A network that somebody else owns."""

    network_id: str = Field(
        pattern=_id_of(r"Microsoft\.Network/virtualNetworks/[^/]+"), description="Id of the network."
    )
    workload_subnet_id: SubnetId = Field(description="Id of the subnet of machines.")
    endpoint_subnet_id: SubnetId = Field(description="Id of the subnet of private endpoints.")
    zone_ids: AzureZoneIds = Field(description="Private zones, linked to the network.")


class AzureExistingKeys(Settings):
    """A key that somebody else owns, and an identity that may use it."""

    vault_uri: str = Field(
        pattern=r"^https://[A-Za-z0-9-]+\.(vault\.azure\.net|managedhsm\.azure\.net)/$",
        description="Address of its vault.",
    )
    key_name: str = Field(pattern=r"^[0-9A-Za-z-]{1,127}$", description="Name of the key.")
    storage_identity_id: str = Field(
        pattern=_id_of(r"Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+"),
        description="Id of the identity that storage accounts use it as.",
    )


class AzureExistingModelStore(Settings):
    """A container of weights that somebody else owns."""

    account_id: str = Field(
        pattern=_id_of(r"Microsoft\.Storage/storageAccounts/[a-z0-9]+"), description="Id of the storage account."
    )
    container_name: str = Field(pattern=r"^[a-z0-9](-?[a-z0-9])*$", description="Name of the container.")


class AzureExistingRegistry(Settings):
    """A container registry that somebody else owns."""

    registry_id: str = Field(
        pattern=_id_of(r"Microsoft\.ContainerRegistry/registries/[^/]+"), description="Id of the registry."
    )
    login_server: str = Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", description="Host that images are named after.")


class AzureBudgetSettings(BudgetSettings):
    """A budget to create, and an alert on unusual costs of the subscription."""

    anomalies: bool = Field(
        default=True, description="Tell of unusual costs, too; false where another stack of the subscription does."
    )
    currency_per_usd: float = Field(
        default=1.0,
        gt=0,
        allow_inf_nan=False,
        description="What a USD is in the currency in which the subscription is billed.",
    )


class AzureCreate(Settings):
    """What the stack makes; keys, model store, registry, vault of secrets and logs unless adopted or switched off.

    Budget and security contact are made where they are asked for.
    """

    network: AzureNetworkSettings | None = Field(default=None, description="The network to create.")
    key_rotation_days: int = Field(default=90, ge=7, le=365, description="Days after which the key gets a new version.")
    key_generation: int = Field(
        default=0, ge=0, description="Raise it to make the vaults anew while names of deleted ones are still taken."
    )
    hsm: bool = Field(default=False, description="Keep the key in hardware, for a monthly fee.")
    registry: bool = Field(default=True, description="Make a private container registry.")
    secret_vault: bool = Field(default=True, description="Make a vault for secrets, apart from that of the keys.")
    audit: bool = Field(default=True, description="Make a workspace of logs and an archive of the activity log.")
    activity_log: bool = Field(
        default=True, description="Export the activity log; false where another stack of the subscription does."
    )
    audit_retention_days: int = Field(
        default=365, ge=1, le=3650, description="Days for which nobody can change or delete what is in the archive."
    )
    budget: AzureBudgetSettings | None = Field(default=None, description="Budget and anomaly alert; absent: none.")
    budget_elsewhere: bool = Field(
        default=False, description="Somebody else watches what the stack costs here: `accel preview` asks for nothing."
    )
    security_contact_emails: list[Email] = Field(
        default=[],
        description="Who hears of security alerts in the subscription, which has one such list; none leaves it alone.",
    )


class AzureExisting(Settings):
    """Parts that exist already and are used as they are."""

    network: AzureExistingNetwork | None = Field(default=None, description="The network to use.")
    keys: AzureExistingKeys | None = Field(default=None, description="The key to use.")
    model_store: AzureExistingModelStore | None = Field(default=None, description="The container of weights to use.")
    registry: AzureExistingRegistry | None = Field(default=None, description="The container registry to use.")


class AzureBaselineChoice(BaselineChoice):
    """Where network, keys, model store, registry, secrets, logs and budget come from."""

    PARTS = ("network", "keys", "model_store")

    create: AzureCreate | None = Field(default=None, description="Make what is not under `existing`.")
    existing: AzureExisting | None = Field(default=None, description="Use these parts instead of making them.")


class AzureSettings(Settings):
    """The stack file's key `azure`."""

    subscription_id: Guid = Field(description="The only subscription that the stack may touch.")
    tenant_id: Guid = Field(description="Directory of the subscription.")
    region: Annotated[str, region_in("azure", "Azure")] = Field(description="Region of the stack, such as westeurope.")
    baseline: AzureBaselineChoice = Field(description="Network, keys, logs, registry, budget: created or adopted.")
