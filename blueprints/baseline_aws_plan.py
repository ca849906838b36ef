"""The arguments of each part of the baseline on AWS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from accel.planning.stack import StackFacts
from blueprints.baseline import SecretSettings
from blueprints.baseline_aws_settings import (
    AwsBudgetSettings,
    AwsCreate,
    AwsNetworkSettings,
    AwsRegistrySettings,
    AwsSettings,
)
from components.aws.audit import AwsAuditArgs
from components.aws.budget import AwsBudgetArgs
from components.aws.encryption import AwsEncryptionArgs
from components.aws.model_store import AwsModelStoreArgs
from components.aws.network import AwsNetworkArgs
from components.aws.registry import AwsRegistryArgs
from components.aws.secrets import AwsSecretsArgs
from components.contract import COST_TAG


@dataclass(frozen=True)
class AwsPlan:
    """The arguments of each part: what settings and profile decide, with the wiring that the caller has."""

    settings: AwsSettings
    facts: StackFacts
    tags: Mapping[str, str]

    def keys(self, create: AwsCreate) -> AwsEncryptionArgs:
        """Return the arguments of the keys."""
        return {
            "account_id": self.settings.account_id,
            "region": self.settings.region,
            "administrator_arns": create.administrators,
            "tags": self.tags,
            "protect": self.facts.profile.deletion_protection,
        }

    def network(self, network: AwsNetworkSettings, logs_key_arn: pulumi.Input[str]) -> AwsNetworkArgs:
        """Return the arguments of the network."""
        args: AwsNetworkArgs = {
            "account_id": self.settings.account_id,
            "region": self.settings.region,
            "cidr_block": network.cidr_block,
            "availability_zones": network.availability_zones,
            "egress": network.egress,
            "nat_per_zone": network.nat_per_zone,
            "allowed_cidrs": network.allowed_cidrs,
            "logs_key_arn": logs_key_arn,
            "log_retention_days": self.facts.profile.log_retention_days,
            "tags": self.tags,
        }
        if network.endpoint_services is not None:
            args["endpoint_services"] = network.endpoint_services
        return args

    def model_store(self, create: AwsCreate, data_key_arn: pulumi.Input[str]) -> AwsModelStoreArgs:
        """Return the arguments of the bucket of weights."""
        return {
            "account_id": self.settings.account_id,
            "data_key_arn": data_key_arn,
            "log_retention_days": self.facts.profile.log_retention_days,
            "tags": self.tags,
            "protect": self.facts.profile.deletion_protection,
            "force_destroy": create.force_destroy,
        }

    def audit(
        self, create: AwsCreate, logs_key_arn: pulumi.Input[str], buckets: Sequence[pulumi.Input[str]]
    ) -> AwsAuditArgs:
        """Return the arguments of the audit trail, which records who reads these buckets."""
        return {
            "account_id": self.settings.account_id,
            "region": self.settings.region,
            "logs_key_arn": logs_key_arn,
            "retention_days": create.audit_retention_days,
            "lock_mode": create.audit_lock,
            "data_event_bucket_arns": buckets,
            "tags": self.tags,
            "protect": self.facts.profile.deletion_protection,
            "force_destroy": create.force_destroy,
        }

    def registry(
        self, create: AwsCreate, registry: AwsRegistrySettings, data_key_arn: pulumi.Input[str]
    ) -> AwsRegistryArgs:
        """Return the arguments of the repositories of images."""
        return {
            "account_id": self.settings.account_id,
            "region": self.settings.region,
            "repositories": registry.repositories,
            "namespace": self.facts.stack.lower(),
            "data_key_arn": data_key_arn,
            "untagged_days": registry.untagged_days,
            "puller_account_ids": registry.puller_account_ids,
            "tags": self.tags,
            "protect": self.facts.profile.deletion_protection,
            "force_destroy": create.force_destroy,
        }

    def secrets(self, secrets: Sequence[SecretSettings], data_key_arn: pulumi.Input[str]) -> AwsSecretsArgs:
        """Return the arguments of the secrets, without their values."""
        return {
            "account_id": self.settings.account_id,
            "secrets": [secret.name for secret in secrets],
            "data_key_arn": data_key_arn,
            "tags": self.tags,
            "protect": self.facts.profile.deletion_protection,
        }

    def budget(self, budget: AwsBudgetSettings, logs_key_arn: pulumi.Input[str]) -> AwsBudgetArgs:
        """Return the arguments of the budget.

        Raises:
            InvalidArgument: it is more than what the whole stack may cost.
        """
        args: AwsBudgetArgs = {
            "account_id": self.settings.account_id,
            "region": self.settings.region,
            "stack": self.tags[COST_TAG],
            "monthly_limit_usd": budget.limit_usd(self.facts),
            "alert_emails": budget.alert_emails,
            "anomalies": budget.anomalies,
            "logs_key_arn": logs_key_arn,
            "tags": self.tags,
        }
        if budget.anomaly_minimum_usd is not None:
            args["anomaly_minimum_usd"] = budget.anomaly_minimum_usd
        if budget.anomaly_monitor_arn is not None:
            args["anomaly_monitor_arn"] = budget.anomaly_monitor_arn
        return args
