"""What the blueprints of a stack share on Google Cloud: network, keys, identities, audit sink and model store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from accel.catalog.gcp import apis, limit, role
from accel.catalog.regions import regions
from accel.planning.stack import StackFacts
from blueprints.baseline import OtherStack
from blueprints.baseline_gcp_settings import (
    TPU_TAG,
    GcpBaselineChoice,
    GcpCreate,
    GcpExisting,
    GcpExistingKeys,
    GcpExistingModelStore,
    GcpExistingNetwork,
    GcpNetworkSettings,
    GcpSettings,
)
from components.contract import below
from components.gcp.audit import GcpAudit, GcpAuditArgs
from components.gcp.audit import validate as validate_audit
from components.gcp.encryption import GcpEncryption, GcpEncryptionArgs
from components.gcp.encryption import validate as validate_encryption
from components.gcp.identity import GcpIdentity, GcpIdentityArgs
from components.gcp.identity import validate as validate_identity
from components.gcp.model_store import GcpModelStore, GcpModelStoreArgs
from components.gcp.model_store import validate as validate_model_store
from components.gcp.names import name_of
from components.gcp.network import GcpNetwork, GcpNetworkArgs
from components.gcp.network import validate as validate_network
from components.gcp.services import GcpServices

_LATER = "later"
"""Stands for what is known only when the part before it is made; no part judges what another one gives."""
_APIS = {"nodes": "gke", "tpu": "tpu"}
"""What runs as a service account decides which APIs the project must have on."""


def _roles(identity: str) -> list[str]:
    """Return the project-wide roles of a service account that blueprints name in IDENTITIES."""
    purposes = {"nodes": ("be-a-node",), "tpu": ("write-logs", "write-metrics")}
    return [role(purpose) for purpose in purposes[identity]]


def _adopted(existing: GcpExisting) -> Mapping[str, str]:
    return existing.identities.emails if existing.identities is not None else {}


class GcpBaseline(pulumi.ComponentResource):
    """Network, keys, identities, audit sink and model store of a stack.

    Left running, it costs what Cloud NAT (where chosen), keys and kept logs cost, with no accelerator rented.
    """

    @staticmethod
    def check(name: str, settings: GcpSettings, facts: StackFacts, identities: frozenset[str]) -> None:
        """Refuse what Google Cloud would refuse, before anything is registered.

        Raises:
            InvalidArgument: names the argument of the part that is wrong.
        """
        plan, choice = _Plan(settings, facts, {}), settings.baseline
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
                validate_network(plan.network(create.network, dict.fromkeys(identities, _LATER)))
        if existing.model_store is None:
            with below("create"):
                validate_model_store(plan.model_store(_LATER))
        if choice.create is not None and create.audit:
            with below("create", names={"retention_days": "audit_retention_days", "lock": "audit_lock"}):
                validate_audit(plan.audit(create, _LATER))

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
        self._plan = _Plan(settings, facts, tags)
        self._options = pulumi.ResourceOptions(parent=self)
        self._accounts: dict[str, pulumi.Output[str]] = {}
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
        self._accounts = {identity: owner.text(f"{identity}Email") for identity in sorted(identities)}

    def _build(self, choice: GcpBaselineChoice, identities: frozenset[str]) -> None:
        create, existing = choice.create or GcpCreate(), choice.existing or GcpExisting()
        if choice.create is not None and create.enable_services:
            wanted = apis("baseline", *sorted(_APIS[identity] for identity in identities))
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


@dataclass(frozen=True)
class _Plan:
    """The arguments of each part: what settings and profile decide, with the wiring that the caller has."""

    settings: GcpSettings
    facts: StackFacts
    labels: Mapping[str, str]

    def keys(self, create: GcpCreate) -> GcpEncryptionArgs:
        return {
            "project": self.settings.project,
            "project_number": self.settings.project_number,
            "location": self.settings.region,
            "rotation_days": create.key_rotation_days,
            "labels": self.labels,
            "protect": self.facts.profile.deletion_protection,
        }

    def identity(self, identity: str) -> GcpIdentityArgs:
        return {
            "project": self.settings.project,
            "account_id": name_of(self.facts.stack, identity, longest=limit("account id characters").highest),
            "display_name": f"{identity} of stack {self.facts.stack}",
            "project_roles": _roles(identity),
        }

    def network(self, network: GcpNetworkSettings, emails: Mapping[str, pulumi.Input[str]]) -> GcpNetworkArgs:
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
        return {
            "project": self.settings.project,
            "location": self.settings.region,
            "key_id": key_id,
            "labels": self.labels,
            "protect": self.facts.profile.deletion_protection,
        }

    def audit(self, create: GcpCreate, key_id: pulumi.Input[str]) -> GcpAuditArgs:
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
