"""What the blueprints of a stack share on AWS: network, keys, audit, models, images and more, made once or adopted."""

from collections.abc import Mapping
from typing import Any

import pulumi

from accel.catalog.regions import partition
from accel.planning.stack import StackFacts
from blueprints.baseline import OtherStack, values_of
from blueprints.baseline_aws_plan import AwsPlan
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
from blueprints.contract import LATER, tags_of
from components.aws.arguments import require_disposable
from components.aws.audit import AwsAudit
from components.aws.audit import validate as validate_audit
from components.aws.budget import AwsBudget
from components.aws.budget import validate as validate_budget
from components.aws.encryption import AwsEncryption
from components.aws.encryption import validate as validate_encryption
from components.aws.model_store import AwsModelStore
from components.aws.model_store import validate as validate_model_store
from components.aws.network import AwsNetwork
from components.aws.network import validate as validate_network
from components.aws.registry import AwsRegistry
from components.aws.registry import validate as validate_registry
from components.aws.secrets import AwsSecrets
from components.aws.secrets import validate as validate_secrets
from components.contract import below


class AwsBaseline(pulumi.ComponentResource):
    """Network, keys, audit trail and model store of a stack; registry, secrets and cost alerts where asked for.

    Left running, it costs what its interface endpoints or NAT gateways, keys, secrets and logs cost, with no model
    served.
    """

    @staticmethod
    def check(name: str, settings: AwsSettings, facts: StackFacts, identities: frozenset[str]) -> None:
        """Refuse what AWS would refuse, before anything is registered.

        Raises:
            InvalidArgument: names the argument of the part that is wrong.
        """
        del name, identities  # On AWS names are given by the cloud, and each workload has a role of its own.
        plan, choice = AwsPlan(settings, facts, tags_of(facts, "baseline")), settings.baseline
        create, existing = choice.create or AwsCreate(), choice.existing or AwsExisting()
        if choice.stack_reference is not None:
            return
        if existing.keys is None:
            with below("create", names={"administrator_arns": "administrators"}):
                validate_encryption(plan.keys(create))
        if create.network is not None:
            with below("create.network"):
                validate_network(plan.network(create.network, LATER))
        if existing.model_store is None:
            with below("create"):
                validate_model_store(plan.model_store(create, LATER))
        if choice.create is not None and create.audit:
            with below("create", names={"retention_days": "audit_retention_days", "lock_mode": "audit_lock"}):
                validate_audit(plan.audit(create, LATER, []))
        AwsBaseline._check_extras(plan, create)

    @staticmethod
    def _check_extras(plan: AwsPlan, create: AwsCreate) -> None:
        if create.registry is not None:
            registry = plan.registry(create, create.registry, LATER)
            with below("create"):
                require_disposable(registry)
            with below("create.registry"):
                validate_registry(registry)
        if create.secrets:
            with below("create"):
                validate_secrets(plan.secrets(create.secrets, LATER))
        if create.budget is not None:
            with below("create.budget"):
                validate_budget(plan.budget(create.budget, LATER))

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
        self._plan = AwsPlan(settings, facts, tags)
        self._options = pulumi.ResourceOptions(parent=self)
        self.repository_urls: pulumi.Output[Mapping[str, str]] = pulumi.Output.from_input({})
        self.secret_arns: pulumi.Output[Mapping[str, str]] = pulumi.Output.from_input({})
        self.alert_topic_arn: pulumi.Output[str] | None = None
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
            "repositoryUrls": self.repository_urls,
            "secretArns": self.secret_arns,
            **({} if self.alert_topic_arn is None else {"alertTopicArn": self.alert_topic_arn}),
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
        self.repository_urls = owner.texts_by_name("repositoryUrls")
        self.secret_arns = owner.texts_by_name("secretArns")

    def _build(self, choice: AwsBaselineChoice) -> None:
        create, existing = choice.create or AwsCreate(), choice.existing or AwsExisting()
        self._keys(create, existing.keys)
        self._network(create.network, existing.network)
        self._model_store(create, existing.model_store)
        if choice.create is not None and create.audit:
            self._audit(create, owns_model_store=existing.model_store is None)
        if create.registry is not None:
            registry = self._plan.registry(create, create.registry, self.data_key_arn)
            self.repository_urls = AwsRegistry(f"{self._name}-registry", registry, self._options).repository_urls
        if create.secrets:
            secrets = self._plan.secrets(create.secrets, self.data_key_arn)
            secrets["values"] = values_of(create.secrets)
            self.secret_arns = AwsSecrets(f"{self._name}-secrets", secrets, self._options).secret_arns
        if create.budget is not None:
            budget = self._plan.budget(create.budget, self.logs_key_arn)
            self.alert_topic_arn = AwsBudget(f"{self._name}-budget", budget, self._options).alert_topic_arn

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
