"""What the blueprints of a stack share on Google Cloud: network, keys, identities, audit, models, images and more."""

from collections.abc import Mapping
from typing import Any

import pulumi

from accel.catalog.gcp import apis
from accel.catalog.regions import regions
from accel.planning.stack import StackFacts
from blueprints.baseline import OtherStack, values_of
from blueprints.baseline_gcp_plan import GcpPlan
from blueprints.baseline_gcp_settings import (
    GcpBaselineChoice,
    GcpCreate,
    GcpExisting,
    GcpExistingKeys,
    GcpExistingModelStore,
    GcpExistingNetwork,
    GcpNetworkSettings,
    GcpSettings,
)
from blueprints.contract import LATER, tags_of
from components.contract import below
from components.gcp.audit import GcpAudit
from components.gcp.audit import validate as validate_audit
from components.gcp.budget import GcpBudget
from components.gcp.budget import validate as validate_budget
from components.gcp.encryption import GcpEncryption
from components.gcp.encryption import validate as validate_encryption
from components.gcp.identity import GcpIdentity
from components.gcp.identity import validate as validate_identity
from components.gcp.log_retention import GcpLogRetention
from components.gcp.log_retention import validate as validate_log_retention
from components.gcp.model_store import GcpModelStore
from components.gcp.model_store import validate as validate_model_store
from components.gcp.network import GcpNetwork
from components.gcp.network import validate as validate_network
from components.gcp.registry import GcpRegistry
from components.gcp.registry import validate as validate_registry
from components.gcp.secrets import GcpSecrets
from components.gcp.secrets import validate as validate_secrets
from components.gcp.services import GcpServices

_APIS = {"nodes": "gke", "tpu": "tpu"}
"""What runs as a service account decides which APIs the project must have on."""


def _apis_of(create: GcpCreate) -> list[str]:
    """Return the purposes of APIs that registry, secrets and budget need; scanning costs something by being on."""
    found = {"secrets": bool(create.secrets), "budget": create.budget is not None}
    registry = create.registry
    found["registry"] = registry is not None
    found["scanning"] = registry is not None and registry.scan
    return [purpose for purpose, wanted in found.items() if wanted]


def _adopted(existing: GcpExisting) -> Mapping[str, str]:
    return existing.identities.emails if existing.identities is not None else {}


