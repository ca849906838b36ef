"""`AzureBaseline`: which parts are made, from where the others come, and under which names."""

import datetime
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from accel.planning.graph import UNKNOWN, Graph
from accel.planning.stack import ProfileOverrides, effective_profile
from accel.preview.recorder import Recording, record
from blueprints.baseline_azure import AzureBaseline
from blueprints.baseline_azure_settings import AzureSettings
from blueprints.contract import tags_of
from components.contract import InvalidArgument
from policies.evaluation import evaluate
from tests.components.azure.building import REGION, SUBSCRIPTION, TAGS, TENANT, named, only, provider
from tests.policies.building import facts

NETWORK = {"cidrBlock": "10.70.0.0/16", "workloadCidr": "10.70.0.0/20", "endpointCidr": "10.70.16.0/24"}
EMAILS = ["ml@example.com"]
OTHERS: dict[str, Any] = {"budget": {"alertEmails": EMAILS}, "securityContactEmails": EMAILS}
CREATE = {"network": NETWORK, **OTHERS}
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shared/providers"
ZONES = f"{GROUP}/Microsoft.Network/privateDnsZones/"
EXISTING = {
    "network": {
        "networkId": f"{GROUP}/Microsoft.Network/virtualNetworks/n",
        "workloadSubnetId": f"{GROUP}/Microsoft.Network/virtualNetworks/n/subnets/w",
        "endpointSubnetId": f"{GROUP}/Microsoft.Network/virtualNetworks/n/subnets/e",
        "zoneIds": {"blob": f"{ZONES}b", "vault": f"{ZONES}v", "registry": f"{ZONES}r"},
    },
    "keys": {
        "vaultUri": "https://kv-shared.vault.azure.net/",
        "keyName": "data",
        "storageIdentityId": f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/storage",
    },
    "modelStore": {
        "accountId": f"{GROUP}/Microsoft.Storage/storageAccounts/weights",
        "containerName": "weights",
    },
}
REGISTRY = {"registryId": f"{GROUP}/Microsoft.ContainerRegistry/registries/ours", "loginServer": "ours.azurecr.io"}


def settings(baseline: Any) -> AzureSettings:
    return AzureSettings.model_validate(
        {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "region": REGION, "baseline": baseline}
    )


def known(environment: Any = "prod", **changes: Any) -> Any:
    return replace(facts(environment, data_regions=(REGION,)), **{"today": datetime.date(2026, 11, 24), **changes})


def recorded(baseline: Any, unknown_outputs: bool = False, stack: str = "test", **changes: Any) -> Recording:
    stated = known(**{"stack": stack, **changes})

    def program() -> None:
        options = pulumi.ResourceOptions(providers=[provider()])
        AzureBaseline.check("base", settings(baseline), stated, frozenset())
        made = AzureBaseline("base", settings(baseline), stated, tags_of(stated, "baseline"), frozenset(), options)
        pulumi.export("baseline", made.exports)

    return record(program, stack=stack, unknown_outputs=unknown_outputs)


def parts(graph: Graph) -> list[str]:
    """Return the components below the baseline."""
    return sorted(
        resource.type.rpartition(":")[2]
        for resource in graph
        if not resource.custom and not resource.type.endswith("AzureBaseline")
    )


ALL = [
    "AzureAudit",
    "AzureBudget",
    "AzureEncryption",
    "AzureModelStore",
    "AzureNetwork",
    "AzureRegistry",
    "AzureSecrets",
    "AzureSecurityContact",
]


def test_everything_that_is_asked_for_is_made() -> None:
    assert parts(recorded({"create": CREATE}).graph) == ALL


@pytest.mark.parametrize(
    ("off", "gone"),
    [
        ({"registry": False}, "AzureRegistry"),
        ({"secretVault": False}, "AzureSecrets"),
        ({"audit": False}, "AzureAudit"),
        ({"budget": None}, "AzureBudget"),
        ({"securityContactEmails": []}, "AzureSecurityContact"),
    ],
)
def test_what_is_switched_off_is_not_made_and_nothing_else_goes(off: Any, gone: str) -> None:
    recording = recorded({"create": {**CREATE, **off}})
    assert parts(recording.graph) == [part for part in ALL if part != gone]
    named_by = {"AzureRegistry": "registryLoginServer", "AzureSecrets": "secretsVaultUri", "AzureAudit": "workspaceId"}
    exported = recording.outputs["baseline"]
    assert [part for part, key in named_by.items() if exported[key] is None] == [gone] * (gone in named_by)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_whole_baseline_keeps_every_mandatory_rule_in_prod(unknown_outputs: bool) -> None:
    graph = recorded({"create": CREATE}, unknown_outputs).graph
    broken = [finding for finding in evaluate(graph, known()) if finding.level == "mandatory"]
    assert [(finding.rule, finding.urn.rpartition("::")[2]) for finding in broken] == []


