from typing import Any

import pulumi
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.audit import GcpAudit, validate
from tests.components.gcp.building import KEY, LABELS, PROJECT, REGION, findings, only, types, without_none

BUCKET = "gcp:storage/bucket:Bucket"
GRANT = "gcp:storage/bucketIAMMember:BucketIAMMember"
SINK = "gcp:logging/projectSink:ProjectSink"
CONFIG = "gcp:projects/iAMAuditConfig:IAMAuditConfig"


def arguments(**changes: Any) -> Any:
    given = {
        "project": PROJECT,
        "location": REGION,
        "key_id": KEY,
        "retention_days": 365,
        "lock": True,
        "labels": LABELS,
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        # Something to audit: without it the rules ask for no sink.
        gcp.compute.Network("network", auto_create_subnetworks=False)
        audit = GcpAudit("audit", arguments(**changes))
        pulumi.export("bucket", audit.bucket_name)
        pulumi.export("writer", audit.sink_writer_identity)

    return record(program, stack="prod", unknown_outputs=unknown_outputs)


def test_everything_that_is_made_is_known() -> None:
    assert types(recorded().graph) == [
        ("gcp:compute/network:Network", "network"),
        (SINK, "audit-sink"),
        (CONFIG, "audit-cloudkms"),
        (CONFIG, "audit-container"),
        (CONFIG, "audit-iam"),
        (CONFIG, "audit-storage"),
        (BUCKET, "audit-bucket"),
        (GRANT, "audit-writer"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_audit_keeps_our_own_rules(unknown_outputs: bool) -> None:
    assert findings(recorded(unknown_outputs).graph) == []


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_an_unlocked_bucket_of_logs_breaks_a_rule_in_prod(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs, lock=False).graph
    assert [finding.rule for finding in findings(graph)] == ["audit-bucket-locked"]


def test_the_bucket_is_private_encrypted_and_keeps_logs_for_the_given_days() -> None:
    bucket = only(recorded(retention_days=90).graph, BUCKET)
    assert bucket.inputs["publicAccessPrevention"] == "enforced"
    assert bucket.inputs["uniformBucketLevelAccess"] is True
    assert bucket.inputs["encryption"] == {"defaultKmsKeyName": KEY}
    assert bucket.inputs["retentionPolicy"] == {"retentionPeriod": "7776000", "isLocked": True}
    assert "versioning" not in bucket.inputs
    assert {"action": {"type": "Delete"}, "condition": {"age": 90}} in bucket.inputs["lifecycleRules"]
    assert bucket.protect
    assert bucket.retain_on_delete


def test_retention_is_locked_only_where_asked_for() -> None:
    bucket = only(recorded(lock=None, protect=None).graph, BUCKET)
    assert bucket.inputs["retentionPolicy"]["isLocked"] is False
    assert not bucket.protect


def test_the_sink_exports_all_audit_logs_and_nothing_else() -> None:
    sink = only(recorded().graph, SINK)
    logs = [part.removeprefix('log_id("').removesuffix('")') for part in sink.inputs["filter"].split(" OR ")]
    assert sorted(logs) == [f"cloudaudit.googleapis.com/{kind}" for kind in ("activity", "data_access", "policy")] + [
        "cloudaudit.googleapis.com/system_event"
    ]
    assert sink.inputs["uniqueWriterIdentity"] is True
    assert "disabled" not in sink.inputs


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_sink_writes_to_the_bucket_and_may_do_nothing_but_add_to_it(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs).graph
    sink, grant, bucket = only(graph, SINK), only(graph, GRANT), only(graph, BUCKET)
    assert sink.property_dependencies["destination"] == (bucket.urn,)
    assert sink.urn in grant.property_dependencies["member"]
    assert grant.inputs["role"] == "roles/storage.objectCreator"
    if not unknown_outputs:
        assert sink.inputs["destination"] == "storage.googleapis.com/ml-prod-1-prod-audit"


def test_reads_and_writes_of_data_are_logged_for_each_api() -> None:
    configs = recorded().graph.of(CONFIG)
    assert [config.inputs["service"] for config in configs] == [
        "cloudkms.googleapis.com",
        "container.googleapis.com",
        "iam.googleapis.com",
        "storage.googleapis.com",
    ]
    for config in configs:
        assert [entry["logType"] for entry in config.inputs["auditLogConfigs"]] == [
            "ADMIN_READ",
            "DATA_READ",
            "DATA_WRITE",
        ]


def test_data_access_can_be_narrowed_and_switched_off() -> None:
    graph = recorded(data_access_services=["tpu.googleapis.com"], data_access_log_types=["DATA_WRITE"]).graph
    config = only(graph, CONFIG)
    assert config.inputs["auditLogConfigs"] == [{"logType": "DATA_WRITE"}]
    assert recorded(data_access_services=[]).graph.of(CONFIG) == []


def test_outputs_name_the_bucket_and_who_writes() -> None:
    outputs = recorded().outputs
    assert outputs["bucket"] == "ml-prod-1-prod-audit"
    assert outputs["writer"].endswith("@gcp-sa-logging.iam.gserviceaccount.com")
    # The name is asked for, so a preview knows it; who writes is for the cloud to say.
    assert recorded(unknown_outputs=True).outputs == {"bucket": "ml-prod-1-prod-audit", "writer": UNKNOWN}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "-prod-1"}, "project"),
        ({"location": "europe"}, "location"),
        ({"retention_days": 0}, "retention_days"),
        ({"retention_days": 36_525}, "retention_days"),
        ({"protect": False}, "lock"),
        ({"protect": None}, "lock"),
        ({"bucket_name": "logs_"}, "bucket_name"),
        ({"labels": {"owner": "a.b"}}, "labels.owner"),
        ({"data_access_services": ["storage"]}, "data_access_services[0]"),
        ({"data_access_services": ["iam.googleapis.com", "iam.googleapis.com"]}, "data_access_services[1]"),
        ({"data_access_log_types": ["DATA_READS"]}, "data_access_log_types"),
        ({"data_access_log_types": []}, "data_access_log_types"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        validate(arguments(**changes))
    assert refusal.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)