class GcpBaseline(pulumi.ComponentResource):
    """Network, keys, identities, audit sink and model store; registry, secrets and cost alerts where asked for.

    Left running, it costs what Cloud NAT (where chosen), keys, secrets and kept logs cost, with no accelerator rented.
    """

    @staticmethod
    def check(name: str, settings: GcpSettings, facts: StackFacts, identities: frozenset[str]) -> None:
        """Refuse what Google Cloud would refuse, before anything is registered.

        Raises:
            InvalidArgument: names the argument of the part that is wrong.
        """
        plan, choice = GcpPlan(settings, facts, tags_of(facts, "baseline")), settings.baseline
        create, existing = choice.create or GcpCreate(), choice.existing or GcpExisting()
        if choice.stack_reference is not None:
            return
        if existing.keys is None:
            with below("create", names={"rotation_days": "key_rotation_days"}):
                validate_encryption(plan.keys(create))
        for identity in sorted(identities - _adopted(existing).keys()):
            validate_identity(plan.identity(identity))
        if create.network is not None:
            with below("create.network"):
                validate_network(plan.network(create.network, dict.fromkeys(identities, LATER)))
        if existing.model_store is None:
            with below("create"):
                validate_model_store(plan.model_store(LATER))
        if choice.create is not None and create.audit:
            with below("create", names={"retention_days": "audit_retention_days", "lock": "audit_lock"}):
                validate_audit(plan.audit(create, LATER))
        if choice.create is not None and create.log_retention:
            with below("create", names={"retention_days": "log_retention"}):
                validate_log_retention(plan.log_retention())
        GcpBaseline._check_extras(plan, create, owns_key=existing.keys is None)

    @staticmethod
    def _check_extras(plan: GcpPlan, create: GcpCreate, *, owns_key: bool) -> None:
        if create.registry is not None:
            with below("create.registry"):
                validate_registry(plan.registry(create.registry, LATER, [], owns_key=owns_key))
        if create.secrets:
            with below("create"):
                validate_secrets(plan.secrets(create.secrets, LATER, owns_key=owns_key))
        if create.budget is not None:
            with below("create.budget"):
                validate_budget(plan.budget(create.budget))

    def __init__(
        self,
        name: str,
        settings: GcpSettings,
        facts: StackFacts,
        tags: Mapping[str, str],
        identities: frozenset[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("accel:index:GcpBaseline", name, {}, opts)
        self.project = settings.project
        self.project_number = settings.project_number
        self.region = settings.region
        self.zones = regions("gcp")[settings.region][: facts.profile.zones]
        self._name = name
        self._plan = GcpPlan(settings, facts, tags)
        self._options = pulumi.ResourceOptions(parent=self)
        self._accounts: dict[str, pulumi.Output[str]] = {}
        self.repository_urls: pulumi.Output[Mapping[str, str]] = pulumi.Output.from_input({})
        self.secret_ids: pulumi.Output[Mapping[str, str]] = pulumi.Output.from_input({})
        reference = settings.baseline.stack_reference
        if reference is not None:
            self._read(OtherStack(name, reference, name, self), identities)
        else:
            self._build(settings.baseline, identities)
        self.register_outputs(self.exports)

    def account(self, identity: str) -> pulumi.Output[str]:
        """Return the e-mail address of a service account that a blueprint named in IDENTITIES."""
        return self._accounts[identity]

    def member(self, identity: str) -> pulumi.Output[str]:
        """Return a service account as IAM policies name it."""
        return pulumi.Output.concat("serviceAccount:", self._accounts[identity])

    @property
    def exports(self) -> dict[str, Any]:
        """What another stack reads through `stackReference`."""
        return {
            "networkId": self.network_id,
            "subnetworkId": self.subnetwork_id,
            "podsRangeName": self.pods_range_name,
            "servicesRangeName": self.services_range_name,
            "dataKeyId": self.data_key_id,
            "clusterKeyId": self.cluster_key_id,
            "diskKeyId": self.disk_key_id,
            "modelBucketName": self.model_bucket_name,
            "repositoryUrls": self.repository_urls,
            "secretIds": self.secret_ids,
            **{f"{identity}Email": email for identity, email in self._accounts.items()},
        }

    @property
    def network_name(self) -> pulumi.Output[str]:
        """Name of the network, the end of its id."""
        return self.network_id.apply(lambda network: network.rpartition("/")[2])

    @property
    def subnetwork_name(self) -> pulumi.Output[str]:
        """Name of the subnetwork, the end of its id."""
        return self.subnetwork_id.apply(lambda subnetwork: subnetwork.rpartition("/")[2])

    def _read(self, owner: OtherStack, identities: frozenset[str]) -> None:
        self.network_id = owner.text("networkId")
        self.subnetwork_id = owner.text("subnetworkId")
        self.pods_range_name = owner.text("podsRangeName")
        self.services_range_name = owner.text("servicesRangeName")
        self.data_key_id = owner.text("dataKeyId")
        self.cluster_key_id = owner.text("clusterKeyId")
        self.disk_key_id = owner.text("diskKeyId")
        self.model_bucket_name = owner.text("modelBucketName")
        self.repository_urls = owner.texts_by_name("repositoryUrls")
        self.secret_ids = owner.texts_by_name("secretIds")
        self._accounts = {identity: owner.text(f"{identity}Email") for identity in sorted(identities)}

    def _build(self, choice: GcpBaselineChoice, identities: frozenset[str]) -> None:
        create, existing = choice.create or GcpCreate(), choice.existing or GcpExisting()
        if choice.create is not None and create.enable_services:
            wanted = apis("baseline", *sorted(_APIS[identity] for identity in identities), *_apis_of(create))
            services = GcpServices(
                f"{self._name}-services", {"project": self.project, "services": wanted}, self._options
            )
            # Nothing can be made before its API is on.
            self._options = pulumi.ResourceOptions(parent=self, depends_on=[services])
        self._keys(create, existing.keys)
        self._identities(_adopted(existing), identities)
        self._network(create.network, existing.network)
        self._model_store(existing.model_store)
        if choice.create is not None and create.audit:
            GcpAudit(f"{self._name}-audit", self._plan.audit(create, self.data_key_id), self._options)
        if choice.create is not None and create.log_retention:
            GcpLogRetention(f"{self._name}-logs", self._plan.log_retention(), self._options)
        self._extras(create, owns_key=existing.keys is None)

    def _extras(self, create: GcpCreate, *, owns_key: bool) -> None:
        if create.registry is not None:
            readers = [self.member(identity) for identity in sorted(self._accounts)]
            registry = self._plan.registry(create.registry, self.data_key_id, readers, owns_key=owns_key)
            self.repository_urls = GcpRegistry(f"{self._name}-registry", registry, self._options).repository_urls
        if create.secrets:
            secrets = self._plan.secrets(create.secrets, self.data_key_id, owns_key=owns_key)
            secrets["values"] = values_of(create.secrets)
            self.secret_ids = GcpSecrets(f"{self._name}-secrets", secrets, self._options).secret_ids
        if create.budget is not None:
            GcpBudget(f"{self._name}-budget", self._plan.budget(create.budget), self._options)

    def _keys(self, create: GcpCreate, existing: GcpExistingKeys | None) -> None:
        if existing is not None:
            self.data_key_id = pulumi.Output.from_input(existing.data_key_id)
            self.cluster_key_id = pulumi.Output.from_input(existing.cluster_key_id)
            self.disk_key_id = pulumi.Output.from_input(existing.disk_key_id)
            return
        keys = GcpEncryption(f"{self._name}-keys", self._plan.keys(create), self._options)
        self.data_key_id = keys.data_key_id
        self.cluster_key_id = keys.cluster_key_id
        self.disk_key_id = keys.disk_key_id

    def _identities(self, existing: Mapping[str, str], identities: frozenset[str]) -> None:
        for identity in sorted(identities):
            if identity in existing:
                self._accounts[identity] = pulumi.Output.from_input(existing[identity])
            else:
                made = GcpIdentity(f"{self._name}-{identity}", self._plan.identity(identity), self._options)
                self._accounts[identity] = made.email

    def _network(self, settings: GcpNetworkSettings | None, existing: GcpExistingNetwork | None) -> None:
        if existing is not None:
            self.network_id = pulumi.Output.from_input(existing.network_id)
            self.subnetwork_id = pulumi.Output.from_input(existing.subnetwork_id)
            self.pods_range_name = pulumi.Output.from_input(existing.pods_range_name)
            self.services_range_name = pulumi.Output.from_input(existing.services_range_name)
            return
        if settings is None:
            raise AssertionError("BaselineChoice demands a network")
        network = GcpNetwork(f"{self._name}-network", self._plan.network(settings, self._accounts), self._options)
        self.network_id = network.network_id
        self.subnetwork_id = network.subnetwork_id
        self.pods_range_name = network.pods_range_name
        self.services_range_name = network.services_range_name

    def _model_store(self, existing: GcpExistingModelStore | None) -> None:
        if existing is not None:
            self.model_bucket_name = pulumi.Output.from_input(existing.bucket_name)
            return
        store = GcpModelStore(f"{self._name}-models", self._plan.model_store(self.data_key_id), self._options)
        self.model_bucket_name = store.bucket_name
