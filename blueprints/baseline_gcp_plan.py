"""The arguments of each part of the baseline on Google Cloud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from accel.catalog.gcp import limit, role
from accel.planning.stack import StackFacts
from blueprints.baseline_gcp_settings import (
    TPU_TAG,
    GcpBudgetSettings,
    GcpCreate,
    GcpNetworkSettings,
    GcpRegistrySettings,
    GcpSecretSettings,
    GcpSettings,
)
from components.contract import COST_TAG
from components.gcp.audit import GcpAuditArgs
from components.gcp.budget import GcpBudgetArgs
from components.gcp.encryption import GcpEncryptionArgs
from components.gcp.identity import GcpIdentityArgs
from components.gcp.log_retention import GcpLogRetentionArgs
from components.gcp.model_store import GcpModelStoreArgs
from components.gcp.names import name_of
from components.gcp.network import GcpNetworkArgs
from components.gcp.registry import GcpRegistryArgs
from components.gcp.secrets import GcpSecretsArgs

_LONGEST_PREFIX = 30


def _roles(identity: str) -> list[str]:
    """Return the project-wide roles of a service account that blueprints name in IDENTITIES."""
    purposes = {"nodes": ("be-a-node",), "tpu": ("write-logs", "write-metrics")}
    return [role(purpose) for purpose in purposes[identity]]


@dataclass(frozen=True)
class GcpPlan:
    """The arguments of each part: what settings and profile decide, with the wiring that the caller has."""

    settings: GcpSettings
    facts: StackFacts
    labels: Mapping[str, str]

    def keys(self, create: GcpCreate) -> GcpEncryptionArgs:
        """Return the arguments of the keys."""
        return {
            "project": self.settings.project,
            "project_number": self.settings.project_number,
            "location": self.settings.region,
            "rotation_days": create.key_rotation_days,
            "labels": self.labels,
            "protect": self.facts.profile.deletion_protection,
        }

    def identity(self, identity: str) -> GcpIdentityArgs:
        """Return the arguments of one service account."""
        return {
            "project": self.settings.project,
            "account_id": name_of(self.facts.stack, identity, longest=limit("account id characters").highest),
            "display_name": f"{identity} of stack {self.facts.stack}",
            "project_roles": _roles(identity),
        }

    def network(self, network: GcpNetworkSettings, emails: Mapping[str, pulumi.Input[str]]) -> GcpNetworkArgs:
        """Return the arguments of the network."""
        return {
            "project": self.settings.project,
            "region": self.settings.region,
            "subnet_cidr": network.subnet_cidr,
            "pods_cidr": network.pods_cidr,
            "services_cidr": network.services_cidr,
            "egress": network.egress,
            "allowed_cidrs": network.allowed_cidrs,
            "service_account_emails": emails,
            "network_tags": [TPU_TAG] if "tpu" in emails else [],
            "labels": self.labels,
        }

    def model_store(self, key_id: pulumi.Input[str]) -> GcpModelStoreArgs:
        """Return the arguments of the bucket of weights."""
        return {
            "project": self.settings.project,
            "location": self.settings.region,
            "key_id": key_id,
            "labels": self.labels,
            "protect": self.facts.profile.deletion_protection,
        }

    def audit(self, create: GcpCreate, key_id: pulumi.Input[str]) -> GcpAuditArgs:
        """Return the arguments of the sink of audit logs."""
        protect = self.facts.profile.deletion_protection
        return {
            "project": self.settings.project,
            "location": self.settings.region,
            "key_id": key_id,
            "retention_days": create.audit_retention_days,
            "lock": protect if create.audit_lock is None else create.audit_lock,
            "labels": self.labels,
            "protect": protect,
        }

    def log_retention(self) -> GcpLogRetentionArgs:
        """Return the arguments of the project's default log bucket."""
        return {"project": self.settings.project, "retention_days": self.facts.profile.log_retention_days}

    def registry(
        self,
        registry: GcpRegistrySettings,
        key_id: pulumi.Input[str],
        readers: Sequence[pulumi.Input[str]],
        *,
        owns_key: bool,
    ) -> GcpRegistryArgs:
        """Return the arguments of the repositories of images."""
        args: GcpRegistryArgs = {
            "project": self.settings.project,
            "project_number": self.settings.project_number,
            "location": self.settings.region,
            "repositories": registry.repositories,
            "name_prefix": name_of(self.facts.stack, longest=_LONGEST_PREFIX),
            "scan": registry.scan,
            "readers": readers,
            "writers": registry.writers,
            "untagged_days": registry.untagged_days,
            "labels": self.labels,
            "protect": self.facts.profile.deletion_protection,
        }
        if registry.customer_key:
            args["key_id"] = key_id
            args["grant_key_use"] = owns_key
        return args

    def secrets(
        self, secrets: Sequence[GcpSecretSettings], key_id: pulumi.Input[str], *, owns_key: bool
    ) -> GcpSecretsArgs:
        """Return the arguments of the secrets, without their values."""
        return {
            "project": self.settings.project,
            "project_number": self.settings.project_number,
            "location": self.settings.region,
            "secrets": [secret.name for secret in secrets],
            "name_prefix": name_of(self.facts.stack, longest=_LONGEST_PREFIX),
            "readers": {secret.name: secret.readers for secret in secrets},
            "key_id": key_id,
            "grant_key_use": owns_key,
            "labels": self.labels,
            "protect": self.facts.profile.deletion_protection,
        }

    def budget(self, budget: GcpBudgetSettings) -> GcpBudgetArgs:
        """Return the arguments of the budget.

        Raises:
            InvalidArgument: it is more than what the whole stack may cost.
        """
        return {
            "project": self.settings.project,
            "project_number": self.settings.project_number,
            "billing_account": budget.billing_account,
            "stack": self.labels[COST_TAG],
            "monthly_limit_usd": budget.limit_usd(self.facts),
            "alert_emails": budget.alert_emails,
            "labels": self.labels,
        }