def test_every_part_that_holds_data_logs_into_the_workspace() -> None:
    recording = recorded({"create": CREATE})
    watched = {
        setting.name.removeprefix("base-audit-"): setting.inputs["resourceUri"].rpartition("/providers/")[2]
        for setting in recording.graph.of("azure-native:monitor:DiagnosticSetting")
    }
    assert sorted(watched) == ["images", "keys", "models", "secrets", "subscription"]
    assert watched["models"].endswith("/blobServices/default")
    assert watched["keys"].startswith("Microsoft.KeyVault/vaults/")
    assert watched["images"].startswith("Microsoft.ContainerRegistry/registries/")
    assert watched["keys"] != watched["secrets"]


def test_everything_stands_in_one_group_that_is_kept_where_its_parts_are() -> None:
    graph = recorded({"create": CREATE}, stack="prod").graph
    group = only(graph, "azure-native:resources:ResourceGroup")
    assert group.protect
    assert group.inputs["tags"] == TAGS
    names = {resource.get("resourceGroupName") for resource in graph if resource.get("resourceGroupName")}
    assert names == {group.outputs["name"]}


def test_data_is_kept_in_as_many_zones_as_the_profile_asks_for() -> None:
    for zones, redundancy, state in ((1, "Standard_LRS", "Disabled"), (3, "Standard_ZRS", "Enabled")):
        profile = effective_profile("prod", ProfileOverrides(zones=zones))
        graph = recorded({"create": CREATE}, profile=profile).graph
        skus = {account.inputs["sku"]["name"] for account in graph.of("azure-native:storage:StorageAccount")}
        assert skus == {redundancy}
        assert only(graph, "azure-native:containerregistry:Registry").inputs["zoneRedundancy"] == state


@pytest.mark.parametrize(("days", "kept"), [(7, 30), (365, 365), (3000, 730)])
def test_the_workspace_keeps_logs_as_long_as_the_profile_says_and_azure_allows(days: int, kept: int) -> None:
    profile = effective_profile("prod", ProfileOverrides(log_retention_days=days))
    workspace = only(recorded({"create": CREATE}, profile=profile).graph, "azure-native:operationalinsights:Workspace")
    assert workspace.inputs["retentionInDays"] == kept


def test_the_budget_is_that_of_the_stack_in_the_currency_of_the_bill() -> None:
    budget_ = {"alertEmails": EMAILS, "currencyPerUsd": 0.9, "anomalies": False, "monthlyUsd": 400}
    create = {**CREATE, "budget": budget_}
    graph = recorded({"create": create}, monthly_budget_usd=500.0, stack="Team").graph
    budget = only(graph, "azure-native:consumption:Budget").inputs
    assert budget["amount"] == 360
    # As the tag on every resource has it.
    assert budget["filter"]["tags"]["values"] == ["team"]
    assert budget["timePeriod"]["startDate"] == "2026-11-01T00:00:00Z"
    assert not graph.of("azure-native:costmanagement:ScheduledActionByScope")


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_where_all_of_it_exists_nothing_is_made(unknown_outputs: bool) -> None:
    recording = recorded({"existing": {**EXISTING, "registry": REGISTRY}}, unknown_outputs)
    assert [resource.type for resource in recording.graph if resource.custom] == ["pulumi:providers:azure-native"]
    exported = recording.outputs["baseline"]
    assert exported["endpointSubnetId"] == EXISTING["network"]["endpointSubnetId"]
    assert exported["zoneIds"] == EXISTING["network"]["zoneIds"]
    assert exported["vaultUri"] == "https://kv-shared.vault.azure.net/"
    assert exported["modelAccountId"].endswith("/storageAccounts/weights")
    assert exported["registryLoginServer"] == "ours.azurecr.io"
    assert exported["workspaceId"] is None


