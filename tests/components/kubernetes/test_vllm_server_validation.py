from typing import Any

import pytest

from components.contract import InvalidArgument
from tests.components.kubernetes.serving import (
    container,
    graph_of,
)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"namespace": "Serving"}, "namespace"),
        ({"accelerator": "nvidia_l4"}, "accelerator"),
        ({"labels": {"owner": "a team"}}, "labels.owner"),
        ({"model": "../etc"}, "model"),
        ({"weights": {"bucket": "b", "path": "/llama"}}, "weights.path"),
        ({"weights": {"bucket": "b", "path": "a,uid=0"}}, "weights.path"),
        ({"revision": "main"}, "revision"),
        ({"hub_token": "hush"}, "hub_token"),
        ({"tensor_parallel_size": 0}, "tensor_parallel_size"),
        ({"tensor_parallel_size": 3}, "tensor_parallel_size"),
        ({"max_model_len": 1_000_000}, "max_model_len"),
        ({"gpu_memory_utilization": 0}, "gpu_memory_utilization"),
        ({"gpu_memory_utilization": 1}, "gpu_memory_utilization"),
        ({"quantization": "awk"}, "quantization"),
        ({"cpu": "two"}, "cpu"),
        ({"memory": "16GB"}, "memory"),
        ({"memory_limit": "-1Gi"}, "memory_limit"),
        ({"shared_memory": ""}, "shared_memory"),
        ({"min_replicas": -1}, "min_replicas"),
        ({"min_replicas": 4, "max_replicas": 3}, "max_replicas"),
        ({"min_replicas": 0, "max_replicas": 0}, "max_replicas"),
        ({"metric": "queue_depth"}, "metric"),
        ({"target": 0}, "target"),
        ({"metric": "gpu-utilization"}, "cluster_name"),
        (
            {"metric": "gpu-utilization", "target": 101, "cluster_name": "c", "cluster_location": "l"},
            "target",
        ),
        ({"cluster_name": "c"}, "cluster_name"),
        ({"startup_minutes": 1}, "startup_minutes"),
        ({"drain_seconds": 1}, "drain_seconds"),
        ({"clients": [{"namespace": "Gateway"}]}, "clients.0.namespace"),
        ({"working_hours": {"start_hour": 9, "stop_hour": 8}}, "working_hours.stop_hour"),
    ],
)
def test_a_wrong_argument_is_refused_by_name_and_leaves_nothing_behind(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("name", ["Chat", "a" * 41, "-chat"])
def test_a_name_that_no_object_could_bear_is_refused(name: str) -> None:
    with pytest.raises(InvalidArgument, match="name: "):
        graph_of(name=name)


def test_a_model_that_nobody_has_written_down_may_be_split_in_any_way() -> None:
    assert "--tensor-parallel-size=3" in container(graph_of(model="nobody/knows", tensor_parallel_size=3))["args"]
