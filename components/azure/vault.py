"""A key vault as both AzureEncryption and AzureSecrets make it."""

import pulumi
from pulumi_azure_native import keyvault

from components.azure.site import Site


def vault(
    name: str, site: Site, physical_name: str, tenant_id: str, *, days: int, premium: bool = False, keep: bool = False
) -> keyvault.Vault:
    """Make a vault that only private endpoints and Azure's own services reach, by roles alone.

    Args:
        name: of the resource.
        site: where it stands.
        physical_name: unique in the world.
        tenant_id: directory whose identities may be let in.
        days: for which a deleted vault, key or secret can be brought back; its name is taken for as long.
        premium: hold keys in hardware.
        keep: protect and retain it.
    """
    return keyvault.Vault(
        name,
        vault_name=physical_name,
        resource_group_name=site.resource_group_name,
        location=site.location,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=tenant_id,
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.PREMIUM if premium else keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
            # Cannot be taken back; storage accounts demand it of a vault with their key.
            enable_purge_protection=True,
            enable_soft_delete=True,
            soft_delete_retention_in_days=days,
            public_network_access="Disabled",
            network_acls=keyvault.NetworkRuleSetArgs(default_action="Deny", bypass="AzureServices"),
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
        ),
        tags=site.tags,
        opts=site.options(keep=keep),
    )


def vault_uri(name: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return the address of a vault; the vault's own `properties` do not hold it before it exists."""
    return pulumi.Output.concat("https://", name, ".vault.azure.net/")
