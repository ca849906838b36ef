"""Data on Azure: storage accounts, keys, logs."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known, parts, required_count, required_text
from accel.planning.cost.items import Item, Unpriceable
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.no_price import known_elsewhere, no_prices
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    # Calls are paid for with the service.
    *(f"azure-native:apimanagement:{part}" for part in ("Api", "ApiPolicy", "Policy", "Product", "ProductApi")),
    "azure-native:apimanagement:ProductPolicy",
    "azure-native:app:ContainerAppsAuthConfig",
    # What goes through them is paid for with the profile.
    "azure-native:cdn:AFDCustomDomain",
    "azure-native:cdn:AFDEndpoint",
    "azure-native:cdn:SecurityPolicy",
    "azure-native:keyvault:AccessPolicy",
    "azure-native:keyvault:Secret",
    # What lies in them is the account's own.
    "azure-native:storage:Blob",
    "azure-native:storage:BlobContainer",
    "azure-native:storage:BlobContainerImmutabilityPolicy",
    "azure-native:storage:BlobServiceProperties",
    "azure-native:storage:FileShare",
    "azure-native:storage:ManagementPolicy",
)
_BLOBS = ("BlobStorage", "StorageV2")
_PREMIUM = "Premium"
_STANDARD = "Standard_"
_HOT = "Hot"
_BY_GB = "PerGB2018"
_RSA, _HSM = "RSA", "-HSM"
_SHORT_KEY_BITS = 2048


def _storage_account(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind, sku = required_text(resource, "kind", "StorageV2"), required_text(resource, "sku.name", "Standard_LRS")
    tier = required_text(resource, "accessTier", _HOT)
    hierarchical = known(resource.get("isHnsEnabled", False), "isHnsEnabled") is True
    if kind not in _BLOBS or not sku.startswith(_STANDARD) or tier != _HOT or hierarchical:
        what = f"{kind} {sku} {tier}{', hierarchical' * hierarchical}"
        raise Unpriceable(f"no price is known of what a storage account stores ({what})")
    copies = sku.removeprefix(_STANDARD)
    service, name = f"blob_hot_{copies.lower()}", f"Blob storage, hot {copies}"
    yield from parts(
        resource,
        by_use(resource, context, f"{service}_storage", f"{name}, storage", "for what is stored, up to 50 TB"),
        by_use(resource, context, f"{service}_writes", f"{name}, writes", "for what clients call"),
        by_use(resource, context, "blob_hot_reads", f"{name}, reads", "for what clients call"),
    )


def _vault(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(
        resource, context, "key_vault_operations", "Key Vault, operations", "for what services and clients call"
    )


def _key(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = required_text(resource, "properties.kty")
    bits = required_count(resource, "properties.keySize", _SHORT_KEY_BITS)
    short = kind.removesuffix(_HSM) == _RSA and bits == _SHORT_KEY_BITS
    operations = "key_vault_operations" if short else "key_vault_advanced_key_operations"
    key = "key_vault_hsm_key_rsa_2048" if short else "key_vault_hsm_advanced_key"
    yield from parts(
        resource,
        service_line(resource, context, key, f"key in hardware, {kind}") if kind.endswith(_HSM) else (),
        by_use(resource, context, operations, f"Key Vault, operations with {kind}", "for what services and clients do"),
    )


def _registry(resource: Resource, context: CostContext) -> Iterator[Item]:
    tier = required_text(resource, "sku.name")
    if tier != _PREMIUM:
        raise Unpriceable(f"no price is known of container registries of the tier {tier}")
    yield from service_line(resource, context, "container_registry_premium", "container registry, Premium")


def _log_workspace(resource: Resource, context: CostContext) -> Iterator[Item]:
    plan = required_text(resource, "sku.name", _BY_GB)
    if plan != _BY_GB:
        raise Unpriceable(f"no price is known of Log Analytics of the plan {plan}")
    yield from parts(
        resource,
        by_use(resource, context, "log_analytics_ingest", "Log Analytics, ingestion", "for what is written"),
        by_use(resource, context, "log_analytics_retention", "Log Analytics, retention", "for what is kept for longer"),
    )


PRICERS: dict[str, Pricer] = {
    **no_prices(
        {
            "what is asked of models": (
                "azure-native:cognitiveservices:Account",
                "azure-native:cognitiveservices:Deployment",
            ),
            "API Management": ("azure-native:apimanagement:ApiManagementService",),
            "application gateways": ("azure-native:network:ApplicationGateway",),
            "containers by the second": (
                "azure-native:app:ContainerApp",
                "azure-native:app:Job",
                "azure-native:app:ManagedEnvironment",
                "azure-native:containerinstance:ContainerGroup",
            ),
            "Front Door": ("azure-native:cdn:Profile", "azure-native:frontdoor:FrontDoor"),
            "serverless endpoints of Azure ML": ("azure-native:machinelearningservices:ServerlessEndpoint",),
            "a web firewall and its rules": (
                "azure-native:cdn:Policy",
                "azure-native:frontdoor:Policy",
                "azure-native:network:WebApplicationFirewallPolicy",
            ),
        }
    ),
    "azure-native:containerregistry:Registry": _registry,
    "azure-native:resources:Deployment": known_elsewhere("what a template makes is known only to the cloud"),
    "azure-native:keyvault:Key": _key,
    "azure-native:keyvault:Vault": _vault,
    "azure-native:operationalinsights:Workspace": _log_workspace,
    "azure-native:storage:StorageAccount": _storage_account,
}
