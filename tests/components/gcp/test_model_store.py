from typing import Any

import pulumi
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.model_store import GcpModelStore, validate
from tests.components.gcp.building import KEY, LABELS, PROJECT, REGION, findings, only, types, without_none

BUCKET = "gcp:storage/bucket:Bucket"
GRANT = "gcp:storage/bucketIAMMember:BucketIAMMember"
SERVER, TRAINER = "serviceAccount:server@p.iam.gserviceaccount.com", "serviceAccount:trainer@p.iam.gserviceaccount.com"


def arguments(**changes: Any) -> Any:
    given = {
        "project": PROJECT,
        "location": REGION,
        "key_id": KEY,
        "labels": LABELS,
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, stack: str = "prod", name: str = "weights", **changes: Any) -> Recording:
    def program() -> None:
        store = GcpModelStore(name, arguments(**changes))
        pulumi.export("name", store.bucket_name)
        pulumi.export("url", store.bucket_url)
        gcp.storage.BucketObject("object", bucket=store.bucket_name, content="x")

    return record(program, stack=stack, unknown_outputs=unknown_outputs)


def bucket_of(**changes: Any) -> dict[str, Any]:
    return only(recorded(**changes).graph, BUCKET).inputs


def rules_of(**changes: Any) -> list[dict[str, Any]]:
    return [{"do": rule["action"]["type"], **rule["condition"]} for rule in bucket_of(**changes)["lifecycleRules"]]


def test_everything_that_is_made_is_known() -> None:
    graph = recorded(readers={"server": SERVER}, writers={"trainer": TRAINER, "server": SERVER}).graph
    assert types(graph) == [
        (BUCKET, "weights-bucket"),
        (GRANT, "weights-reader-server"),
        (GRANT, "weights-writer-server"),
        (GRANT, "weights-writer-trainer"),
        ("gcp:storage/bucketObject:BucketObject", "object"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_store_keeps_our_own_rules(unknown_outputs: bool) -> None:
    assert findings(recorded(unknown_outputs, readers={"server": SERVER}).graph) == []


def test_a_store_that_is_not_protected_breaks_a_rule_in_prod() -> None:
    graph = recorded(protect=False, force_destroy=True).graph
    assert [finding.rule for finding in findings(graph)] == ["data-store-protected", "data-store-protected"]


def test_the_bucket_is_private_encrypted_and_versioned() -> None:
    bucket = bucket_of()
    assert bucket["publicAccessPrevention"] == "enforced"
    assert bucket["uniformBucketLevelAccess"] is True
    assert bucket["encryption"] == {"defaultKmsKeyName": KEY}
    assert bucket["versioning"] == {"enabled": True}
    assert bucket["softDeletePolicy"] == {"retentionDurationSeconds": 7 * 86_400}
    assert bucket["forceDestroy"] is False
    assert bucket["location"] == REGION


def test_readers_read_and_writers_write() -> None:
    graph = recorded(readers={"server": SERVER}, writers={"trainer": TRAINER}).graph
    grants = {grant.inputs["member"]: grant.inputs["role"] for grant in graph.of(GRANT)}
    assert grants == {SERVER: "roles/storage.objectViewer", TRAINER: "roles/storage.objectUser"}


def test_a_reader_who_goes_takes_nothing_from_the_others() -> None:
    # Grants are named after readers, not counted: a shorter list must not rename, and so remove, another's grant.
    both = recorded(readers={"a": SERVER, "b": TRAINER}).graph
    one = recorded(readers={"b": TRAINER}).graph
    assert {(grant.urn, grant.inputs["member"]) for grant in one.of(GRANT)} < {
        (grant.urn, grant.inputs["member"]) for grant in both.of(GRANT)
    }


def test_old_versions_and_unfinished_uploads_go_and_objects_stay() -> None:
    assert rules_of() == [
        {"do": "AbortIncompleteMultipartUpload", "age": 7},
        {"do": "Delete", "daysSinceNoncurrentTime": 30, "withState": "ARCHIVED"},
    ]


def test_checkpoints_go_after_some_days_and_keep_few_versions() -> None:
    rules = rules_of(noncurrent_days=3, newer_versions=2, expire_days=14)
    assert rules[1:] == [
        {"do": "Delete", "daysSinceNoncurrentTime": 3, "withState": "ARCHIVED"},
        {"do": "Delete", "numNewerVersions": 2, "withState": "ARCHIVED"},
        {"do": "Delete", "age": 14, "withState": "LIVE"},
    ]


def test_soft_deletion_can_be_switched_off() -> None:
    assert bucket_of(soft_delete_days=0)["softDeletePolicy"] == {"retentionDurationSeconds": 0}


@pytest.mark.parametrize("protect", [False, True])
def test_the_bucket_is_kept_exactly_where_asked_for(protect: bool) -> None:
    bucket = only(recorded(protect=protect).graph, BUCKET)
    assert bucket.protect is protect
    assert bucket.retain_on_delete is protect


def test_two_stacks_of_one_project_have_two_buckets() -> None:
    assert bucket_of()["name"] == "ml-prod-1-prod-weights"
    assert bucket_of(stack="Dev_2.x")["name"] == "ml-prod-1-dev-2-x-weights"


def test_a_given_name_is_taken() -> None:
    assert bucket_of(bucket_name="our-weights")["name"] == "our-weights"


def test_long_names_of_two_stacks_are_shortened_and_stay_apart() -> None:
    stacks = [f"research-and-development-inference-{place}" for place in ("staging", "production")]
    names = [bucket_of(stack=stack)["name"] for stack in stacks for _ in range(2)]
    assert len(set(names)) == 2
    assert all(len(name) <= 63 and name.startswith("ml-prod-1-research-") for name in names)


def test_a_composed_name_that_no_bucket_may_have_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidArgument, match="set bucket_name"):
        recorded(name="google-weights")


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_who_uses_the_bucket_waits_for_the_grants(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs, writers={"trainer": TRAINER})
    waits_for = only(recording.graph, "gcp:storage/bucketObject:BucketObject").property_dependencies["bucket"]
    assert only(recording.graph, GRANT).urn in waits_for
    assert (recording.outputs["name"] is UNKNOWN) == unknown_outputs


def test_outputs_name_the_bucket_and_its_url() -> None:
    assert recorded().outputs == {"name": "ml-prod-1-prod-weights", "url": "gs://ml-prod-1-prod-weights"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "x"}, "project"),
        ({"location": "EU"}, "location"),
        ({"bucket_name": "ab"}, "bucket_name"),
        ({"bucket_name": "w" * 64}, "bucket_name"),
        ({"bucket_name": "Weights"}, "bucket_name"),
        ({"bucket_name": "-weights"}, "bucket_name"),
        ({"bucket_name": "goog-weights"}, "bucket_name"),
        ({"bucket_name": "my-google-weights"}, "bucket_name"),
        ({"labels": {"owner": "Ü"}}, "labels.owner"),
        ({"noncurrent_days": 0}, "noncurrent_days"),
        ({"newer_versions": 0}, "newer_versions"),
        ({"expire_days": -1}, "expire_days"),
        ({"soft_delete_days": 6}, "soft_delete_days"),
        ({"soft_delete_days": 91}, "soft_delete_days"),
        ({"force_destroy": True}, "force_destroy"),
        ({"readers": [SERVER]}, "readers"),
        ({"writers": [TRAINER]}, "writers"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        validate(arguments(**changes))
    assert refusal.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)
