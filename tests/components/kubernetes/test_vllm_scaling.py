from typing import Any

import pytest

from accel.planning.graph import Graph
from components.kubernetes.vllm_server import VllmServer
from tests.components.kubernetes.serving import kinds, only, recorded, server

GPU = {"metric": "gpu-utilization", "cluster_name": "c", "cluster_location": "us-central1"}


def graph_of(**changes: Any) -> Graph:
    return recorded(lambda: VllmServer("chat", server(**changes)))  # type: ignore[arg-type] - cases are plain data


def autoscaler(graph: Graph) -> dict[str, Any]:
    return only(graph, "autoscaling/v2:HorizontalPodAutoscaler").get("spec")


def test_the_autoscaler_goes_from_two_to_ten_on_the_servers_own_queue() -> None:
    graph = graph_of()
    found = autoscaler(graph)
    assert (found["minReplicas"], found["maxReplicas"]) == (2, 10)
    assert found["metrics"] == [
        {
            "type": "Pods",
            "pods": {
                "metric": {"name": "prometheus.googleapis.com|vllm:num_requests_waiting|gauge"},
                "target": {"type": "AverageValue", "averageValue": "10"},
            },
        }
    ]
    assert found["scaleTargetRef"]["name"] == only(graph, "apps/v1:Deployment").get("metadata.name")


def test_the_deployment_leaves_the_number_of_pods_to_the_autoscaler() -> None:
    assert only(graph_of(), "apps/v1:Deployment").get("spec.replicas") is None


def test_the_queue_is_collected_from_the_pods_that_are_scaled() -> None:
    graph = graph_of()
    monitoring = only(graph, "monitoring.googleapis.com/v1:PodMonitoring")
    assert monitoring.get("spec.endpoints") == [{"port": "http", "path": "/metrics", "interval": "15s"}]
    labels = only(graph, "apps/v1:Deployment").get("spec.template.metadata.labels")
    assert monitoring.get("spec.selector.matchLabels").items() <= labels.items()
    ports = only(graph, "apps/v1:Deployment").get("spec.template.spec.containers.0.ports")
    assert [port["name"] for port in ports] == ["http"]
    scaler = only(graph, "autoscaling/v2:HorizontalPodAutoscaler")
    assert monitoring.urn in scaler.dependencies


def test_gpu_utilisation_is_collected_for_this_server_alone_and_renamed_to_what_the_adapter_serves() -> None:
    graph = graph_of(**GPU)
    monitoring = only(graph, "monitoring.googleapis.com/v1:ClusterPodMonitoring")
    assert monitoring.get("metadata.namespace") is None
    steps = monitoring.get("spec.endpoints.0.metricRelabeling")
    assert [step["action"] for step in steps] == ["keep", "keep", "replace"]
    assert steps[1]["regex"] == "serving;chat-.+;vllm"
    metric = autoscaler(graph)["metrics"][0]["external"]["metric"]
    assert steps[2]["replacement"] in metric["name"]
    # Kubernetes serves external metrics by lower-case names only.
    assert metric["name"] == metric["name"].lower()
    assert metric["selector"]["matchLabels"] == {
        "resource.labels.cluster": "c",
        "resource.labels.location": "us-central1",
        "resource.labels.job": monitoring.get("metadata.name"),
        "metric.labels.exported_namespace": "serving",
    }


@pytest.mark.parametrize(("gpus", "value"), [(1, "70"), (2, "140"), (8, "560")])
def test_the_target_of_a_pod_with_several_gpus_is_that_of_all_of_them(gpus: int, value: str) -> None:
    metric = autoscaler(graph_of(**GPU, tensor_parallel_size=gpus))["metrics"][0]
    assert metric["external"]["target"] == {"type": "AverageValue", "averageValue": value}


def test_bounds_and_target_can_be_chosen() -> None:
    found = autoscaler(graph_of(min_replicas=3, max_replicas=5, target=4))
    assert (found["minReplicas"], found["maxReplicas"]) == (3, 5)
    assert found["metrics"][0]["pods"]["target"]["averageValue"] == "4"


def test_more_than_ten_pods_at_least_raise_the_highest_number_too() -> None:
    graph = graph_of(min_replicas=12)
    assert only(graph, "apps/v1:Deployment").get("spec.replicas") == 12


@pytest.mark.parametrize(("lowest", "highest", "pods"), [(1, 1, 1), (3, 3, 3), (0, 1, 0)])
def test_where_there_is_nothing_to_choose_there_is_no_autoscaler(lowest: int, highest: int, pods: int) -> None:
    graph = graph_of(min_replicas=lowest, max_replicas=highest)
    assert "autoscaling/v2:HorizontalPodAutoscaler" not in kinds(graph)
    assert only(graph, "apps/v1:Deployment").inputs["spec"]["replicas"] == pods


def test_a_server_that_sleeps_is_scaled_from_one_once_somebody_wakes_it() -> None:
    graph = graph_of(min_replicas=0, max_replicas=4)
    assert only(graph, "apps/v1:Deployment").inputs["spec"]["replicas"] == 0
    assert (autoscaler(graph)["minReplicas"], autoscaler(graph)["maxReplicas"]) == (1, 4)


def test_a_lull_does_not_end_pods_at_once() -> None:
    assert autoscaler(graph_of())["behavior"]["scaleDown"]["stabilizationWindowSeconds"] == 300
