"""The arguments of each part of Azure's baseline: what settings and profile decide, with the wiring of its caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from accel.catalog.azure import limit
from accel.planning.stack import StackFacts
from blueprints.baseline_azure_settings import (
    AzureBudgetSettings,
    AzureCreate,
    AzureNetworkSettings,
    AzureSettings,
)
from components.azure.audit import AzureAuditArgs, AzureAuditSource
from components.azure.budget import AzureBudgetArgs
from components.azure.encryption import AzureEncryptionArgs
from components.azure.model_store import AzureModelStoreArgs
from components.azure.network import AzureNetworkArgs
from components.azure.registry import AzureRegistryArgs
from components.azure.secrets import AzureSecretsArgs
from components.azure.security_contact import AzureSecurityContactArgs

_LATER = "later"
"""Stands for what is known only when the part before it is made; no part judges what another one gives."""


@dataclass(frozen=True)
class Wiring:
    """What the parts give each other."""

    resource_group_name: pulumi.Input[str] = _LATER
    endpoint_subnet_id: pulumi.Input[str] = _LATER
    blob_zone_id: pulumi.Input[str] = _LATER
    vault_zone_id: pulumi.Input[str] = _LATER
    registry_zone_id: pulumi.Input[str] = _LATER
    vault_uri: pulumi.Input[str] = _LATER
    key_name: pulumi.Input[str] = _LATER
    storage_identity_id: pulumi.Input[str] = _LATER


@dataclass(frozen=True)
class Plan:
    """What settings and profile say of each part."""

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

    @property
    def redundancy(self) -> str:
        """How many copies of blobs there are, and where."""
        return "Standard_ZRS" if self.over_zones else "Standard_LRS"

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
            "subscription_id": self.settings.subscription_id,
            "tenant_id": self.settings.tenant_id,
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "vault_zone_id": wiring.vault_zone_id,
            "sku": "premium" if create.hsm else "standard",
            "rotation_days": create.key_rotation_days,
            "generation": create.key_generation,
            "tags": self.tags,
            "protect": self.keep,
        }

    def model_store(self, wiring: Wiring) -> AzureModelStoreArgs:
        """Return the arguments of the container of weights."""
        return {
            "subscription_id": self.settings.subscription_id,
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "vault_uri": wiring.vault_uri,
            "key_name": wiring.key_name,
            "storage_identity_id": wiring.storage_identity_id,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "blob_zone_id": wiring.blob_zone_id,
            "redundancy": self.redundancy,
            "tags": self.tags,
            "protect": self.keep,
        }

    def registry(self, wiring: Wiring) -> AzureRegistryArgs:
        """Return the arguments of the registry."""
        return {
            "subscription_id": self.settings.subscription_id,
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "registry_zone_id": wiring.registry_zone_id,
            "zone_redundant": self.over_zones,
            "tags": self.tags,
            "protect": self.keep,
        }

    def secrets(self, create: AzureCreate, wiring: Wiring) -> AzureSecretsArgs:
        """Return the arguments of the vault of secrets."""
        return {
            "subscription_id": self.settings.subscription_id,
            "tenant_id": self.settings.tenant_id,
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "vault_zone_id": wiring.vault_zone_id,
            "generation": create.key_generation,
            "tags": self.tags,
            "protect": self.keep,
        }

    def audit(self, create: AzureCreate, wiring: Wiring, sources: Sequence[AzureAuditSource] = ()) -> AzureAuditArgs:
        """Return the arguments of workspace and archive."""
        bounds = limit("workspace retention days")
        return {
            "subscription_id": self.settings.subscription_id,
            "resource_group_name": wiring.resource_group_name,
            "location": self.settings.region,
            "vault_uri": wiring.vault_uri,
            "key_name": wiring.key_name,
            "storage_identity_id": wiring.storage_identity_id,
            "endpoint_subnet_id": wiring.endpoint_subnet_id,
            "blob_zone_id": wiring.blob_zone_id,
            "retention_days": create.audit_retention_days,
            # Thirty days cost nothing; what is kept for longer than a workspace can is in the archive.
            "log_retention_days": min(max(self.facts.profile.log_retention_days, bounds.lowest), bounds.highest),
            "activity_log": create.activity_log,
            "sources": sources,
            "redundancy": self.redundancy,
            "tags": self.tags,
            "protect": self.keep,
        }

    def budget(self, budget: AzureBudgetSettings) -> AzureBudgetArgs:
        """Return the arguments of the budget."""
        return {
            "subscription_id": self.settings.subscription_id,
            # As the tag has it.
            "stack": self.facts.stack.lower(),
            "amount": round(budget.limit_usd(self.facts) * budget.currency_per_usd, 2),
            "start_date": self.facts.today.isoformat(),
            "emails": budget.alert_emails,
            "anomaly": budget.anomalies,
        }

    def security_contact(self, create: AzureCreate) -> AzureSecurityContactArgs:
        """Return the arguments of the security contact."""
        return {"subscription_id": self.settings.subscription_id, "emails": create.security_contact_emails}
