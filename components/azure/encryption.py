"""A key vault with the key that encrypts storage, and the identity that storage uses it as."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import keyvault, managedidentity

from components.azure.grants import grant
from components.azure.locks import lock
from components.azure.names import require_component_name, require_place
from components.azure.private_endpoint import private_endpoint
from components.azure.site import Site
from components.azure.vault import require_vault, vault, vault_uri
from components.contract import InvalidArgument, require_one_of
from components.ordering import after

_KEY_BITS = 3072
_ROTATION_DAYS, _EXPIRE_DAYS, _NOTICE_DAYS = 90, 730, 30
_SKUS = ("premium", "standard")
_NOTES = "Whatever the keys in here encrypt is gone with them."


class AzureEncryptionArgs(TypedDict):
    """Arguments of AzureEncryption."""

    subscription_id: str
    """GUID of the subscription."""
    tenant_id: str
    """GUID of the directory whose identities may be let in."""
    resource_group_name: pulumi.Input[str]
    """Group that everything stands in."""
    location: str
    """Region of the vault, that of what its key encrypts."""
    endpoint_subnet_id: pulumi.Input[str]
    """Subnet of the vault's private endpoint (AzureNetwork.endpoint_subnet_id)."""
    vault_zone_id: pulumi.Input[str]
    """Private zone of vaults (AzureNetwork.zone_ids, vault)."""
    sku: NotRequired[str]
    """standard, which is the default, or premium: keys in hardware, which cost a monthly fee each."""
    rotation_days: NotRequired[int]
    """Days after which the key gets a new version; 90 by default."""
    expire_days: NotRequired[int]
    """Days after which a version can no longer encrypt, at least 30 more than rotation_days; 730 by default."""
    soft_delete_days: NotRequired[int]
    """Days for which a deleted vault can be brought back and its name is taken; 90 with protect, else 7."""
    vault_name: NotRequired[str]
    """Name of the vault, unique in the world; made of subscription, stack and component by default."""
    generation: NotRequired[int]
    """Raise it to make the vault anew while the name of a deleted one is still taken; 0 by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of everything that can have some."""
    protect: NotRequired[bool]
    """Keep the vault when the stack is destroyed, and lock it; off by default."""


class AzureEncryption(pulumi.ComponentResource):
    """A vault behind a private endpoint, purge-protected and ruled by roles, with one RSA key that rotates by itself.

    One identity may use the key, and nothing else: storage accounts carry it. It becomes known once it may, and the
    endpoint is there. Roles take minutes to reach a vault: where the first account still gets
    `KeyVaultAuthenticationFailure`, run `pulumi up` once more.

    The key is never deleted by Pulumi, which would have to reach the closed vault: it goes with the vault, and both can
    be brought back for `soft_delete_days`. Azure makes a key but changes none through this way: a new rotation period
    reaches an existing key by `az keyvault key rotation-policy update`.

    Whoever deploys needs Contributor and Role Based Access Control Administrator; with protect, for the lock, Owner or
    User Access Administrator. Costs a fee for operations, an hourly fee for the endpoint, and with premium a monthly
    fee for each version of the key that was used.

    Raises:
        InvalidArgument: a name or a period that Azure would refuse.
    """

    vault_id: pulumi.Output[str]
    """ARM id of the vault."""
    vault_uri: pulumi.Output[str]
    """Address of the vault, https://<name>.vault.azure.net/."""
    data_key_name: pulumi.Output[str]
    """Name of the key in the vault."""
    data_key_id: pulumi.Output[str]
    """ARM id of the key."""
    storage_identity_id: pulumi.Output[str]
    """ARM id of the identity that may use the key; known once it may."""

    def __init__(self, name: str, args: AzureEncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        require_component_name(name, "storage", "identity")
        super().__init__("accel:index:AzureEncryption", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        made = vault(name, site, plain, premium=_is_premium(args))
        key = self._key(f"{name}-data", site, made, args)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-storage",
            resource_group_name=site.resource_group_name,
            location=site.location,
            tags=site.tags,
            opts=site.options(),
        )
        granted = grant(f"{name}-storage-use", site, key.id, "use-key", identity.principal_id)
        endpoint = private_endpoint(
            f"{name}-endpoint", site, made.id, "vault", args["endpoint_subnet_id"], args["vault_zone_id"]
        )
        if site.keep:
            lock(name, site, made.id, _NOTES, granted)
        self.vault_id = made.id
        self.vault_uri = vault_uri(made.name)
        self.data_key_name = key.name
        self.data_key_id = key.id
        self.storage_identity_id = after(identity.id, granted, endpoint)
        self.register_outputs(
            {
                "vault_id": self.vault_id,
                "vault_uri": self.vault_uri,
                "data_key_name": self.data_key_name,
                "data_key_id": self.data_key_id,
                "storage_identity_id": self.storage_identity_id,
            }
        )

    def _key(self, name: str, site: Site, made: keyvault.Vault, args: AzureEncryptionArgs) -> keyvault.Key:
        rotate = keyvault.LifetimeActionArgs(
            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.ROTATE),
            trigger=keyvault.TriggerArgs(time_after_create=f"P{args.get('rotation_days', _ROTATION_DAYS)}D"),
        )
        notify = keyvault.LifetimeActionArgs(
            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.NOTIFY),
            trigger=keyvault.TriggerArgs(time_before_expiry=f"P{_NOTICE_DAYS}D"),
        )
        return keyvault.Key(
            name,
            vault_name=made.name,
            resource_group_name=site.resource_group_name,
            key_name="data",
            properties=keyvault.KeyPropertiesArgs(
                kty="RSA-HSM" if _is_premium(args) else "RSA",
                key_size=_KEY_BITS,
                key_ops=["wrapKey", "unwrapKey"],
                attributes=keyvault.KeyAttributesArgs(enabled=True),
                rotation_policy=keyvault.RotationPolicyArgs(
                    attributes=keyvault.KeyRotationPolicyAttributesArgs(
                        expiry_time=f"P{args.get('expire_days', _EXPIRE_DAYS)}D"
                    ),
                    lifetime_actions=[rotate, notify],
                ),
            ),
            tags=site.tags,
            # Made through ARM, but deleted through the vault, which is closed to whoever deploys.
            opts=pulumi.ResourceOptions(parent=self, protect=site.keep, retain_on_delete=True),
        )


def validate(args: AzureEncryptionArgs) -> None:
    """Refuse names and periods that Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_one_of("sku", args.get("sku", "standard"), _SKUS)
    require_vault(plain)
    rotation = args.get("rotation_days", _ROTATION_DAYS)
    if rotation < 1:
        raise InvalidArgument("rotation_days", rotation, "1 or more days")
    if (expire := args.get("expire_days", _EXPIRE_DAYS)) < rotation + _NOTICE_DAYS:
        hint = "a version that expires before the next one is there takes the data with it"
        raise InvalidArgument("expire_days", expire, f"at least {rotation + _NOTICE_DAYS} days", hint)


def _is_premium(args: AzureEncryptionArgs) -> bool:
    return args.get("sku", "standard") == "premium"