def test_what_exists_in_part_is_used_and_the_rest_is_made() -> None:
    existing = {"network": EXISTING["network"], "keys": EXISTING["keys"], "registry": REGISTRY}
    recording = recorded({"create": OTHERS, "existing": existing})
    graph = recording.graph
    assert parts(graph) == ["AzureAudit", "AzureBudget", "AzureModelStore", "AzureSecrets", "AzureSecurityContact"]
    account = named(graph, "base-models-account").inputs
    assert account["encryption"]["keyVaultProperties"]["keyVaultUri"] == "https://kv-shared.vault.azure.net/"
    assert account["identity"]["userAssignedIdentities"] == [EXISTING["keys"]["storageIdentityId"]]
    endpoint = named(graph, "base-models-endpoint").inputs
    assert endpoint["subnet"] == {"id": EXISTING["network"]["endpointSubnetId"]}
    names = named(graph, "base-models-endpoint-names").inputs
    assert names["privateDnsZoneConfigs"][0]["privateDnsZoneId"] == f"{ZONES}b"
    # Whoever owns the vault of the keys and the registry sees to their logs.
    settings_ = {setting.name for setting in graph.of("azure-native:monitor:DiagnosticSetting")}
    assert settings_ == {"base-audit-models", "base-audit-secrets", "base-audit-subscription"}


def test_a_network_can_exist_while_all_else_is_made() -> None:
    graph = recorded({"create": OTHERS, "existing": {"network": EXISTING["network"]}}).graph
    assert parts(graph) == [part for part in ALL if part != "AzureNetwork"]


def test_another_stacks_baseline_is_read_as_a_whole() -> None:
    recording = recorded({"stackReference": "organization/accelerator-blueprints/landing"})
    assert not [resource for resource in recording.graph if resource.type.startswith("azure-native:")]
    assert set(recording.outputs["baseline"].values()) == {UNKNOWN}
    assert recording.outputs["baseline"].keys() == recorded({"create": CREATE}).outputs["baseline"].keys()


def test_what_azure_would_refuse_is_told_by_its_key_before_anything_is_registered() -> None:
    for create, field in (
        ({**CREATE, "network": {**NETWORK, "endpointCidr": "10.70.0.0/24"}}, "create.network.endpoint_cidr"),
        ({**CREATE, "network": {**NETWORK, "allowedCidrs": ["8.8.8.0/24"]}}, "create.network.allowed_cidrs[0]"),
        ({**CREATE, "budget": {"alertEmails": ["ml"]}}, "create.budget.alert_emails[0]"),
        ({**CREATE, "budget": {"alertEmails": EMAILS, "monthlyUsd": 10**9}}, "create.budget.monthly_usd"),
    ):
        with pytest.raises(InvalidArgument) as refusal:
            AzureBaseline.check("base", settings({"create": create}), known(), frozenset())
        assert refusal.value.field == field
    with pytest.raises(InvalidArgument) as refusal:
        AzureBaseline.check("base", settings({"create": CREATE}), known(stack="s" * 64), frozenset())
    assert refusal.value.field == "create.budget.stack"


@pytest.mark.parametrize(
    ("baseline", "message"),
    [
        ({"create": {**CREATE, "budget": {"alertEmails": []}}}, "alertEmails"),
        ({"create": {**CREATE, "securityContactEmails": ["ml"]}}, "securityContactEmails"),
        ({"create": OTHERS}, "network"),
        ({"existing": {"network": EXISTING["network"]}}, "keys, modelStore"),
        ({"create": CREATE, "existing": {"network": EXISTING["network"]}}, "twice: network"),
        ({"existing": {**EXISTING, "keys": {**EXISTING["keys"], "vaultUri": "kv-shared"}}}, "vaultUri"),
        ({"existing": {**EXISTING, "modelStore": {"accountId": "weights", "containerName": "w"}}}, "accountId"),
    ],
)
def test_a_wrong_baseline_is_refused(baseline: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        settings(baseline)


def test_nobody_is_told_who_was_not_named() -> None:
    assert parts(recorded({"create": {"network": NETWORK}}).graph) == [
        part for part in ALL if part not in ("AzureBudget", "AzureSecurityContact")
    ]


@pytest.mark.parametrize(
    ("key", "value"), [("region", "us-east-1"), ("subscriptionId", "ours"), ("tenantId", "contoso.onmicrosoft.com")]
)
def test_a_wrong_place_is_refused(key: str, value: str) -> None:
    stated = {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "region": REGION, "baseline": {"create": CREATE}}
    with pytest.raises(ValidationError, match=key):
        AzureSettings.model_validate({**stated, key: value})
