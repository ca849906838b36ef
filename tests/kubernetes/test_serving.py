"""Every manifest of the serving components, and what it does, before a real API server."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from accel.planning.graph import plain
from accel.preview.recorder import record
from components.kubernetes.metrics_adapter import MetricsAdapter
from components.kubernetes.vllm_server import VllmServer
from tests.kubernetes.conftest import ApiServer
from tests.kubernetes.pods import pods_of

pytestmark = [pytest.mark.kubernetes, pytest.mark.xdist_group("kubernetes")]

SERVER: dict[str, Any] = {
    "namespace": "serving",
    "model": "meta-llama/Llama-2-7b-hf",
    "weights": {"bucket": "weights", "path": "llama-2-7b"},
    "accelerator": "nvidia-l4",
    "labels": {"owner": "ml"},
}
HUB = {key: value for key, value in SERVER.items() if key != "weights"}
HOURS = {"start_hour": 8, "stop_hour": 24, "timezone": "Asia/Tokyo"}


def _server(args: dict[str, Any]) -> Callable[[], object]:
    return lambda: VllmServer("chat", args)  # type: ignore[arg-type] - cases are plain data


CASES: dict[str, Callable[[], object]] = {
    "weights in a bucket, scaled on the queue, with working hours": _server({**SERVER, "working_hours": HOURS}),
    "a gated model of the hub on spot nodes": _server(
        {**HUB, "hub_token": "hush", "spot": True, "node_selector": {"cloud.google.com/gke-nodepool": "gpu"}}
    ),
    "scaled on what DCGM measures": _server(
        {
            **SERVER,
            "metric": "gpu-utilization",
            "cluster_name": "c",
            "cluster_location": "us-central1",
            "tensor_parallel_size": 2,
        }
    ),
    "asleep, for named callers only": _server(
        {
            **SERVER,
            "min_replicas": 0,
            "max_replicas": 1,
            "clients": [{"namespace": "gateway", "pod_labels": {"app": "proxy"}}],
            "client_cidrs": ["10.0.0.0/8"],
        }
    ),
    "the metrics adapter": lambda: MetricsAdapter("adapter", {"labels": {"owner": "ml"}}),
}


def manifests(build: Callable[[], object]) -> dict[str, dict[str, Any]]:
    def program() -> None:
        build()

    return {
        resource.name: plain(resource.inputs) for resource in record(program).graph if resource.package == "kubernetes"
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "_"))
def test_the_server_accepts_every_manifest(case: str, api_server: ApiServer) -> None:
    found = manifests(CASES[case])
    refused = {name: api_server.apply_dry_run(manifest) for name, manifest in found.items()}
    assert {name: error for name, error in refused.items() if error} == {}
    assert len(found) > 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "_"))
def test_every_pod_meets_the_restricted_standard_that_its_namespace_enforces(case: str, api_server: ApiServer) -> None:
    found = manifests(CASES[case])
    namespace = next(manifest for manifest in found.values() if manifest["kind"] == "Namespace")
    enforced = f"restricted-{list(CASES).index(case)}"
    made = {**namespace, "metadata": {**namespace["metadata"], "name": enforced}}
    assert api_server.run("apply", "-f", "-", manifest=made).returncode == 0
    api_server.namespaces.add(enforced)
    pods = [pod for manifest in found.values() for pod in pods_of(manifest, enforced)]
    assert pods
    assert [error for pod in pods if (error := api_server.apply_dry_run(pod))] == []
    loose = copy.deepcopy(pods[0])
    loose["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
    assert "violates PodSecurity" in (api_server.apply_dry_run(loose) or "")


def test_the_jobs_of_a_schedule_stop_and_start_the_server(api_server: ApiServer) -> None:
    found = manifests(_server({**SERVER, "namespace": "scaled", "min_replicas": 2, "working_hours": HOURS}))
    assert api_server.run("apply", "-f", "-", manifest=found["chat-namespace"]).returncode == 0
    api_server.namespaces.add("scaled")
    assert api_server.run("apply", "-f", "-", manifest=found["chat-deployment"]).returncode == 0

    def replicas_after(job: str) -> str:
        template = found[job]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        arguments = [argument for argument in template["containers"][0]["args"] if not argument.startswith("--cache")]
        # In the pod kubectl takes the namespace from its own service account.
        ran = api_server.run("--namespace=scaled", *arguments)
        assert ran.returncode == 0, ran.stderr
        path = "jsonpath={.spec.replicas}"
        return api_server.run("--namespace=scaled", "get", "deployment", "chat", f"--output={path}").stdout

    assert replicas_after("chat-hours-stop") == "0"
    assert replicas_after("chat-hours-start") == "2"


def test_the_schedules_role_lets_kubectl_scale_that_deployment_and_nothing_else(api_server: ApiServer) -> None:
    role = manifests(CASES["weights in a bucket, scaled on the queue, with working hours"])["chat-hours-role"]
    rules = {(rule["resources"][0], verb) for rule in role["rules"] for verb in rule["verbs"]}
    assert rules == {
        ("deployments", "get"),
        ("deployments/scale", "get"),
        ("deployments/scale", "update"),
        ("deployments/scale", "patch"),
    }
    assert api_server.apply_dry_run(role) is None
