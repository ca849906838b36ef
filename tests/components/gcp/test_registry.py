from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.registry import GcpRegistry
from tests.components.gcp.building import KEY, LABELS, NUMBER, PROJECT, REGION, findings, named, only, types

REPOSITORY = "gcp:artifactregistry/repository:Repository"
GRANT = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
KEY_GRANT = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
NODES = f"serviceAccount:nodes@{PROJECT}.iam.gserviceaccount.com"
BUILD = f"serviceAccount:build@{PROJECT}.iam.gserviceaccount.com"
ARGS: dict[str, Any] = {
    "project": PROJECT,
    "project_number": NUMBER,
    "location": REGION,
    "repositories": ["inference"],
    "name_prefix": "prod",
    "key_id": KEY,
    "readers": [NODES],
    "labels": LABELS,
    "protect": True,
}


def graph_of(unknown_outputs: bool = False, without: str = "", **changes: Any) -> Graph:
    args: Any = {**ARGS, **changes}
    args.pop(without, None)
    return record(lambda: GcpRegistry("images", args), unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_repository_comes_with_its_readers_and_the_agent_that_may_use_the_key(unknown_outputs: bool) -> None:
    graph = graph_of(unknown_outputs)
    assert types(graph) == [
        (REPOSITORY, "images-inference"),
        (GRANT, "images-inference-reader-0"),
        (KEY_GRANT, "images-key-user"),
        ("gcp:projects/serviceIdentity:ServiceIdentity", "images-agent"),
    ]
    outputs = only(graph, "accel:index:GcpRegistry").outputs
    if unknown_outputs:
        assert outputs == {"repository_urls": UNKNOWN, "repository_ids": UNKNOWN}
    else:
        assert outputs["repository_urls"] == {"inference": f"{REGION}-docker.pkg.dev/{PROJECT}/prod-inference"}
        path = f"projects/{PROJECT}/locations/{REGION}/repositories/prod-inference"
        assert outputs["repository_ids"] == {"inference": path}


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_registry_keeps_every_rule_of_production(unknown_outputs: bool) -> None:
    assert findings(graph_of(unknown_outputs, writers=[BUILD]), "audit-sink-on") == []


def test_tags_stay_pushes_are_scanned_and_the_key_of_the_stack_encrypts() -> None:
    repository = only(graph_of(), REPOSITORY)
    assert repository.get("mode") == "STANDARD_REPOSITORY"
    assert repository.get("dockerConfig") == {"immutableTags": True}
    assert repository.get("vulnerabilityScanningConfig") == {"enablementConfig": "INHERITED"}
    assert repository.get("kmsKeyName") == KEY
    assert repository.get("labels") == LABELS


def test_the_repository_waits_for_the_grant_on_its_key() -> None:
    graph = graph_of()
    grant = named(graph, "images-key-user")
    assert grant.get("member") == f"serviceAccount:service-{NUMBER}@gcp-sa-artifactregistry.iam.gserviceaccount.com"
    assert grant.get("cryptoKeyId") == KEY
    assert named(graph, "images-agent").urn in grant.dependencies
    assert grant.urn in only(graph, REPOSITORY).property_dependencies["kmsKeyName"]


def test_whoever_owns_the_key_may_have_let_the_agent_use_it_already() -> None:
    graph = graph_of(grant_key_use=False)
    assert not graph.of(KEY_GRANT, "gcp:projects/serviceIdentity:ServiceIdentity")
    assert only(graph, REPOSITORY).get("kmsKeyName") == KEY


def test_without_a_key_googles_own_encrypt() -> None:
    graph = graph_of(without="key_id")
    assert not graph.of(KEY_GRANT)
    assert only(graph, REPOSITORY).get("kmsKeyName") is None


def test_not_to_scan_is_said_to_the_cloud() -> None:
    config = only(graph_of(scan=False), REPOSITORY).get("vulnerabilityScanningConfig")
    assert config == {"enablementConfig": "DISABLED"}


def test_images_without_a_tag_go_and_tagged_ones_stay() -> None:
    (policy,) = only(graph_of(untagged_days=2), REPOSITORY).get("cleanupPolicies")
    assert policy["action"] == "DELETE"
    assert policy["condition"] == {"tagState": "UNTAGGED", "olderThan": "172800s"}


def test_readers_pull_and_writers_push_and_nobody_does_more() -> None:
    grants = {(item.get("member"), item.get("role")) for item in graph_of(writers=[BUILD]).of(GRANT)}
    assert grants == {(NODES, "roles/artifactregistry.reader"), (BUILD, "roles/artifactregistry.writer")}


@pytest.mark.parametrize("protect", [False, True])
def test_protected_repositories_stay(protect: bool) -> None:
    repository = only(graph_of(protect=protect), REPOSITORY)
    assert (repository.protect, repository.retain_on_delete) == (protect, protect)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "P"}, "project"),
        ({"project_number": "x"}, "project_number"),
        ({"location": "us"}, "location"),
        ({"repositories": []}, "repositories"),
        ({"repositories": ["Inference"]}, "repositories[0]"),
        ({"repositories": ["a" * 60]}, "repositories[0]"),
        ({"repositories": ["a", "a"]}, "repositories[1]"),
        ({"name_prefix": "-"}, "repositories[0]"),
        ({"untagged_days": 0}, "untagged_days"),
        ({"readers": ["nodes@example.com"]}, "readers[0]"),
        ({"writers": ["allUsers"]}, "writers[0]"),
        ({"labels": {"Owner": "ml"}}, "labels"),
    ],
)
def test_a_wrong_argument_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
