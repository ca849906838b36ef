import re
from typing import Any

import pytest

from accel.catalog.aws_network import log_retention_days
from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.audit import AwsAudit, validate
from components.contract import InvalidArgument
from tests.components.aws.judging import (
    ACCOUNT,
    applies,
    broken_rules,
    model,
    only,
    service_models,
    statements,
    types_of,
    unknown_actions,
)
from tests.components.judging import TAGS

REGION = "us-east-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
WEIGHTS = "arn:aws:s3:::weights"


def arguments(**changes: Any) -> Any:
    given = {
        "account_id": ACCOUNT,
        "region": REGION,
        "logs_key_arn": KEY,
        "retention_days": 365,
        "tags": TAGS,
        "protect": True,
    }
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsAudit("audit", arguments(**changes)), unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_trail_has_a_locked_bucket_an_access_log_and_a_log_group(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert types_of(graph) == {
        "AwsAudit": 1,
        "Trail": 1,
        "Bucket": 2,
        "BucketOwnershipControls": 2,
        "BucketPublicAccessBlock": 2,
        "BucketVersioning": 2,
        "BucketServerSideEncryptionConfiguration": 2,
        "BucketPolicy": 2,
        "BucketLifecycleConfiguration": 2,
        "BucketObjectLockConfiguration": 1,
        "BucketLogging": 1,
        "LogGroup": 1,
        "Role": 1,
        "RolePolicy": 1,
    }
    outputs = only(graph, "AwsAudit").outputs
    if unknown_outputs:
        assert set(outputs.values()) == {UNKNOWN}
    else:
        assert outputs["trail_arn"].startswith(f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit-trail-")
        assert outputs["bucket_name"] == only(graph, "Trail").get("s3BucketName")
        assert outputs["log_group_arn"] == only(graph, "LogGroup").outputs["arn"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_trail_keeps_our_own_rules_in_prod(unknown_outputs: bool) -> None:
    assert broken_rules(recorded(unknown_outputs, data_event_bucket_arns=[WEIGHTS])) == []


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded()) == []


def test_the_trail_covers_all_regions_and_can_be_proven_untouched() -> None:
    trail = only(recorded(), "Trail")
    assert trail.get("isMultiRegionTrail") is True
    assert trail.get("includeGlobalServiceEvents") is True
    assert trail.get("enableLogFileValidation") is True
    assert trail.get("kmsKeyId") == KEY
    assert trail.get("advancedEventSelectors") is None


def test_reads_and_writes_of_chosen_buckets_are_recorded_beside_management_events() -> None:
    management, data = only(recorded(data_event_bucket_arns=[WEIGHTS]), "Trail").get("advancedEventSelectors")
    assert management["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]
    selectors = {selector["field"]: selector for selector in data["fieldSelectors"]}
    assert selectors["eventCategory"]["equals"] == ["Data"]
    assert selectors["resources.type"]["equals"] == ["AWS::S3::Object"]
    # With the slash, so that a bucket called weights-2 is not meant too.
    assert selectors["resources.ARN"]["startsWiths"] == [f"{WEIGHTS}/"]


@pytest.mark.parametrize(("changes", "mode"), [({}, "GOVERNANCE"), ({"lock_mode": "COMPLIANCE"}, "COMPLIANCE")])
def test_files_are_locked_for_as_long_as_they_are_kept(changes: Any, mode: str) -> None:
    graph = recorded(retention_days=90, **changes)
    lock = only(graph, "BucketObjectLockConfiguration")
    assert lock.get("rule.defaultRetention") == {"mode": mode, "days": 90}
    assert only(graph, "Bucket", "audit-files").get("objectLockEnabled") is True
    expiry = only(graph, "BucketLifecycleConfiguration", "audit-files-lifecycle").get("rules.0.expiration.days")
    assert expiry == 90
    assert only(graph, "LogGroup").get("retentionInDays") == 90


def test_the_bucket_that_receives_access_logs_is_not_locked_since_none_would_arrive() -> None:
    assert only(recorded(), "Bucket", "audit-access-logs").get("objectLockEnabled") is None


def test_files_are_encrypted_with_the_key_under_the_encryption_context_of_the_trail() -> None:
    rule = only(recorded(), "BucketServerSideEncryptionConfiguration", "audit-files-encryption").get("rules.0")
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
    assert rule["bucketKeyEnabled"] is False


def test_only_trails_of_this_component_deliver_and_only_to_the_folder_of_the_account() -> None:
    graph = recorded()
    bucket = only(graph, "Bucket", "audit-files").outputs["arn"]
    found = statements(only(graph, "BucketPolicy", "audit-files-policy"))
    ours = {"aws:SourceArn": only(graph, "Trail").outputs["arn"], "s3:x-amz-acl": "bucket-owner-full-control"}
    file = f"{bucket}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/2026/11/24/a.json.gz"
    assert applies(found["TrailLooksAtBucket"], "s3:GetBucketAcl", bucket, ours)
    assert applies(found["TrailDelivers"], "s3:PutObject", file, ours)
    assert not applies(found["TrailDelivers"], "s3:PutObject", f"{bucket}/AWSLogs/999988887777/a", ours)
    foreign = f"arn:aws:cloudtrail:{REGION}:999988887777:trail/audit-trail-1234567"
    assert not applies(found["TrailDelivers"], "s3:PutObject", file, {**ours, "aws:SourceArn": foreign})
    other = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/another"
    assert not applies(found["TrailDelivers"], "s3:PutObject", file, {**ours, "aws:SourceArn": other})


def test_cloudtrail_writes_to_its_own_streams_of_its_own_log_group() -> None:
    graph = recorded()
    role, group, trail = only(graph, "Role"), only(graph, "LogGroup"), only(graph, "Trail")
    assumes = statements(role, "assumeRolePolicy")["ServiceAssumesRole"]
    assert assumes["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    writes = statements(only(graph, "RolePolicy"))["WriteEvents"]
    assert writes["Resource"] == f"{group.outputs['arn']}:log-stream:{ACCOUNT}_CloudTrail_{REGION}*"
    assert trail.get("cloudWatchLogsGroupArn") == f"{group.outputs['arn']}:*"
    assert trail.get("cloudWatchLogsRoleArn") == role.outputs["arn"]
    assert group.get("kmsKeyId") == KEY


def test_the_trail_comes_last_since_cloudtrail_tries_everything_when_it_is_made() -> None:
    graph = recorded()
    before = set(only(graph, "Trail").dependencies)
    for kind, name in (
        ("BucketPolicy", "audit-files-policy"),
        ("BucketServerSideEncryptionConfiguration", "audit-files-encryption"),
        ("BucketObjectLockConfiguration", "audit-files-lock"),
        ("RolePolicy", "audit-delivery-policy"),
    ):
        assert only(graph, kind, name).urn in before
    versioning = only(graph, "BucketVersioning", "audit-files-versioning").urn
    assert versioning in only(graph, "BucketObjectLockConfiguration").dependencies


@pytest.mark.parametrize("protect", [False, True])
def test_protected_files_and_events_stay(protect: bool) -> None:
    graph = recorded(protect=protect)
    stores = graph.of("aws:s3/bucket:Bucket", "aws:cloudwatch/logGroup:LogGroup")
    assert len(stores) == 3
    assert all(store.protect is protect and store.retain_on_delete is protect for store in stores)
    assert only(graph, "BucketObjectLockConfiguration").retain_on_delete is protect


def test_buckets_of_a_trial_can_be_emptied_on_deletion() -> None:
    graph = recorded(protect=False, force_destroy=True)
    assert {bucket.get("forceDestroy") for bucket in graph.of("aws:s3/bucket:Bucket")} == {True}


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"account_id": "abc"}, "account_id", "twelve digits"),
        ({"region": "us-east-7"}, "region", "did you mean 'us-east-"),
        ({"retention_days": 100}, "retention_days", "120 is the next longer one"),
        ({"retention_days": 4000}, "retention_days", "3653 is the longest"),
        ({"lock_mode": "GOVERNENCE"}, "lock_mode", "did you mean 'GOVERNANCE'?"),
        ({"force_destroy": True}, "force_destroy", "only without protect"),
        (
            {"force_destroy": True, "protect": False, "lock_mode": "COMPLIANCE"},
            "force_destroy",
            "only in GOVERNANCE mode",
        ),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_registered(changes: Any, field: str, part: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    assert refused.value.field == field
    assert part in str(refused.value)
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_the_days_of_log_groups_and_the_modes_of_the_lock_are_those_of_aws() -> None:
    models = {path.parent.parent.name: path for path in service_models() if path.parent.parent.name in ("logs", "s3")}
    told = model(models["logs"])["shapes"]["Days"]["documentation"]
    listed = told.partition("Possible values are: ")[2].partition(".")[0]
    assert log_retention_days() == tuple(int(day) for day in re.findall(r"\d+", listed))
    assert set(model(models["s3"])["shapes"]["ObjectLockRetentionMode"]["enum"]) == {"GOVERNANCE", "COMPLIANCE"}
