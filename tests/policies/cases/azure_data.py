from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_GROUP = resource("azure-native:resources:ResourceGroup", "group", {"location": "westeurope"})
_CLOSED: dict[str, Any] = {"publicNetworkAccess": "Disabled"}
_CUSTOMER = {"keySource": "Microsoft.Keyvault", "keyVaultProperties": {"keyName": "data", "keyVaultUri": UNKNOWN}}
_NAMED = {"accountName": "weights"}


def account(version: str = ":storage", name: str = "account", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:StorageAccount", name, {"kind": "StorageV2", **inputs})


def container(name: str = "weights", **inputs: object) -> Resource:
    return resource("azure-native:storage:BlobContainer", name, inputs)


def service(of: Resource, version: bool | object = True, deleted: bool | object = True) -> Resource:
    inputs = {"isVersioningEnabled": version, "deleteRetentionPolicy": {"enabled": deleted, "days": 7}}
    return resource("azure-native:storage:BlobServiceProperties", "blobs", inputs, uses={"accountName": of})


def immutable(of: Resource) -> Resource:
    return resource("azure-native:storage:BlobContainerImmutabilityPolicy", "retention", {}, uses={"accountName": of})


def vault(version: str = ":keyvault", **properties: object) -> Resource:
    return resource(f"azure-native{version}:Vault", "vault", {"properties": properties})


def key(**properties: object) -> Resource:
    return resource("azure-native:keyvault:Key", "key", {"vaultName": UNKNOWN, "properties": properties})


def registry(**inputs: object) -> Resource:
    return resource("azure-native:containerregistry:Registry", "images", {"sku": {"name": "Premium"}, **inputs})


def cognitive(version: str = ":cognitiveservices", **properties: object) -> Resource:
    return resource(f"azure-native{version}:Account", "openai", {"kind": "OpenAI", "properties": properties})


CASES = (
    kept("storage-no-public-blobs", "the default is closed", account()),
    kept("storage-no-public-blobs", "a container is closed by default", container()),
    kept("storage-no-public-blobs", "a container says that it is closed", container(publicAccess="None")),
    broken("storage-no-public-blobs", "the account lets containers be public", account(allowBlobPublicAccess=True)),
    broken("storage-no-public-blobs", "a container is public", container(publicAccess="Blob")),
    broken(
        "storage-no-public-blobs",
        "an account of an older API version lets containers be public",
        account(":storage/v20230101", allowBlobPublicAccess=True),
    ),
    unknown("storage-no-public-blobs", "only the cloud knows whether", account(allowBlobPublicAccess=UNKNOWN)),
    unknown("storage-no-public-blobs", "only the cloud knows how far", container(publicAccess=UNKNOWN)),
    beside("storage-no-public-blobs", "a vault holds no blobs", vault()),
    kept("storage-private-network", "private endpoints alone", account(**_CLOSED)),
    kept("storage-private-network", "a perimeter decides", account(publicNetworkAccess="SecuredByPerimeter")),
    kept(
        "storage-private-network",
        "named networks alone",
        account(networkRuleSet={"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "203.0.113.0/24"}]}),
    ),
    broken("storage-private-network", "the default is the internet", account()),
    broken(
        "storage-private-network", "the firewall lets everybody in", account(networkRuleSet={"defaultAction": "Allow"})
    ),
    broken(
        "storage-private-network",
        "a range of the firewall is half of the internet",
        account(networkRuleSet={"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "0.0.0.0/1"}]}),
    ),
    broken(
        "storage-private-network",
        "an account of another package of API versions",
        resource("azure-native_storage_v20240101:storage:StorageAccount", "account"),
    ),
    unknown("storage-private-network", "the switch is unknown", account(publicNetworkAccess=UNKNOWN)),
    unknown("storage-private-network", "the firewall is unknown", account(networkRuleSet=UNKNOWN)),
    unknown(
        "storage-private-network",
        "beside an unknown default stands the internet",
        account(networkRuleSet={"defaultAction": UNKNOWN, "ipRules": [UNKNOWN, {"iPAddressOrRange": "0.0.0.0/0"}]}),
        at=("account",),
    ),
    beside("storage-private-network", "a group of resources", _GROUP),
    kept("storage-tls", "TLS 1.2", account(minimumTlsVersion="TLS1_2")),
    broken("storage-tls", "the default is TLS 1.0", account()),
    broken("storage-tls", "TLS 1.1", account(minimumTlsVersion="TLS1_1")),
    broken("storage-tls", "plain HTTP is let in", account(minimumTlsVersion="TLS1_2", enableHttpsTrafficOnly=False)),
    broken("storage-tls", "NFS is never encrypted", account(enableNfsV3=True, enableHttpsTrafficOnly=False)),
    unknown("storage-tls", "the version is unknown", account(minimumTlsVersion=UNKNOWN)),
    unknown(
        "storage-tls",
        "beside an unknown version HTTP is let in",
        account(minimumTlsVersion=UNKNOWN, enableHttpsTrafficOnly=False),
        at=("account",),
    ),
    beside("storage-tls", "a group of resources", _GROUP),
    kept("storage-customer-key", "a key of ours encrypts", account(encryption=_CUSTOMER)),
    kept(
        "storage-customer-key",
        "Azure writes the source in other capitals",
        account(encryption={**_CUSTOMER, "keySource": "Microsoft.KeyVault"}),
    ),
    broken("storage-customer-key", "the default is a key of Microsoft", account()),
    broken("storage-customer-key", "no key is named", account(encryption={"keySource": "Microsoft.Keyvault"})),
    unknown(
        "storage-customer-key",
        "the key is new",
        account(encryption={**_CUSTOMER, "keyVaultProperties": {"keyName": UNKNOWN}}),
    ),
    unknown("storage-customer-key", "the source is unknown", account(encryption={**_CUSTOMER, "keySource": UNKNOWN})),
    beside("storage-customer-key", "a group of resources", _GROUP),
    kept(
        "storage-infrastructure-encryption",
        "a second layer",
        account(encryption={"requireInfrastructureEncryption": True}),
    ),
    broken("storage-infrastructure-encryption", "the default is one layer", account()),
    unknown("storage-infrastructure-encryption", "the encryption is unknown", account(encryption=UNKNOWN)),
    beside("storage-infrastructure-encryption", "a group of resources", _GROUP),
    kept("storage-no-shared-key", "roles alone", account(allowSharedKeyAccess=False)),
    broken("storage-no-shared-key", "the default has keys", account()),
    broken("storage-no-shared-key", "local users", account(allowSharedKeyAccess=False, isLocalUserEnabled=True)),
    unknown("storage-no-shared-key", "the switch is unknown", account(allowSharedKeyAccess=UNKNOWN)),
    unknown(
        "storage-no-shared-key",
        "beside an unknown switch there are local users",
        account(allowSharedKeyAccess=UNKNOWN, isLocalUserEnabled=True),
        at=("account",),
    ),
    beside("storage-no-shared-key", "a group of resources", _GROUP),
    kept("storage-soft-delete", "both are on", store := account(), service(store)),
    kept(
        "storage-soft-delete",
        "the service names the account by text",
        account(accountName="weights"),
        resource(
            "azure-native:storage:BlobServiceProperties",
            "blobs",
            {**_NAMED, "isVersioningEnabled": True, "deleteRetentionPolicy": {"enabled": True}},
        ),
    ),
    kept(
        "storage-soft-delete",
        "accounts with folders have no versions",
        folders := account(isHnsEnabled=True),
        service(folders, version=False),
    ),
    kept(
        "storage-soft-delete",
        "what is immutable cannot be deleted",
        archive := account(),
        resource("azure-native:storage:BlobContainer", "activity", uses={"accountName": archive}),
        immutable(archive),
    ),
    kept(
        "storage-soft-delete",
        "the service is of another API version",
        old := account(":storage/v20230101"),
        resource(
            "azure-native:storage/v20230101:BlobServiceProperties",
            "blobs",
            {"isVersioningEnabled": True, "deleteRetentionPolicy": {"enabled": True}},
            uses={"accountName": old},
        ),
    ),
    broken("storage-soft-delete", "both are off by default", account()),
    broken("storage-soft-delete", "no versions", bare := account(), service(bare, version=False)),
    broken("storage-soft-delete", "deleted is gone", gone := account(), service(gone, deleted=False)),
    broken(
        "storage-soft-delete",
        "the service is that of another account",
        account(name="first"),
        second := account(name="second"),
        service(second),
    ),
    broken(
        "storage-soft-delete",
        "one of two containers is immutable",
        both := account(),
        resource("azure-native:storage:BlobContainer", "activity", uses={"accountName": both}),
        resource("azure-native:storage:BlobContainer", "weights", uses={"accountName": both}),
        immutable(both),
    ),
    unknown(
        "storage-soft-delete", "the flags are unknown", new := account(), service(new, version=UNKNOWN, deleted=UNKNOWN)
    ),
    unknown(
        "storage-soft-delete",
        "beside an unknown flag deleted is gone",
        half := account(),
        service(half, version=UNKNOWN, deleted=False),
        at=("account",),
    ),
    beside("storage-soft-delete", "an account of files alone", account(kind="FileStorage")),
    kept("key-vault-purge-protection", "purging is forbidden", vault(enablePurgeProtection=True)),
    broken("key-vault-purge-protection", "the default lets purge", vault()),
    broken(
        "key-vault-purge-protection",
        "deleted at once",
        vault(enablePurgeProtection=True, enableSoftDelete=False),
    ),
    unknown("key-vault-purge-protection", "the switch is unknown", vault(enablePurgeProtection=UNKNOWN)),
    beside("key-vault-purge-protection", "a key has no such switch", key()),
    kept("key-vault-rbac", "roles decide", vault(enableRbacAuthorization=True)),
    broken("key-vault-rbac", "the default is access policies", vault()),
    broken(
        "key-vault-rbac",
        "policies stand beside roles",
        vault(enableRbacAuthorization=True, accessPolicies=[{"objectId": UNKNOWN}]),
    ),
    unknown("key-vault-rbac", "who decides is unknown", vault(enableRbacAuthorization=UNKNOWN)),
    unknown(
        "key-vault-rbac",
        "all properties are unknown",
        resource("azure-native:keyvault:Vault", "v", {"properties": UNKNOWN}),
    ),
    beside("key-vault-rbac", "a key has no policies", key()),
    kept("key-vault-private", "Azure writes the word in small letters", vault(publicNetworkAccess="disabled")),
    kept("key-vault-private", "the firewall denies", vault(networkAcls={"defaultAction": "Deny"})),
    broken("key-vault-private", "the default is open", vault()),
    broken("key-vault-private", "an older API version is open too", vault(":keyvault/v20230701")),
    broken(
        "key-vault-private",
        "the firewall has a hole",
        vault(networkAcls={"defaultAction": "Deny", "ipRules": [{"value": "0.0.0.0/0"}]}),
    ),
    unknown("key-vault-private", "public access is unknown", vault(publicNetworkAccess=UNKNOWN)),
    beside("key-vault-private", "a key has no address", key()),
    kept("acr-no-admin", "the default has no admin", registry()),
    broken("acr-no-admin", "an admin user", registry(adminUserEnabled=True)),
    broken("acr-no-admin", "anybody pulls", registry(anonymousPullEnabled=True)),
    broken(
        "acr-no-admin",
        "an admin user of a later API version",
        resource("azure-native:containerregistry/v20230701:Registry", "images", {"adminUserEnabled": True}),
    ),
    unknown("acr-no-admin", "the switch is unknown", registry(adminUserEnabled=UNKNOWN)),
    beside("acr-no-admin", "a storage account is no registry", account()),
    kept("acr-private", "private endpoints alone", registry(**_CLOSED)),
    kept("acr-private", "named networks alone", registry(networkRuleSet={"defaultAction": "Deny"})),
    broken("acr-private", "the default is open", registry()),
    broken("acr-private", "Standard cannot be closed", registry(sku={"name": "Standard"})),
    unknown("acr-private", "the switch is unknown", registry(publicNetworkAccess=UNKNOWN)),
    beside("acr-private", "a storage account is no registry", account()),
    kept("acr-customer-key", "a key of ours", registry(encryption={"status": "enabled"})),
    broken("acr-customer-key", "the default is a key of Microsoft", registry()),
    unknown("acr-customer-key", "the status is unknown", registry(encryption={"status": UNKNOWN})),
    beside("acr-customer-key", "a storage account is no registry", account()),
    kept("cognitive-private", "private endpoints alone", cognitive(**_CLOSED)),
    broken("cognitive-private", "the default is open", cognitive()),
    broken("cognitive-private", "of another API version", cognitive(":cognitiveservices/v20230501")),
    broken(
        "cognitive-private",
        "the firewall lets the internet in",
        cognitive(networkAcls={"defaultAction": "Deny", "ipRules": [{"value": "0.0.0.0/0"}]}),
    ),
    unknown("cognitive-private", "the firewall is unknown", cognitive(networkAcls={"defaultAction": UNKNOWN})),
    beside("cognitive-private", "a vault is another thing", vault()),
    kept("cognitive-no-local-auth", "roles alone", cognitive(disableLocalAuth=True)),
    broken("cognitive-no-local-auth", "the default has keys", cognitive()),
    unknown("cognitive-no-local-auth", "the switch is unknown", cognitive(disableLocalAuth=UNKNOWN)),
    beside("cognitive-no-local-auth", "a vault is another thing", vault()),
)
