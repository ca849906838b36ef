"""What the blueprints of a stack share on Azure: network, keys, model store, registry, secrets, logs and budget."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi
from pulumi_azure_native import resources

from accel.catalog.azure import log_categories
from accel.planning.stack import StackFacts
from blueprints.baseline import OtherStack
from blueprints.baseline_azure_plan import AzurePlan, Wiring
from blueprints.baseline_azure_settings import (
    AzureBaselineChoice,
    AzureCreate,
    AzureExisting,
    AzureExistingKeys,
    AzureExistingModelStore,
    AzureExistingNetwork,
    AzureNetworkSettings,
    AzureSettings,
)
from blueprints.contract import tags_of
from components.azure.audit import AzureAudit, AzureAuditSource
from components.azure.audit import validate as validate_audit
from components.azure.budget import AzureBudget
from components.azure.budget import validate as validate_budget
from components.azure.encryption import AzureEncryption
from components.azure.encryption import validate as validate_encryption
from components.azure.model_store import AzureModelStore
from components.azure.model_store import validate as validate_model_store
from components.azure.network import AzureNetwork
from components.azure.network import validate as validate_network
from components.azure.registry import AzureRegistry
from components.azure.registry import validate as validate_registry
from components.azure.secrets import AzureSecrets
from components.azure.secrets import validate as validate_secrets
from components.azure.security_contact import AzureSecurityContact
from components.azure.security_contact import validate as validate_security_contact
from components.contract import below

_CREATED = {
    "rotation_days": "key_rotation_days",
    "retention_days": "audit_retention_days",
    "emails": "security_contact_emails",
}
"""What arguments of parts are called in the settings, where that is not their own name."""


class AzureBaseline(pulumi.ComponentResource):
    """Network, keys, model store, registry, secrets, logs and budget of a stack, in one resource group.

    Left running, it costs what registry, private endpoints, zones, NAT gateway (where chosen) and logs cost, with no
    accelerator rented.
    """

    @staticmethod
    def check(name: str, settings: AzureSettings, facts: StackFacts, identities: frozenset[str]) -> None:
        """Refuse what Azure would refuse, before anything is registered.

        Raises:
            InvalidArgument: names the argument of the part that is wrong.
        """
        plan, wiring, choice = AzurePlan(settings, facts, tags_of(facts, "baseline")), Wiring(), settings.baseline
        create, existing = choice.create, choice.existing or AzureExisting()
        if create is None:
            return
        if create.network is not None:
            with below("create.network"):
                validate_network(plan.network(create.network, wiring))
        with below("create", names=_CREATED):
            if existing.keys is None:
                validate_encryption(plan.keys(create, wiring))
            if existing.model_store is None:
                validate_model_store(plan.model_store(wiring))
            if create.registry and existing.registry is None:
                validate_registry(plan.registry(wiring))
            if create.secret_vault:
                validate_secrets(plan.secrets(create, wiring))
            if create.audit:
                validate_audit(plan.audit(create, wiring))
            if create.security_contact_emails:
                validate_security_contact(plan.security_contact(create))
        if create.budget is not None:
            with below("create.budget", names={"emails": "alert_emails"}):
                validate_budget(plan.budget(create.budget))

    def __init__(
        self,
        name: str,
        settings: AzureSettings,
        facts: StackFacts,
        tags: Mapping[str, str],
        identities: frozenset[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("accel:index:AzureBaseline", name, {}, opts)
        self.subscription_id = settings.subscription_id
        self.region = settings.region
        self.vault_id: pulumi.Output[str] | None = None
        self.registry_id: pulumi.Output[str] | None = None
        self.registry_login_server: pulumi.Output[str | None] = pulumi.Output.from_input(None)
        self.secrets_vault_uri: pulumi.Output[str | None] = pulumi.Output.from_input(None)
        self.workspace_id: pulumi.Output[str | None] = pulumi.Output.from_input(None)
        self._name = name
        self._plan = AzurePlan(settings, facts, tags)
        self._options = pulumi.ResourceOptions(parent=self)
        self._wiring = Wiring()
        reference = settings.baseline.stack_reference
        if reference is not None:
            self._read(OtherStack(name, reference, name, self))
        else:
            self._build(settings.baseline)
        self.register_outputs(self.exports)

    @property
    def exports(self) -> dict[str, Any]:
        """What another stack reads through `stackReference`; null for what is not made."""
        return {
            "networkId": self.network_id,
            "workloadSubnetId": self.workload_subnet_id,
            "endpointSubnetId": self.endpoint_subnet_id,
            "zoneIds": self.zone_ids,
            "vaultUri": self.vault_uri,
            "dataKeyName": self.data_key_name,
            "storageIdentityId": self.storage_identity_id,
            "modelAccountId": self.model_account_id,
            "modelContainerName": self.model_container_name,
            "registryLoginServer": self.registry_login_server,
            "secretsVaultUri": self.secrets_vault_uri,
            "workspaceId": self.workspace_id,
        }

    def _read(self, owner: OtherStack) -> None:
        self.network_id = owner.text("networkId")
        self.workload_subnet_id = owner.text("workloadSubnetId")
        self.endpoint_subnet_id = owner.text("endpointSubnetId")
        self.zone_ids = owner.texts_by_name("zoneIds")
        self.vault_uri = owner.text("vaultUri")
        self.data_key_name = owner.text("dataKeyName")
        self.storage_identity_id = owner.text("storageIdentityId")
        self.model_account_id = owner.text("modelAccountId")
        self.model_container_name = owner.text("modelContainerName")
        self.registry_login_server = owner.text_or_none("registryLoginServer")
        self.secrets_vault_uri = owner.text_or_none("secretsVaultUri")
        self.workspace_id = owner.text_or_none("workspaceId")

    def _build(self, choice: AzureBaselineChoice) -> None:
        create, existing = choice.create, choice.existing or AzureExisting()
        if create is not None:
            group = resources.ResourceGroup(
                f"{self._name}-group",
                location=self.region,
                tags=self._plan.tags,
                # Whoever deletes the group deletes all that is in it, so it is kept as long as that.
                opts=pulumi.ResourceOptions(parent=self, protect=self._plan.keep, retain_on_delete=self._plan.keep),
            )
            self._wiring = replace(self._wiring, resource_group_name=group.name)
        self._network(create.network if create is not None else None, existing.network)
        self._keys(create, existing.keys)
        self._model_store(existing.model_store)
        if existing.registry is not None:
            self.registry_id = pulumi.Output.from_input(existing.registry.registry_id)
            self.registry_login_server = pulumi.Output.from_input(existing.registry.login_server)
        if create is not None:
            self._others(create, made_model_store=existing.model_store is None)

    def _network(self, settings: AzureNetworkSettings | None, existing: AzureExistingNetwork | None) -> None:
        if existing is not None:
            self.network_id = pulumi.Output.from_input(existing.network_id)
            self.workload_subnet_id = pulumi.Output.from_input(existing.workload_subnet_id)
            self.endpoint_subnet_id = pulumi.Output.from_input(existing.endpoint_subnet_id)
            self.zone_ids: pulumi.Output[dict[str, str]] = pulumi.Output.from_input(existing.zone_ids.model_dump())
        elif settings is not None:
            made = AzureNetwork(f"{self._name}-network", self._plan.network(settings, self._wiring), self._options)
            self.network_id, self.zone_ids = made.network_id, made.zone_ids
            self.workload_subnet_id, self.endpoint_subnet_id = made.workload_subnet_id, made.endpoint_subnet_id
        else:
            raise AssertionError("BaselineChoice demands a network")
        self._wiring = replace(
            self._wiring,
            endpoint_subnet_id=self.endpoint_subnet_id,
            blob_zone_id=self.zone_ids["blob"],
            vault_zone_id=self.zone_ids["vault"],
            registry_zone_id=self.zone_ids["registry"],
        )

    def _keys(self, create: AzureCreate | None, existing: AzureExistingKeys | None) -> None:
        if existing is not None:
            self.vault_uri = pulumi.Output.from_input(existing.vault_uri)
            self.data_key_name = pulumi.Output.from_input(existing.key_name)
            self.storage_identity_id = pulumi.Output.from_input(existing.storage_identity_id)
        elif create is not None:
            made = AzureEncryption(f"{self._name}-keys", self._plan.keys(create, self._wiring), self._options)
            self.vault_id, self.vault_uri = made.vault_id, made.vault_uri
            self.data_key_name, self.storage_identity_id = made.data_key_name, made.storage_identity_id
        else:
            raise AssertionError("BaselineChoice demands keys")
        self._wiring = replace(
            self._wiring,
            vault_uri=self.vault_uri,
            key_name=self.data_key_name,
            storage_identity_id=self.storage_identity_id,
        )

    def _model_store(self, existing: AzureExistingModelStore | None) -> None:
        if existing is not None:
            self.model_account_id = pulumi.Output.from_input(existing.account_id)
            self.model_container_name = pulumi.Output.from_input(existing.container_name)
            return
        store = AzureModelStore(f"{self._name}-models", self._plan.model_store(self._wiring), self._options)
        self.model_account_id = store.account_id
        self.model_container_name = store.container_name

    def _others(self, create: AzureCreate, *, made_model_store: bool) -> None:
        """Make registry, secrets, logs, budget and contact, as far as they are asked for."""
        sources: list[AzureAuditSource] = []
        if self.vault_id is not None:
            sources.append(_all_logs("keys", self.vault_id))
        if made_model_store:
            blobs = pulumi.Output.concat(self.model_account_id, "/blobServices/default")
            sources.append({"name": "models", "resource_id": blobs, "categories": log_categories("blobs")})
        if create.registry and self.registry_id is None:
            registry = AzureRegistry(f"{self._name}-images", self._plan.registry(self._wiring), self._options)
            self.registry_login_server = registry.login_server
            logs = log_categories("registry")
            sources.append({"name": "images", "resource_id": registry.registry_id, "categories": logs})
        if create.secret_vault:
            secrets = AzureSecrets(f"{self._name}-secrets", self._plan.secrets(create, self._wiring), self._options)
            self.secrets_vault_uri = secrets.vault_uri
            sources.append(_all_logs("secrets", secrets.vault_id))
        if create.audit:
            audit = AzureAudit(f"{self._name}-audit", self._plan.audit(create, self._wiring, sources), self._options)
            self.workspace_id = audit.workspace_id
        if create.budget is not None:
            AzureBudget(f"{self._name}-budget", self._plan.budget(create.budget), self._options)
        if create.security_contact_emails:
            AzureSecurityContact(f"{self._name}-contact", self._plan.security_contact(create), self._options)


def _all_logs(name: str, resource_id: pulumi.Output[str]) -> AzureAuditSource:
    return {"name": name, "resource_id": resource_id, "groups": ["audit", "allLogs"]}
