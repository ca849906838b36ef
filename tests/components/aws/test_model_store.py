from typing import Any

import pulumi_aws as aws
import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.model_store import AwsModelStore, validate
from components.contract import InvalidArgument
from tests.components.aws.judging import (
    ACCOUNT,
    applies,
    broken_rules,
    only,
    statements,
    types_of,
    unknown_actions,
)
from tests.components.judging import TAGS

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
ALGORITHM = "s3:x-amz-server-side-encryption"
KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def arguments(**changes: Any) -> Any:
    given = {"account_id": ACCOUNT, "data_key_arn": KEY, "log_retention_days": 365, "tags": TAGS, "protect": True}
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsModelStore("store", arguments(**changes)), unknown_outputs=unknown_outputs).graph


def refused(action: str, **context: str) -> list[str]:
    """Return the statements that refuse a request for an object over TLS, or over what `context` says."""
    graph = recorded()
    arn = only(graph, "Bucket", "store-weights").outputs["arn"]
    found = statements(only(graph, "BucketPolicy", "store-weights-policy"))
    headers = {"aws:SecureTransport": "true", **{key.replace("__", ":"): value for key, value in context.items()}}
    return [
        sid
        for sid, statement in found.items()
        if statement["Effect"] == "Deny" and applies(statement, action, f"{arn}/llama/model.safetensors", headers)
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_weights_and_access_logs_have_a_bucket_each_with_all_settings(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert types_of(graph) == {
        "AwsModelStore": 1,
        "Bucket": 2,
        "BucketOwnershipControls": 2,
        "BucketPublicAccessBlock": 2,
        "BucketVersioning": 2,
        "BucketServerSideEncryptionConfiguration": 2,
        "BucketPolicy": 2,
        "BucketLifecycleConfiguration": 2,
        "BucketLogging": 1,
    }
    outputs = only(graph, "AwsModelStore").outputs
    if unknown_outputs:
        assert outputs == {"bucket_name": UNKNOWN, "bucket_arn": UNKNOWN}
    else:
        assert outputs["bucket_arn"] == f"arn:aws:s3:::{outputs['bucket_name']}"


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_store_keeps_our_own_rules_in_prod(unknown_outputs: bool) -> None:
    assert broken_rules(recorded(unknown_outputs)) == []


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded()) == []


def test_weights_are_encrypted_with_the_key_and_a_key_of_the_bucket_saves_requests() -> None:
    rule = only(recorded(), "BucketServerSideEncryptionConfiguration", "store-weights-encryption").get("rules.0")
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
    assert rule["bucketKeyEnabled"] is True
    assert rule["blockedEncryptionTypes"] == ["SSE-C"]


def test_access_logs_are_encrypted_with_a_key_of_s3_since_none_arrive_otherwise() -> None:
    graph = recorded()
    rule = only(graph, "BucketServerSideEncryptionConfiguration", "store-access-logs-encryption").get("rules.0")
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}
    assert only(graph, "Bucket", "store-access-logs").get("objectLockEnabled") is None


