"""The properties that the GKE components set are those of the provider's own schema, at every depth.

A misspelt key of a dictionary passes the SDK and reaches the provider as it is.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pulumi_gcp as gcp
import pytest
from pulumi_gcp.container import _inputs as nested

from accel.preview.recorder import record
from components.gcp.gke_cluster import GkeCluster
from components.gcp.gke_gpu_node_pool import GkeGpuNodePool

WHERE: Any = {"project": "ml-project"}
KEYS: Any = {"disk_key_id": "disks", "cluster_key_id": "secrets"}
CLUSTER: Any = {
    **WHERE,
    **KEYS,
    "region": "us-central1",
    "node_zones": ["us-central1-a", "us-central1-b"],
    "network_id": "network",
    "subnetwork_id": "subnetwork",
    "pods_range_name": "pods",
    "services_range_name": "services",
    "node_service_account_email": "nodes@ml-project.iam.gserviceaccount.com",
    "control_plane_cidr": "10.1.0.0/28",
}
POOL: Any = {
    **WHERE,
    "disk_key_id": "disks",
    "cluster_name": "chat",
    "location": "us-central1",
    "zones": ["us-central1-a"],
    "machine_type": "a3-highgpu-8g",
    "service_account_email": "nodes@ml-project.iam.gserviceaccount.com",
    "partition_size": "1g.10gb",
    "sharing": {"strategy": "MPS", "clients": 2},
    "node_labels": {"team": "chat"},
    "fast_socket": True,
    "max_pods_per_node": 32,
}
PROGRAMS = {
    "cluster by address": lambda: GkeCluster("chat", {**CLUSTER, "authorized_networks": {"vpn": "10.8.0.0/16"}}),
    "cluster by name": lambda: GkeCluster("chat", {**CLUSTER, "dns_endpoint": True, "binary_authorization": True}),
    "spot": lambda: GkeGpuNodePool("gpus", {**POOL, "spot": True}),
    "reserved": lambda: GkeGpuNodePool("gpus", {**POOL, "reservation": "gpus", "compact_placement": True}),
    "queued flex-start": lambda: GkeGpuNodePool("gpus", {**POOL, "flex_start": True, "queued": True, "min_nodes": 0}),
}
ARGUMENTS = {
    "gcp:container/cluster:Cluster": gcp.container.cluster.ClusterArgs,
    "gcp:container/nodePool:NodePool": gcp.container.node_pool.NodePoolArgs,
}


def paths(arguments: type, inputs: Mapping[str, Any], at: str) -> Iterator[tuple[str, bool]]:
    """Yield the path of every property with whether the SDK knows it, down through its nested types."""
    parameters = inspect.signature(arguments).parameters.items()
    known = {re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name): parameter for name, parameter in parameters}
    for key, value in inputs.items():
        yield f"{at}.{key}", key in known
        types = re.findall(r"\w+Args", str(known[key].annotation)) if key in known else []
        for item in value if isinstance(value, list) else [value]:
            if types and isinstance(item, Mapping):
                yield from paths(getattr(nested, types[0]), item, f"{at}.{key}")


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_every_property_is_one_of_the_provider(program: Any) -> None:
    found = [
        entry
        for resource in record(lambda: program() and None).graph
        if resource.custom
        for entry in paths(ARGUMENTS[resource.type], resource.inputs, resource.name)
    ]
    assert [path for path, known in found if not known] == []
    assert any(path.endswith(".nodeConfig.shieldedInstanceConfig.enableSecureBoot") for path, _ in found)


def test_a_misspelt_nested_property_would_be_found() -> None:
    inputs = {"nodeConfig": {"shieldedInstanceConfig": {"secureBoot": True}}}
    found = list(paths(ARGUMENTS["gcp:container/nodePool:NodePool"], inputs, "pool"))
    assert found[-1] == ("pool.nodeConfig.shieldedInstanceConfig.secureBoot", False)
