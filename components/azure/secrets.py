"""A key vault for secrets, apart from that of the keys."""

import datetime
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import keyvault

from components.azure.grants import grant_each
from components.azure.locks import lock
from components.azure.names import require_pattern, require_place
from components.azure.private_endpoint import private_endpoint
from components.azure.site import Site
from components.azure.vault import require_vault, vault, vault_uri
from components.contract import InvalidArgument
from components.ordering import after

_NOTES = "Tokens that machines and pods sign in with are in here."


class AzureSecretsArgs(TypedDict):
    """Arguments of AzureSecrets."""

    subscription_id: str
    """GUID of the subscription."""
    tenant_id: str
    """GUID of the directory whose identities may be let in."""
    resource_group_name: pulumi.Input[str]
    """Group that everything stands in."""
    location: str
    """Region of the vault."""
    endpoint_subnet_id: pulumi.Input[str]
    """Subnet of its private endpoint (AzureNetwork.endpoint_subnet_id)."""
    vault_zone_id: pulumi.Input[str]
    """Private zone of vaults (AzureNetwork.zone_ids, vault)."""
    readers: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Who may read all secrets: principal ids by a name of your own, which names the grant (`server`)."""
    secrets: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Secrets to write, by name; encrypted in the state. None by default: others are written into the vault."""
    expires_on: NotRequired[str]
    """The day on which these end, ISO 8601, by which they are to be replaced; never by default."""
    soft_delete_days: NotRequired[int]
    """Days for which a deleted vault or secret can be brought back; 90 with protect, else 7."""
    vault_name: NotRequired[str]
    """Name of the vault, unique in the world; made of subscription, stack and component by default."""
    generation: NotRequired[int]
    """Raise it to make the vault anew while the name of a deleted one is still taken; 0 by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of everything that can have some."""
    protect: NotRequired[bool]
    """Keep the vault when the stack is destroyed, and lock it; off by default."""


class AzureSecrets(pulumi.ComponentResource):
    """A vault behind a private endpoint, purge-protected and ruled by roles, for tokens and passwords.

    It is not AzureEncryption's: whoever manages secrets must not manage the keys of all data. Secrets that Pulumi wrote
    are not deleted by it, which would have to reach the closed vault; they go with the vault.

    Costs a fee for operations and an hourly fee for the endpoint.

    Raises:
        InvalidArgument: a name or a period that Azure would refuse.
    """

    vault_id: pulumi.Output[str]
    """ARM id of the vault."""
    vault_name: pulumi.Output[str]
    """Name of the vault."""
    vault_uri: pulumi.Output[str]
    """Address of the vault, known once the readers may read and the endpoint is there."""

    def __init__(self, name: str, args: AzureSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AzureSecrets", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        made = vault(name, site, plain)
        for secret, value in args.get("secrets", {}).items():
            self._secret(f"{name}-secret-{secret}", site, made, secret, value, args.get("expires_on"))
        endpoint = private_endpoint(
            f"{name}-endpoint", site, made.id, "vault", args["endpoint_subnet_id"], args["vault_zone_id"]
        )
        grants = grant_each(f"{name}-reader", site, made.id, "read-secrets", args.get("readers", {}))
        if site.keep:
            lock(name, site, made.id, _NOTES, *grants)
        self.vault_id = made.id
        self.vault_name = made.name
        self.vault_uri = after(vault_uri(made.name), endpoint, *grants)
        self.register_outputs({"vault_id": self.vault_id, "vault_name": self.vault_name, "vault_uri": self.vault_uri})

    def _secret(
        self,
        name: str,
        site: Site,
        made: keyvault.Vault,
        secret: str,
        value: pulumi.Input[str],
        expires_on: str | None,
    ) -> keyvault.Secret:
        return keyvault.Secret(
            name,
            vault_name=made.name,
            resource_group_name=site.resource_group_name,
            secret_name=secret,
            properties=keyvault.SecretPropertiesArgs(
                value=pulumi.Output.secret(value),
                content_type="text/plain",
                attributes=keyvault.SecretAttributesArgs(
                    enabled=True, expires=None if expires_on is None else _seconds(expires_on)
                ),
            ),
            tags=site.tags,
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True, additional_secret_outputs=["properties"]),
        )


def validate(args: AzureSecretsArgs) -> None:
    """Refuse what Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_vault(plain)
    for field in ("readers", "secrets"):
        if not isinstance(plain.get(field, {}), Mapping):
            raise InvalidArgument(field, "[hidden]", "values by name")
    if (day := args.get("expires_on")) is not None:
        try:
            _seconds(day)
        except ValueError:
            raise InvalidArgument("expires_on", day, "a day such as 2027-06-30") from None
    for secret in args.get("secrets", {}):
        require_pattern("secrets", secret, "secret")


def _seconds(day: str) -> int:
    """Return the beginning of a day in seconds since 1970."""
    midnight = datetime.time(tzinfo=datetime.UTC)
    return int(datetime.datetime.combine(datetime.date.fromisoformat(day), midnight).timestamp())
