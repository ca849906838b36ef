"""Arguments that work, and the recorded objects of a kind, for the tests beside this file."""

from collections.abc import Callable
from typing import Any

from accel.planning.graph import Graph, Resource, plain
from accel.preview.recorder import record
from components.kubernetes.vllm_server import VllmServer
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.policies.building import facts

MODEL = "meta-llama/Llama-2-7b-hf"
SERVER: dict[str, Any] = {
    "namespace": "serving",
    "model": MODEL,
    "weights": {"bucket": "weights", "path": "llama-2-7b"},
    "accelerator": "nvidia-l4",
    "labels": {"owner": "ml", "managed-by": "accelerator-blueprints"},
}
_GROUPS = {"security", "reliability"}


def server(**changes: Any) -> dict[str, Any]:
    """Arguments of a server; None takes an argument away."""
    merged = {**SERVER, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def recorded(build: Callable[[], object], *, unknown_outputs: bool = False) -> Graph:
    def program() -> None:
        build()

    return record(program, unknown_outputs=unknown_outputs).graph


def graph_of(*, unknown_outputs: bool = False, name: str = "chat", **changes: Any) -> Graph:
    return recorded(lambda: VllmServer(name, server(**changes)), unknown_outputs=unknown_outputs)  # type: ignore[arg-type] - cases are plain data


def pod(graph: Graph) -> dict[str, Any]:
    return only(graph, "apps/v1:Deployment").get("spec.template.spec")


def container(graph: Graph) -> dict[str, Any]:
    return pod(graph)["containers"][0]


def volume(graph: Graph, name: str) -> dict[str, Any]:
    return next(item for item in pod(graph)["volumes"] if item["name"] == name)


def only(graph: Graph, kind: str) -> Resource:
    """The one object of a kind, such as `apps/v1:Deployment`."""
    found = graph.of(f"kubernetes:{kind}")
    assert len(found) == 1, [resource.name for resource in found]
    return found[0]


def kinds(graph: Graph) -> list[str]:
    return sorted(resource.type.removeprefix("kubernetes:") for resource in graph if resource.custom)


def manifests(graph: Graph) -> dict[str, dict[str, Any]]:
    return {resource.name: plain(resource.inputs) for resource in graph if resource.package == "kubernetes"}


def broken_rules(graph: Graph) -> list[tuple[str, str, str]]:
    """What breaks the security and reliability rules of prod, advice included."""
    rules = [rule for rule in all_rules() if rule.group in _GROUPS and rule.cloud in {"any", "kubernetes"}]
    # Of one component alone nothing follows for the trail or the network that a whole stack must have.
    findings = evaluate(graph, facts("prod"), rules=rules)
    return [(finding.rule, finding.urn.rpartition("::")[2], finding.message) for finding in findings]
