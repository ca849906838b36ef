"""What Azure would answer for groups, networks, vaults, identities, storage, registries, logs and budgets."""

import uuid
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from accel.preview.believable.identity import Identity

_NOWHERE = "00000000-0000-0000-0000-000000000000"
_SUFFIX_CHARACTERS = 8
_NETWORK = "Microsoft.Network"
_STORAGE = "Microsoft.Storage/storageAccounts/{accountName}"


def _subscription(identity: Identity) -> str:
    return identity.account_id if "-" in identity.account_id else _NOWHERE


def _name(identity: Identity, key: str) -> str:
    """Return the name that was asked for, else the one that auto-naming gives."""
    return identity.text(key, f"{identity.name}{sha256(identity.urn.encode()).hexdigest()[:_SUFFIX_CHARACTERS]}")


def _guid(identity: Identity, what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity.urn}/{what}"))


def _in_group(path: str, key: str, **more: Callable[[Identity, str], Any]) -> Callable[[Identity], dict[str, Any]]:
    """Answer for what stands in a resource group.

    Args:
        path: from the provider's namespace to the name; inputs that name what it stands in are in braces.
        key: input that names the resource.
        more: further outputs, of the resource and its name.
    """

    def answer(identity: Identity) -> dict[str, Any]:
        name = _name(identity, key)
        group = identity.text("resourceGroupName", "group")
        where = path.format_map(_Inputs(identity))
        return {
            "id": f"/subscriptions/{_subscription(identity)}/resourceGroups/{group}/providers/{where}/{name}",
            "name": name,
            **{output: make(identity, name) for output, make in more.items()},
        }

    return answer


def _at_scope(scope: str, path: str, key: str) -> Callable[[Identity], dict[str, Any]]:
    """Answer for what stands on any scope: the input `scope` names it."""

    def answer(identity: Identity) -> dict[str, Any]:
        where = identity.text(scope, f"/subscriptions/{_subscription(identity)}").strip("/")
        name = _name(identity, key)
        return {"id": f"/{where}/providers/{path}/{name}", "name": name}

    return answer


def _resource_group(identity: Identity) -> dict[str, Any]:
    name = _name(identity, "resourceGroupName")
    return {"id": f"/subscriptions/{_subscription(identity)}/resourceGroups/{name}", "name": name}


def _security_contact(identity: Identity) -> dict[str, Any]:
    path = f"/subscriptions/{_subscription(identity)}/providers/Microsoft.Security/securityContacts/default"
    return {"id": path, "name": "default"}


class _Inputs(dict[str, str]):
    """The inputs of a resource, for the names of what it stands in."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self._identity = identity

    def __missing__(self, key: str) -> str:
        return self._identity.text(key, key)


def _key_uri(identity: Identity, name: str) -> str:
    return f"https://{identity.text('vaultName', 'vault')}.vault.azure.net/keys/{name}"


def _key_version(identity: Identity, name: str) -> str:
    return f"{_key_uri(identity, name)}/{sha256(identity.urn.encode()).hexdigest()[:32]}"


def _vault_properties(identity: Identity, name: str) -> dict[str, str]:
    return {"vaultUri": f"https://{name}.vault.azure.net/"}


def _endpoints(identity: Identity, name: str) -> dict[str, str]:
    return {"blob": f"https://{name}.blob.core.windows.net/"}


OUTPUTS: Mapping[str, Callable[[Identity], dict[str, Any]]] = {
    f"azure-native:{token}": answer
    for token, answer in {
        "authorization:ManagementLockByScope": _at_scope("scope", "Microsoft.Authorization/locks", "lockName"),
        "authorization:RoleAssignment": _at_scope(
            "scope", "Microsoft.Authorization/roleAssignments", "roleAssignmentName"
        ),
        "consumption:Budget": _at_scope("scope", "Microsoft.Consumption/budgets", "budgetName"),
        "containerregistry:Registry": _in_group(
            "Microsoft.ContainerRegistry/registries", "registryName", loginServer=lambda _, name: f"{name}.azurecr.io"
        ),
        "costmanagement:ScheduledActionByScope": _at_scope(
            "scope", "Microsoft.CostManagement/scheduledActions", "name"
        ),
        "keyvault:Key": _in_group(
            "Microsoft.KeyVault/vaults/{vaultName}/keys", "keyName", keyUri=_key_uri, keyUriWithVersion=_key_version
        ),
        "keyvault:Secret": _in_group("Microsoft.KeyVault/vaults/{vaultName}/secrets", "secretName"),
        "keyvault:Vault": _in_group("Microsoft.KeyVault/vaults", "vaultName", properties=_vault_properties),
        "managedidentity:FederatedIdentityCredential": _in_group(
            "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials",
            "federatedIdentityCredentialResourceName",
        ),
        "managedidentity:UserAssignedIdentity": _in_group(
            "Microsoft.ManagedIdentity/userAssignedIdentities",
            "resourceName",
            clientId=lambda identity, _: _guid(identity, "client"),
            principalId=lambda identity, _: _guid(identity, "principal"),
        ),
        "monitor:DiagnosticSetting": _at_scope("resourceUri", "Microsoft.Insights/diagnosticSettings", "name"),
        "network:NatGateway": _in_group(f"{_NETWORK}/natGateways", "natGatewayName"),
        "network:NetworkSecurityGroup": _in_group(f"{_NETWORK}/networkSecurityGroups", "networkSecurityGroupName"),
        "network:PrivateDnsZoneGroup": _in_group(
            f"{_NETWORK}/privateEndpoints/{{privateEndpointName}}/privateDnsZoneGroups", "privateDnsZoneGroupName"
        ),
        "network:PrivateEndpoint": _in_group(f"{_NETWORK}/privateEndpoints", "privateEndpointName"),
        "network:PublicIPAddress": _in_group(
            f"{_NETWORK}/publicIPAddresses",
            "publicIpAddressName",
            ipAddress=lambda identity, _: f"203.0.113.{int(identity.suffix, 16) % 254 + 1}",
        ),
        "network:Subnet": _in_group(f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}/subnets", "subnetName"),
        "network:VirtualNetwork": _in_group(f"{_NETWORK}/virtualNetworks", "virtualNetworkName"),
        "operationalinsights:Workspace": _in_group(
            "Microsoft.OperationalInsights/workspaces",
            "workspaceName",
            customerId=lambda identity, _: _guid(identity, "customer"),
        ),
        "privatedns:PrivateZone": _in_group(f"{_NETWORK}/privateDnsZones", "privateZoneName"),
        "privatedns:VirtualNetworkLink": _in_group(
            f"{_NETWORK}/privateDnsZones/{{privateZoneName}}/virtualNetworkLinks", "virtualNetworkLinkName"
        ),
        "resources:ResourceGroup": _resource_group,
        "security:SecurityContact": _security_contact,
        "storage:BlobContainer": _in_group(f"{_STORAGE}/blobServices/default/containers", "containerName"),
        "storage:BlobContainerImmutabilityPolicy": _in_group(
            f"{_STORAGE}/blobServices/default/containers/{{containerName}}/immutabilityPolicies",
            "immutabilityPolicyName",
            state=lambda *_: "Unlocked",
        ),
        "storage:BlobServiceProperties": _in_group(f"{_STORAGE}/blobServices", "blobServicesName"),
        "storage:ManagementPolicy": _in_group(f"{_STORAGE}/managementPolicies", "managementPolicyName"),
        "storage:StorageAccount": _in_group(
            "Microsoft.Storage/storageAccounts", "accountName", primaryEndpoints=_endpoints
        ),
    }.items()
}