def test_acls_are_off_in_both_buckets() -> None:
    owners = recorded().of("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
    assert {item.get("rule.objectOwnership") for item in owners} == {"BucketOwnerEnforced"}


def test_an_upload_that_asks_for_nothing_or_for_the_key_is_taken() -> None:
    assert refused("s3:PutObject") == []
    assert refused("s3:PutObject", **{ALGORITHM: "aws:kms", KEY_ID: KEY}) == []


def test_an_upload_with_another_key_or_another_encryption_is_refused() -> None:
    assert refused("s3:PutObject", **{ALGORITHM: "aws:kms", KEY_ID: f"{KEY}1"}) == ["DenyOtherKeys"]
    assert refused("s3:PutObject", **{ALGORITHM: "aws:kms"}) == ["DenyKeyOfAws"]
    assert "DenyOtherEncryption" in refused("s3:PutObject", **{ALGORITHM: "AES256"})
    assert "DenyOtherEncryption" in refused("s3:PutObject", **{ALGORITHM: "aws:kms:dsse", KEY_ID: KEY})


def test_the_key_of_an_upload_is_compared_as_the_arn_that_it_is() -> None:
    condition = statements(only(recorded(), "BucketPolicy", "store-weights-policy"))["DenyOtherKeys"]["Condition"]
    assert condition == {"Null": {KEY_ID: "false"}, "ArnNotEquals": {KEY_ID: KEY}}


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject", "s3:DeleteObjectVersion"])
def test_plain_http_is_refused_whatever_is_asked(action: str) -> None:
    assert refused(action, aws__SecureTransport="false") == ["DenyPlainHttp"]


def test_old_versions_and_unfinished_uploads_go_and_current_weights_stay() -> None:
    rule = only(recorded(noncurrent_days=90), "BucketLifecycleConfiguration", "store-weights-lifecycle").get("rules.0")
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert rule["expiration"] == {"expiredObjectDeleteMarker": True}


def test_access_logs_are_kept_as_long_as_asked() -> None:
    rule = only(recorded(log_retention_days=90), "BucketLifecycleConfiguration", "store-access-logs-lifecycle")
    assert rule.get("rules.0.expiration") == {"days": 90}


def test_access_logs_come_from_the_bucket_of_weights_alone() -> None:
    graph = recorded()
    weights, logs = only(graph, "Bucket", "store-weights"), only(graph, "Bucket", "store-access-logs")
    delivery = only(graph, "BucketLogging")
    assert delivery.get("bucket") == weights.outputs["bucket"]
    assert delivery.get("targetBucket") == logs.outputs["bucket"]
    arrives = statements(only(graph, "BucketPolicy", "store-access-logs-policy"))["AccessLogsArrive"]
    assert arrives["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    file = f"{logs.outputs['arn']}/{delivery.get('targetPrefix')}2026-11-24"
    ours = {"aws:SourceArn": weights.outputs["arn"], "aws:SourceAccount": ACCOUNT}
    assert applies(arrives, "s3:PutObject", file, ours)
    assert not applies(arrives, "s3:PutObject", file, {**ours, "aws:SourceAccount": "999988887777"})
    assert not applies(arrives, "s3:PutObject", file, {**ours, "aws:SourceArn": "arn:aws:s3:::other"})


def test_settings_come_in_an_order_in_which_s3_accepts_them() -> None:
    graph = recorded()

    def waits(later: tuple[str, str], *earlier: tuple[str, str]) -> None:
        assert {only(graph, *item).urn for item in earlier} <= set(only(graph, *later).dependencies)

    for bucket in ("store-weights", "store-access-logs"):
        waits(("BucketPolicy", f"{bucket}-policy"), ("BucketPublicAccessBlock", f"{bucket}-private"))
        waits(("BucketLifecycleConfiguration", f"{bucket}-lifecycle"), ("BucketVersioning", f"{bucket}-versioning"))
    waits(("BucketLogging", "store-access-logs-delivery"), ("BucketPolicy", "store-access-logs-policy"))


def test_whoever_takes_the_bucket_waits_until_it_is_secured() -> None:
    def program() -> None:
        store = AwsModelStore("store", arguments())
        aws.s3.BucketObjectv2("weights", bucket=store.bucket_name, key="a")
        aws.s3.BucketObjectv2("notes", bucket=store.bucket_arn, key="a")

    graph = record(program).graph
    parts = ("Policy", "Versioning", "PublicAccessBlock", "ServerSideEncryptionConfiguration")
    needed = {
        item.urn
        for part in parts
        for item in graph
        if item.name.startswith("store-weights-") and item.type.endswith(f":Bucket{part}")
    }
    assert len(needed) == len(parts)
    for name in ("weights", "notes"):
        assert needed <= set(only(graph, "BucketObjectv2", name).dependencies)


@pytest.mark.parametrize("protect", [False, True])
def test_protected_buckets_stay_and_so_do_their_settings(protect: bool) -> None:
    graph = recorded(protect=protect)
    assert all(bucket.protect is protect for bucket in graph.of("aws:s3/bucket:Bucket"))
    parts = [resource for resource in graph if resource.type.startswith("aws:s3/")]
    assert all(part.retain_on_delete is protect for part in parts)


def test_buckets_are_emptied_on_deletion_only_when_asked() -> None:
    assert {bucket.get("forceDestroy") for bucket in recorded().of("aws:s3/bucket:Bucket")} == {False}
    disposable = recorded(protect=False, force_destroy=True)
    assert {bucket.get("forceDestroy") for bucket in disposable.of("aws:s3/bucket:Bucket")} == {True}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account_id": "1111"}, "account_id"),
        ({"force_destroy": True}, "force_destroy"),
        ({"log_retention_days": 0}, "log_retention_days"),
        ({"noncurrent_days": 0}, "noncurrent_days"),
        ({"incomplete_upload_days": -1}, "incomplete_upload_days"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_registered(changes: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        validate(arguments(**changes))
    assert error.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)
