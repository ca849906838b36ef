"""A storage account as AzureModelStore and AzureAudit make it: closed, encrypted with a key of yours, without keys."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import storage

from components.azure.names import require_given_name, unique_name
from components.azure.site import Site
from components.contract import require_one_of

_REDUNDANCIES = ("Standard_LRS", "Standard_ZRS", "Standard_GZRS")
_REDUNDANCY = "Standard_ZRS"


def storage_account(
    name: str, role: str, site: Site, args: Mapping[str, Any], *, shared_keys: bool = False
) -> storage.StorageAccount:
    """Make an account that only private endpoints and Azure's own services reach, by roles alone.

    Args:
        name: of the component.
        role: of the account in it.
        site: where it stands.
        args: of the component: account_name, redundancy, vault_uri, key_name and storage_identity_id are the account's.
        shared_keys: let the account's own two keys in beside roles.
    """
    identity = args["storage_identity_id"]
    # Queues and tables take the key, and the second layer below it is there, only if asked for at the creation.
    encrypted = storage.EncryptionServiceArgs(enabled=True, key_type="Account")
    return storage.StorageAccount(
        f"{name}-{role}",
        account_name=args.get("account_name") or unique_name("storage account", site.subscription_id, name),
        resource_group_name=site.resource_group_name,
        location=site.location,
        kind="StorageV2",
        sku=storage.SkuArgs(name=args.get("redundancy", _REDUNDANCY)),
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
        identity=storage.IdentityArgs(type="UserAssigned", user_assigned_identities=[identity]),
        encryption=storage.EncryptionArgs(
            key_source="Microsoft.Keyvault",
            require_infrastructure_encryption=True,
            encryption_identity=storage.EncryptionIdentityArgs(encryption_user_assigned_identity=identity),
            # Without a version, so that the account follows the key's rotation.
            key_vault_properties=storage.KeyVaultPropertiesArgs(
                key_name=args["key_name"], key_vault_uri=args["vault_uri"]
            ),
            services=storage.EncryptionServicesArgs(blob=encrypted, file=encrypted, queue=encrypted, table=encrypted),
        ),
        tags=site.tags,
        opts=site.options(holds_data=True),
    )


def require_storage_account(args: Mapping[str, Any]) -> None:
    """Refuse a redundancy or a name that Azure would refuse."""
    require_one_of("redundancy", args.get("redundancy", _REDUNDANCY), _REDUNDANCIES)
    require_given_name(args, "account_name", "storage account")


def container(
    name: str, site: Site, account: storage.StorageAccount, container_name: pulumi.Input[str]
) -> storage.BlobContainer:
    """Make a container in an account, which no anonymous reader gets into."""
    return storage.BlobContainer(
        name,
        account_name=account.name,
        resource_group_name=site.resource_group_name,
        container_name=container_name,
        public_access=storage.PublicAccess.NONE,
        opts=site.options(holds_data=True),
    )


def lifecycle(
    name: str,
    site: Site,
    account: storage.StorageAccount,
    rule: str,
    filters: storage.ManagementPolicyFilterArgs,
    actions: storage.ManagementPolicyActionArgs,
    *after: pulumi.Resource,
) -> storage.ManagementPolicy:
    """Give an account its one policy, with one rule: what happens to which blobs when they are old."""
    definition = storage.ManagementPolicyDefinitionArgs(filters=filters, actions=actions)
    return storage.ManagementPolicy(
        name,
        account_name=account.name,
        resource_group_name=site.resource_group_name,
        management_policy_name="default",
        policy=storage.ManagementPolicySchemaArgs(
            rules=[storage.ManagementPolicyRuleArgs(name=rule, type="Lifecycle", enabled=True, definition=definition)]
        ),
        opts=site.options(*after),
    )
