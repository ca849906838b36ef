from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.audit import AzureAudit, validate
from tests.components.azure.building import (
    LOCK,
    PLACE,
    STORAGE_KEY,
    SUBNET,
    SUBSCRIPTION,
    ZONE,
    findings,
    named,
    only,
    recorded_component,
    refusal,
    types,
    without_none,
)

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
RETENTION = "azure-native:storage:BlobContainerImmutabilityPolicy"
SETTING = "azure-native:monitor:DiagnosticSetting"
WORKSPACE = "azure-native:operationalinsights:Workspace"
VAULT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/ml/providers/Microsoft.KeyVault/vaults/kv"
KEYS = {"name": "keys", "resource_id": VAULT, "groups": ["audit", "allLogs"]}
BLOBS = {"name": "models", "resource_id": "/a/blobServices/default", "categories": ["StorageRead"]}
OUTPUTS = ("workspace_id", "workspace_customer_id", "archive_account_id", "archive_container_name")


def arguments(**changes: Any) -> Any:
    given = {
        **PLACE,
        **STORAGE_KEY,
        "endpoint_subnet_id": SUBNET,
        "blob_zone_id": f"{ZONE}privatelink.blob.core.windows.net",
        "retention_days": 365,
        "log_retention_days": 365,
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    return recorded_component(AzureAudit, "audit", arguments(**changes), OUTPUTS, None, unknown_outputs)


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded(sources=[KEYS, BLOBS]).graph) == [
        ("authorization:ManagementLockByScope", "audit-archive-lock"),
        ("authorization:ManagementLockByScope", "audit-logs-lock"),
        ("monitor:DiagnosticSetting", "audit-keys"),
        ("monitor:DiagnosticSetting", "audit-models"),
        ("monitor:DiagnosticSetting", "audit-subscription"),
        ("network:PrivateDnsZoneGroup", "audit-endpoint-names"),
        ("network:PrivateEndpoint", "audit-endpoint"),
        ("operationalinsights:Workspace", "audit-logs"),
        ("storage:BlobContainer", "audit-activity"),
        ("storage:BlobContainerImmutabilityPolicy", "audit-retention"),
        ("storage:ManagementPolicy", "audit-lifecycle"),
        ("storage:StorageAccount", "audit-archive"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_audit_keeps_our_own_rules(unknown_outputs: bool) -> None:
    assert findings(recorded(unknown_outputs, sources=[KEYS, BLOBS]).graph) == []


def test_the_activity_log_goes_to_workspace_and_archive() -> None:
    recording = recorded()
    setting = named(recording.graph, "audit-subscription").inputs
    assert setting["resourceUri"] == f"/subscriptions/{SUBSCRIPTION}"
    assert setting["workspaceId"] == recording.outputs["workspace_id"]
    assert setting["storageAccountId"] == recording.outputs["archive_account_id"]
    exported = {log["category"] for log in setting["logs"] if log["enabled"]}
    assert {"Administrative", "Security", "Alert", "Policy"} <= exported


def test_nothing_is_exported_before_it_can_no_longer_be_deleted() -> None:
    graph = recorded().graph
    assert only(graph, RETENTION).urn in named(graph, "audit-subscription").dependencies


def test_another_stack_may_export_the_activity_log() -> None:
    assert [setting.name for setting in recorded(activity_log=False, sources=[KEYS]).graph.of(SETTING)] == [
        "audit-keys"
    ]


def test_logs_of_a_resource_go_to_the_workspace_alone() -> None:
    graph = recorded(sources=[KEYS, BLOBS]).graph
    keys, models = named(graph, "audit-keys").inputs, named(graph, "audit-models").inputs
    assert keys["logs"] == [{"categoryGroup": "audit", "enabled": True}, {"categoryGroup": "allLogs", "enabled": True}]
    assert models["logs"] == [{"category": "StorageRead", "enabled": True}]
    assert keys["resourceUri"] == VAULT
    assert "storageAccountId" not in keys


def test_the_archive_can_be_appended_to_and_not_changed_and_is_emptied_afterwards() -> None:
    graph = recorded(retention_days=400).graph
    assert only(graph, CONTAINER).inputs["containerName"] == "insights-activity-logs"
    retention = only(graph, RETENTION).inputs
    assert retention["immutabilityPeriodSinceCreationInDays"] == 400
    assert retention["allowProtectedAppendWrites"] is True
    (rule,) = named(graph, "audit-lifecycle").inputs["policy"]["rules"]
    assert rule["definition"]["actions"] == {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 401}}}
    assert rule["definition"]["filters"] == {"blobTypes": ["appendBlob"], "prefixMatch": ["insights-"]}


def test_the_archive_lets_in_roles_alone_unless_asked_otherwise() -> None:
    assert only(recorded().graph, ACCOUNT).inputs["allowSharedKeyAccess"] is False
    assert only(recorded(archive_shared_keys=True).graph, ACCOUNT).inputs["allowSharedKeyAccess"] is True


def test_the_workspace_lets_in_roles_alone() -> None:
    workspace = only(recorded(log_retention_days=None).graph, WORKSPACE).inputs
    assert workspace["features"] == {"disableLocalAuth": True, "enableLogAccessUsingOnlyResourcePermissions": True}
    assert workspace["retentionInDays"] == 90


@pytest.mark.parametrize("protect", [False, True])
def test_logs_are_kept_and_locked_exactly_where_asked_for(protect: bool) -> None:
    graph = recorded(protect=protect).graph
    for type_ in (ACCOUNT, CONTAINER, RETENTION, WORKSPACE):
        found = only(graph, type_)
        assert (found.protect, found.retain_on_delete) == (protect, protect)
    assert len(graph.of(LOCK)) == 2 * protect


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_outputs_name_workspace_and_archive(unknown_outputs: bool) -> None:
    outputs = recorded(unknown_outputs).outputs
    assert all((outputs[name] is UNKNOWN) == unknown_outputs for name in OUTPUTS[:3])
    if not unknown_outputs:
        assert "/Microsoft.OperationalInsights/workspaces/" in outputs["workspace_id"]
        assert len(outputs["workspace_customer_id"]) == 36
        assert outputs["archive_container_name"] == "insights-activity-logs"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscription_id": "x"}, "subscription_id"),
        ({"redundancy": "Standard_GRS"}, "redundancy"),
        ({"account_name": "A"}, "account_name"),
        ({"retention_days": 0}, "retention_days"),
        ({"retention_days": 146_001}, "retention_days"),
        ({"log_retention_days": 29}, "log_retention_days"),
        ({"log_retention_days": 731}, "log_retention_days"),
        ({"sources": [KEYS, KEYS]}, "sources[1].name"),
        ({"sources": [{**KEYS, "name": "subscription"}]}, "sources[0].name"),
        ({"sources": [{**KEYS, "categories": ["AuditEvent"]}]}, "sources[0]"),
        ({"sources": [{"name": "keys", "resource_id": VAULT}]}, "sources[0]"),
    ],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
