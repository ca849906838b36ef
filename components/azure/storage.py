"""A storage account as AzureModelStore and AzureAudit make it: closed, encrypted with a key of yours, without keys."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import storage

from components.azure.site import Site

REDUNDANCIES = ("Standard_LRS", "Standard_ZRS", "Standard_GZRS")


@dataclass(frozen=True, slots=True)
class StorageKey:
    """The key that encrypts an account, and the identity that the account uses it as."""

    vault_uri: pulumi.Input[str]
    name: pulumi.Input[str]
    identity_id: pulumi.Input[str]


def storage_account(
    name: str,
    site: Site,
    physical_name: str,
    key: StorageKey,
    *,
    redundancy: str,
    shared_keys: bool = False,
    keep: bool = False,
) -> storage.StorageAccount:
    """Make an account that only private endpoints and Azure's own services reach, by roles alone.

    Args:
        name: of the resource.
        site: where it stands.
        physical_name: unique in the world.
        key: follows its rotation, since no version is named.
        redundancy: one of REDUNDANCIES.
        shared_keys: let the account's own two keys in beside roles.
        keep: protect and retain it.
    """
    # Queues and tables take the key, and the second layer below it is there, only if asked for at the creation.
    encrypted = storage.EncryptionServiceArgs(enabled=True, key_type="Account")
    return storage.StorageAccount(
        name,
        account_name=physical_name,
        resource_group_name=site.resource_group_name,
        location=site.location,
        kind="StorageV2",
        sku=storage.SkuArgs(name=redundancy),
        access_tier=storage.AccessTier.HOT,
        allow_blob_public_access=False,
        allow_shared_key_access=shared_keys,
        default_to_o_auth_authentication=True,
        allow_cross_tenant_replication=False,
        allowed_copy_scope="AAD",
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        enable_https_traffic_only=True,
        minimum_tls_version="TLS1_2",
        public_network_access="Disabled",
        network_rule_set=storage.NetworkRuleSetArgs(default_action=storage.DefaultAction.DENY, bypass="AzureServices"),
        identity=storage.IdentityArgs(type="UserAssigned", user_assigned_identities=[key.identity_id]),
        encryption=storage.EncryptionArgs(
            key_source="Microsoft.Keyvault",
            require_infrastructure_encryption=True,
            encryption_identity=storage.EncryptionIdentityArgs(encryption_user_assigned_identity=key.identity_id),
            key_vault_properties=storage.KeyVaultPropertiesArgs(key_name=key.name, key_vault_uri=key.vault_uri),
            services=storage.EncryptionServicesArgs(blob=encrypted, file=encrypted, queue=encrypted, table=encrypted),
        ),
        tags=site.tags,
        opts=site.options(keep=keep),
    )
