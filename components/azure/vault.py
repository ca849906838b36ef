"""A key vault as both AzureEncryption and AzureSecrets make it."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import keyvault

from accel.catalog.azure import limit
from components.azure.names import require_given_name, unique_name
from components.azure.site import Site
from components.contract import InvalidArgument, require_between


def vault(name: str, site: Site, args: Mapping[str, Any], *, premium: bool = False) -> keyvault.Vault:
    """Make a vault that only private endpoints and Azure's own services reach, by roles alone.

    Args:
        name: of the component.
        site: where it stands.
        args: of the component: tenant_id, vault_name, generation and soft_delete_days are the vault's.
        premium: hold keys in hardware.
    """
    return keyvault.Vault(
        f"{name}-vault",
        vault_name=args.get("vault_name")
        or unique_name("vault", site.subscription_id, name, generation=args.get("generation", 0)),
        resource_group_name=site.resource_group_name,
        location=site.location,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=args["tenant_id"],
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.PREMIUM if premium else keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
            # Cannot be taken back; storage accounts demand it of a vault with their key.
            enable_purge_protection=True,
            enable_soft_delete=True,
            soft_delete_retention_in_days=_soft_delete_days(args),
            public_network_access="Disabled",
            network_acls=keyvault.NetworkRuleSetArgs(default_action="Deny", bypass="AzureServices"),
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
        ),
        tags=site.tags,
        opts=site.options(holds_data=True),
    )


def vault_uri(name: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return the address of a vault; the vault's own `properties` do not hold it before it exists."""
    return pulumi.Output.concat("https://", name, ".vault.azure.net/")


def require_vault(args: Mapping[str, Any]) -> None:
    """Refuse a name, a generation or days of soft delete that Azure would refuse."""
    require_given_name(args, "vault_name", "vault")
    bounds = limit("soft delete days")
    require_between("soft_delete_days", _soft_delete_days(args), bounds.lowest, bounds.highest, "days")
    if (generation := args.get("generation", 0)) < 0:
        raise InvalidArgument("generation", generation, "0 or more")


def _soft_delete_days(args: Mapping[str, Any]) -> int:
    bounds = limit("soft delete days")
    return args.get("soft_delete_days", bounds.highest if args.get("protect") else bounds.lowest)
