"""The arguments of each part of Azure's baseline: what settings and profile decide, with the wiring of its caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import pulumi

from accel.catalog.azure import limit
from accel.planning.stack import StackFacts
from blueprints.baseline_azure_settings import (
    AzureBudgetSettings,
    AzureCreate,
    AzureNetworkSettings,
    AzureSettings,
)
from blueprints.contract import LATER
from components.azure.audit import AzureAuditArgs, AzureAuditSource
from components.azure.budget import AzureBudgetArgs
from components.azure.encryption import AzureEncryptionArgs
from components.azure.model_store import AzureModelStoreArgs
from components.azure.network import AzureNetworkArgs
from components.azure.registry import AzureRegistryArgs
from components.azure.secrets import AzureSecretsArgs
from components.azure.security_contact import AzureSecurityContactArgs
from components.contract import COST_TAG


@dataclass(frozen=True)
class Wiring:
    """What the parts give each other."""

    resource_group_name: pulumi.Input[str] = LATER
    endpoint_subnet_id: pulumi.Input[str] = LATER
    blob_zone_id: pulumi.Input[str] = LATER
    vault_zone_id: pulumi.Input[str] = LATER
    registry_zone_id: pulumi.Input[str] = LATER
    vault_uri: pulumi.Input[str] = LATER
    key_name: pulumi.Input[str] = LATER
    storage_identity_id: pulumi.Input[str] = LATER


class _Place(TypedDict):
    """Where a part that holds data stands, what it carries, and whether it is kept."""

    subscription_id: str
    resource_group_name: pulumi.Input[str]
    location: str
    tags: Mapping[str, str]
    protect: bool


class _Vault(TypedDict):
    """What both vaults have, beside their place."""

    tenant_id: str
    endpoint_subnet_id: pulumi.Input[str]
    vault_zone_id: pulumi.Input[str]
    generation: int


class _Storage(TypedDict):
    """What both storage accounts have, beside their place."""

    vault_uri: pulumi.Input[str]
    key_name: pulumi.Input[str]
    storage_identity_id: pulumi.Input[str]
    endpoint_subnet_id: pulumi.Input[str]
    blob_zone_id: pulumi.Input[str]
    redundancy: str


@dataclass(frozen=True)
class AzurePlan:
    """The arguments of each part: what settings and profile decide, with the wiring that the caller has."""

    settings: AzureSettings
    facts: StackFacts
    tags: Mapping[str, str]

    @property
    def keep(self) -> bool:
        """Whether what holds data outlives the stack."""
        return self.facts.profile.deletion_protection

    @property
    def over_zones(self) -> bool:
        """Whether data is kept in several zones: where the profile asks for more than one."""
        return self.facts.profile.zones > 1

    def _place(self, wiring: Wiring) -> _Place:
        return {
            "subscription_id": self.settings.subscription_id,
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "tags": self.tags,
            "protect": self.keep,
        }

    def _vault(self, create: AzureCreate, wiring: Wiring) -> _Vault:
        return {
            "tenant_id": self.settings.tenant_id,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "vault_zone_id": wiring.vault_zone_id,
            "generation": create.key_generation,
        }

    def _storage(self, wiring: Wiring) -> _Storage:
        return {
            "vault_uri": wiring.vault_uri,
            "key_name": wiring.key_name,
            "storage_identity_id": wiring.storage_identity_id,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "blob_zone_id": wiring.blob_zone_id,
            "redundancy": "Standard_ZRS" if self.over_zones else "Standard_LRS",
        }

    def network(self, network: AzureNetworkSettings, wiring: Wiring) -> AzureNetworkArgs:
        """Return the arguments of the network."""
        return {
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "cidr_block": network.cidr_block,
            "workload_cidr": network.workload_cidr,
            "endpoint_cidr": network.endpoint_cidr,
            "egress": network.egress,
            "allowed_cidrs": network.allowed_cidrs,
            "tags": self.tags,
        }

    def keys(self, create: AzureCreate, wiring: Wiring) -> AzureEncryptionArgs:
        """Return the arguments of vault and key."""
        return {
            **self._place(wiring),
            **self._vault(create, wiring),
            "sku": "premium" if create.hsm else "standard",
            "rotation_days": create.key_rotation_days,
        }

    def model_store(self, wiring: Wiring) -> AzureModelStoreArgs:
        """Return the arguments of the container of weights."""
        return {**self._place(wiring), **self._storage(wiring)}

    def registry(self, wiring: Wiring) -> AzureRegistryArgs:
        """Return the arguments of the registry."""
        return {
            **self._place(wiring),
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "registry_zone_id": wiring.registry_zone_id,
            "zone_redundant": self.over_zones,
        }

    def secrets(self, create: AzureCreate, wiring: Wiring) -> AzureSecretsArgs:
        """Return the arguments of the vault of secrets."""
        return {**self._place(wiring), **self._vault(create, wiring)}

    def audit(self, create: AzureCreate, wiring: Wiring, sources: Sequence[AzureAuditSource] = ()) -> AzureAuditArgs:
        """Return the arguments of workspace and archive."""
        bounds = limit("workspace retention days")
        return {
            **self._place(wiring),
            **self._storage(wiring),
            "retention_days": create.audit_retention_days,
            # Thirty days cost nothing; what is kept for longer than a workspace can is in the archive.
            "log_retention_days": min(max(self.facts.profile.log_retention_days, bounds.lowest), bounds.highest),
            "activity_log": create.activity_log,
            "sources": sources,
        }

    def budget(self, budget: AzureBudgetSettings) -> AzureBudgetArgs:
        """Return the arguments of the budget."""
        return {
            "subscription_id": self.settings.subscription_id,
            "stack": self.tags[COST_TAG],
            "amount": round(budget.limit_usd(self.facts) * budget.currency_per_usd, 2),
            "start_date": self.facts.today.isoformat(),
            "emails": budget.alert_emails,
            "anomaly": budget.anomalies,
        }

    def security_contact(self, create: AzureCreate) -> AzureSecurityContactArgs:
        """Return the arguments of the security contact."""
        return {"subscription_id": self.settings.subscription_id, "emails": create.security_contact_emails}
