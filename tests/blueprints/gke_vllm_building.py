"""A language model on GKE as its tests build it: a baseline, settings, the recorded graph and the notes."""

from types import SimpleNamespace
from typing import Any

import pulumi

from accel.planning.graph import Graph, Resource
from accel.preview.recorder import Recording, record
from blueprints.contract import Context, Note, Place
from blueprints.gke_vllm import Settings, build, check, preflight
from tests.policies.building import facts

PLACE = Place(gcp_project="example-project", gcp_region="us-central1")
WEIGHTS = {"path": "llama-2-7b"}
COMMIT = "0123456789012345678901234567890123456789"
POOL = "gcp:container/nodePool:NodePool"
CLUSTER = "gcp:container/cluster:Cluster"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
_KEYS = "projects/example-project/locations/us-central1/keyRings/r/cryptoKeys"


def baseline() -> Any:
    output = pulumi.Output.from_input
    return SimpleNamespace(
        project="example-project",
        project_number="123456789012",
        region="us-central1",
        zones=("us-central1-a", "us-central1-b"),
        network_id=output("projects/example-project/global/networks/n"),
        subnetwork_id=output("projects/example-project/regions/us-central1/subnetworks/s"),
        pods_range_name=output("pods"),
        services_range_name=output("services"),
        cluster_key_id=output(f"{_KEYS}/cluster"),
        disk_key_id=output(f"{_KEYS}/disk"),
        model_bucket_name=output("example-models"),
        account=lambda identity: output(f"{identity}@example-project.iam.gserviceaccount.com"),
        member=lambda identity: output(f"serviceAccount:{identity}@example-project.iam.gserviceaccount.com"),
    )


def settings(**changes: Any) -> Settings:
    given = {"kind": "gke_vllm", "name": "chat", "model": "meta-llama/Llama-2-7b-hf", "weights": WEIGHTS, **changes}
    return Settings.model_validate({key: value for key, value in given.items() if value is not None})


def recorded(
    environment: str = "prod",
    *,
    unknown_outputs: bool = False,
    profile: Any = None,
    config: dict[str, str] | None = None,
    **changes: Any,
) -> Recording:
    given = facts(environment, profile=profile or {})

    def program() -> None:
        context = Context(given, PLACE, gcp=baseline())
        check(settings(**changes), given, PLACE)
        pulumi.export("chat", dict(build(settings(**changes), context, pulumi.ResourceOptions())))

    secrets = frozenset(config or {})
    return record(program, stack="test", config=config, secret_keys=secrets, unknown_outputs=unknown_outputs)


def only(graph: Graph, kind: str) -> Resource:
    (found,) = graph.of(kind)
    return found


def pool(graph: Graph) -> Resource:
    return next(resource for resource in graph.of(POOL) if resource.get("nodeConfig.guestAccelerators"))


def server(graph: Graph) -> Resource:
    return next(resource for resource in graph.of(DEPLOYMENT) if resource.get("metadata.name") == "chat")


def container(graph: Graph) -> dict[str, Any]:
    return server(graph).get("spec.template.spec.containers.0")


def notes(environment: str = "prod", profile: Any = None, **changes: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in preflight(settings(**changes), facts(environment, profile=profile or {}), PLACE):
        assert isinstance(note, Note)
        assert note.subject == "chat"
        found.setdefault(note.topic, []).append(note.message)
    return found
