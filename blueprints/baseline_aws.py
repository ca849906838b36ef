"""What the blueprints of a stack share on AWS: network, keys, audit trail and model store, made once or adopted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from accel.catalog.regions import partition
from accel.planning.stack import StackFacts
from blueprints.baseline import OtherStack
from blueprints.baseline_aws_settings import (
    AwsBaselineChoice,
    AwsCreate,
    AwsExisting,
    AwsExistingKeys,
    AwsExistingModelStore,
    AwsExistingNetwork,
    AwsNetworkSettings,
    AwsSettings,
)
from components.aws.audit import AwsAudit, AwsAuditArgs
from components.aws.audit import validate as validate_audit
from components.aws.encryption import AwsEncryption, AwsEncryptionArgs
from components.aws.encryption import validate as validate_encryption
from components.aws.model_store import AwsModelStore, AwsModelStoreArgs
from components.aws.model_store import validate as validate_model_store
from components.aws.network import AwsNetwork, AwsNetworkArgs
from components.aws.network import validate as validate_network
from components.contract import below

_LATER = "later"
"""Stands for what is known only when the part before it is made; no part judges what another one gives."""


class AwsBaseline(pulumi.ComponentResource):
    """Network, keys, audit trail and model store of a stack.

    Left running, it costs what its interface endpoints or NAT gateways, keys and logs cost, with no model served.
    """

    @staticmethod
    def check(name: str, settings: AwsSettings, facts: StackFacts, identities: frozenset[str]) -> None:
        """Refuse what AWS would refuse, before anything is registered.

        Raises:
            InvalidArgument: names the argument of the part that is wrong.
        """
        del name, identities  # On AWS names are given by the cloud, and each workload has a role of its own.
        plan, choice = _Plan(settings, facts, {}), settings.baseline
        create, existing = choice.create or AwsCreate(), choice.existing or AwsExisting()
        if choice.stack_reference is not None:
            return
        if existing.keys is None:
            with below("create", names={"administrator_arns": "administrators"}):
                validate_encryption(plan.keys(create))
        if create.network is not None:
            with below("create.network"):
                validate_network(plan.network(create.network, _LATER))
        if existing.model_store is None:
            with below("create"):
                validate_model_store(plan.model_store(create, _LATER))
        if choice.create is not None and create.audit:
            with below("create", names={"retention_days": "audit_retention_days", "lock_mode": "audit_lock"}):
                validate_audit(plan.audit(create, _LATER, []))

    def __init__(
        self,
        name: str,
        settings: AwsSettings,
        facts: StackFacts,
        tags: Mapping[str, str],
        identities: frozenset[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        del identities  # On AWS each workload has a role of its own.
        super().__init__("accel:index:AwsBaseline", name, {}, opts)
        self.region = settings.region
        self.account_id = settings.account_id
        self._name = name
        self._plan = _Plan(settings, facts, tags)
        self._options = pulumi.ResourceOptions(parent=self)
        reference = settings.baseline.stack_reference
        if reference is not None:
            self._read(OtherStack(name, reference, name, self))
        else:
            self._build(settings.baseline)
        self.register_outputs(self.exports)

    @property
    def exports(self) -> dict[str, Any]:
        """What another stack reads through `stackReference`."""
        return {
            "vpcId": self.vpc_id,
            "privateSubnetIds": self.private_subnet_ids,
            "workloadSecurityGroupId": self.workload_security_group_id,
            "dataKeyArn": self.data_key_arn,
            "logsKeyArn": self.logs_key_arn,
            "modelBucketName": self.model_bucket_name,
            "modelKeyArn": self.model_key_arn,
        }

    @property
    def model_bucket_arn(self) -> pulumi.Output[str]:
        """ARN of the bucket of weights."""
        return pulumi.Output.concat("arn:", partition(self.region), ":s3:::", self.model_bucket_name)

    def _read(self, owner: OtherStack) -> None:
        self.vpc_id = owner.text("vpcId")
        self.private_subnet_ids = owner.texts("privateSubnetIds")
        self.workload_security_group_id = owner.text("workloadSecurityGroupId")
        self.data_key_arn = owner.text("dataKeyArn")
        self.logs_key_arn = owner.text("logsKeyArn")
        self.model_bucket_name = owner.text("modelBucketName")
        self.model_key_arn = owner.text("modelKeyArn")

    def _build(self, choice: AwsBaselineChoice) -> None:
        create, existing = choice.create or AwsCreate(), choice.existing or AwsExisting()
        self._keys(create, existing.keys)
        self._network(create.network, existing.network)
        self._model_store(create, existing.model_store)
        if choice.create is not None and create.audit:
            self._audit(create, owns_model_store=existing.model_store is None)

    def _keys(self, create: AwsCreate, existing: AwsExistingKeys | None) -> None:
        if existing is not None:
            self.data_key_arn = pulumi.Output.from_input(existing.data_key_arn)
            self.logs_key_arn = pulumi.Output.from_input(existing.logs_key_arn)
            return
        keys = AwsEncryption(f"{self._name}-keys", self._plan.keys(create), self._options)
        self.data_key_arn = keys.data_key_arn
        self.logs_key_arn = keys.logs_key_arn

    def _network(self, settings: AwsNetworkSettings | None, existing: AwsExistingNetwork | None) -> None:
        if existing is not None:
            self.vpc_id = pulumi.Output.from_input(existing.vpc_id)
            self.private_subnet_ids = pulumi.Output.from_input(existing.private_subnet_ids)
            self.workload_security_group_id = pulumi.Output.from_input(existing.workload_security_group_id)
            return
        if settings is None:
            raise AssertionError("BaselineChoice demands a network")
        network = AwsNetwork(f"{self._name}-network", self._plan.network(settings, self.logs_key_arn), self._options)
        self.vpc_id = network.vpc_id
        self.private_subnet_ids = network.private_subnet_ids
        self.workload_security_group_id = network.workload_security_group_id

    def _model_store(self, create: AwsCreate, existing: AwsExistingModelStore | None) -> None:
        self.model_key_arn = self.data_key_arn
        if existing is not None:
            self.model_bucket_name = pulumi.Output.from_input(existing.bucket_name)
            if existing.key_arn is not None:
                self.model_key_arn = pulumi.Output.from_input(existing.key_arn)
            return
        plan = self._plan.model_store(create, self.data_key_arn)
        self.model_bucket_name = AwsModelStore(f"{self._name}-models", plan, self._options).bucket_name

    def _audit(self, create: AwsCreate, *, owns_model_store: bool) -> None:
        # Who reads weights is worth knowing; another team's bucket is that team's to record.
        buckets = [self.model_bucket_arn] if owns_model_store else []
        AwsAudit(f"{self._name}-audit", self._plan.audit(create, self.logs_key_arn, buckets), self._options)


@dataclass(frozen=True)
class _Plan:
    """The arguments of each part: what settings and profile decide, with the wiring that the caller has."""

    settings: AwsSettings
    facts: StackFacts
    tags: Mapping[str, str]

    def keys(self, create: AwsCreate) -> AwsEncryptionArgs:
        return {
            "account_id": self.settings.account_id,
            "region": self.settings.region,
            "administrator_arns": create.administrators,
            "tags": self.tags,
            "protect": self.facts.profile.deletion_protection,
        }

    def network(self, network: AwsNetworkSettings, logs_key_arn: pulumi.Input[str]) -> AwsNetworkArgs:
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
