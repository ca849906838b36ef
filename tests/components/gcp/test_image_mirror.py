from typing import Any

import pytest

from accel.catalog.images import images, registries, registry
from accel.catalog.names import UnknownName
from accel.planning.graph import Graph
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.image_mirror import GcpImageMirror
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.policies.building import facts

REPOSITORY = "gcp:artifactregistry/repository:Repository"
GRANT = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
KEY = "projects/example-project/locations/us-central1/keyRings/ring/cryptoKeys/data"
ARGS: dict[str, Any] = {
    "project": "example-project",
    "location": "us-central1",
    "readers": ["serviceAccount:nodes@example-project.iam.gserviceaccount.com"],
}


def graph_of(*, unknown_outputs: bool = False, name: str = "images", **changes: Any) -> Graph:
    args: Any = {**ARGS, **changes}

    def program() -> None:
        GcpImageMirror(name, args)

    return record(program, unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_each_registry_has_a_repository_that_the_readers_may_read(unknown_outputs: bool) -> None:
    graph = graph_of(unknown_outputs=unknown_outputs)
    assert {resource.get("mode") for resource in graph.of(REPOSITORY)} == {"REMOTE_REPOSITORY"}
    assert {resource.get("role") for resource in graph.of(GRANT)} == {"roles/artifactregistry.reader"}
    assert len(graph.of(GRANT)) == len(graph.of(REPOSITORY)) == 2


def test_docker_hub_is_known_by_name_and_others_by_address() -> None:
    found = {
        resource.get("repositoryId"): resource.get("remoteRepositoryConfig.dockerRepository")
        for resource in graph_of().of(REPOSITORY)
    }
    assert found == {
        "images-docker-hub": {"publicRepository": "DOCKER_HUB"},
        "images-kubernetes": {"customRepository": {"uri": "https://registry.k8s.io"}},
    }


def test_prefixes_stand_for_the_registries_in_names_of_images() -> None:
    component = graph_of(repository_prefix="dev-chat").of("accel:index:GcpImageMirror")[0]
    assert component.outputs["prefixes"] == {
        "docker.io": "us-central1-docker.pkg.dev/example-project/dev-chat-docker-hub",
        "registry.k8s.io": "us-central1-docker.pkg.dev/example-project/dev-chat-kubernetes",
    }


def test_one_registry_alone_can_be_mirrored() -> None:
    assert [resource.get("repositoryId") for resource in graph_of(registries=["docker.io"]).of(REPOSITORY)] == [
        "images-docker-hub"
    ]


def test_every_image_of_the_catalogue_has_a_known_registry() -> None:
    assert {entry.registry for entry in images().values()} <= registries().keys()
    with pytest.raises(UnknownName, match=r"docker\.io"):
        registry("docker.com")


def test_images_that_nobody_asks_for_go_away() -> None:
    policy = graph_of().of(REPOSITORY)[0].get("cleanupPolicies.0")
    assert policy["action"] == "DELETE"
    assert policy["condition"] == {"olderThan": "7776000s"}


def test_public_images_are_under_googles_own_keys_unless_a_key_is_given() -> None:
    assert {resource.get("kmsKeyName") for resource in graph_of().of(REPOSITORY)} == {None}
    assert {resource.get("kmsKeyName") for resource in graph_of(key_id=KEY).of(REPOSITORY)} == {KEY}


def test_a_mirror_keeps_every_rule_of_production() -> None:
    rules = [rule for rule in all_rules() if rule.group == "security" and rule.id != "audit-sink-on"]
    assert evaluate(graph_of(), facts("prod"), rules=rules) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "P"}, "project"),
        ({"location": "us"}, "location"),
        ({"registries": ["docker.com"]}, "registries"),
        ({"registries": ["gcr.io"]}, "registries"),
        ({"registries": []}, "registries"),
        ({"registries": ["docker.io", "docker.io"]}, "registries"),
        ({"readers": []}, "readers"),
        ({"name": "Images"}, "repository_prefix"),
        ({"repository_prefix": "a" * 41}, "repository_prefix"),
        ({"labels": {"Owner": "ml"}}, "labels"),
    ],
)
def test_a_wrong_argument_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
