from typing import Any

import pytest

from accel.catalog.images import image, images
from accel.planning.graph import UNKNOWN, Graph, Secret
from components.kubernetes.vllm_server import VllmServer
from tests.components.kubernetes.serving import (
    MODEL,
    broken_rules,
    container,
    graph_of,
    kinds,
    manifests,
    only,
    pod,
    recorded,
    server,
    volume,
)

HOURS = {"start_hour": 8, "stop_hour": 19}


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_server_is_made_of_these_objects(unknown_outputs: bool) -> None:
    assert kinds(graph_of(unknown_outputs=unknown_outputs)) == [
        "apps/v1:Deployment",
        "autoscaling/v2:HorizontalPodAutoscaler",
        "core/v1:Namespace",
        "core/v1:Service",
        "core/v1:ServiceAccount",
        "monitoring.googleapis.com/v1:PodMonitoring",
        "networking.k8s.io/v1:NetworkPolicy",
        "policy/v1:PodDisruptionBudget",
    ]


def test_every_object_stands_below_the_component() -> None:
    graph = graph_of()
    component = graph.of("accel:index:VllmServer")[0]
    assert {resource.parent for resource in graph if resource.custom} == {component.urn}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"working_hours": HOURS},
        {"weights": None, "hub_token": "hush"},
        {"metric": "gpu-utilization", "cluster_name": "c", "cluster_location": "us-central1"},
    ],
)
def test_a_server_keeps_every_rule_of_production(changes: dict[str, Any]) -> None:
    assert broken_rules(graph_of(**changes)) == []


def test_a_server_that_scales_to_zero_breaks_in_production_only_what_asks_for_replicas() -> None:
    found = broken_rules(graph_of(min_replicas=0, max_replicas=1, spot=True))
    assert [rule for rule, *_ in found] == ["server-replicas"]


def test_outputs_name_what_callers_need() -> None:
    outputs = graph_of().of("accel:index:VllmServer")[0].outputs
    assert outputs == {
        "namespace": "serving",
        "deployment_name": "chat",
        "service_name": "chat",
        "service_account_name": "chat",
        "url": "http://chat.serving.svc.cluster.local/v1",
    }


def test_weights_come_from_the_bucket_read_only_and_nothing_is_downloaded() -> None:
    graph = graph_of()
    weights = volume(graph, "weights")["csi"]
    assert weights["driver"] == "gcsfuse.csi.storage.gke.io"
    assert weights["readOnly"] is True
    assert weights["volumeAttributes"]["bucketName"] == "weights"
    assert "only-dir=llama-2-7b" in weights["volumeAttributes"]["mountOptions"].split(",")
    assert only(graph, "apps/v1:Deployment").get("spec.template.metadata.annotations.gke-gcsfuse/volumes") == "true"
    assert container(graph)["args"][0] == "/weights"
    assert {"name": "HF_HUB_OFFLINE", "value": "1"} in container(graph)["env"]


def test_a_bucket_that_is_not_known_yet_keeps_its_place() -> None:
    def build() -> None:
        import pulumi_gcp as gcp

        bucket = gcp.storage.Bucket("weights", location="us-central1")
        VllmServer("chat", server(weights={"bucket": bucket.name, "path": "llama"}))  # type: ignore[arg-type] - plain data

    graph = recorded(build, unknown_outputs=True)
    assert volume(graph, "weights")["csi"]["volumeAttributes"]["bucketName"] is UNKNOWN
    bucket = graph.of("gcp:storage/bucket:Bucket")[0]
    assert bucket.urn in only(graph, "apps/v1:Deployment").dependencies


def test_a_hub_model_is_named_with_its_revision() -> None:
    graph = graph_of(weights=None, revision="0123abc")
    assert container(graph)["args"][0] == MODEL
    assert "--revision=0123abc" in container(graph)["args"]
    assert "HF_HUB_OFFLINE" not in {variable["name"] for variable in container(graph)["env"]}


def test_the_hub_token_is_a_secret_file_and_never_in_the_environment() -> None:
    graph = graph_of(weights=None, hub_token="hush")
    assert only(graph, "core/v1:Secret").inputs["stringData"] == Secret({"token": "hush"}) or only(
        graph, "core/v1:Secret"
    ).inputs["stringData"] == {"token": Secret("hush")}
    assert volume(graph, "hub-token")["secret"]["secretName"] == "chat-hub-token"
    assert volume(graph, "hub-token")["secret"]["defaultMode"] == 0o440
    token_path = next(item["value"] for item in container(graph)["env"] if item["name"] == "HF_TOKEN_PATH")
    mounts = {mount["name"]: mount["mountPath"] for mount in container(graph)["volumeMounts"]}
    assert token_path == f"{mounts['hub-token']}/token"
    assert "hush" not in repr(manifests(graph)["chat-deployment"])


def test_server_arguments_are_passed_without_a_shell() -> None:
    graph = graph_of(
        tensor_parallel_size=4,
        gpu_memory_utilization=0.85,
        max_model_len=4096,
        quantization="awq",
        extra_arguments=["--enable-prefix-caching"],
    )
    assert container(graph)["command"] == ["vllm", "serve"]
    assert container(graph)["args"] == [
        "/weights",
        f"--served-model-name={MODEL}",
        "--port=8000",
        "--tensor-parallel-size=4",
        "--gpu-memory-utilization=0.85",
        "--shutdown-timeout=120",
        "--max-model-len=4096",
        "--quantization=awq",
        "--enable-prefix-caching",
    ]


def test_a_pod_takes_one_gpu_for_each_part_of_the_model() -> None:
    resources = container(graph_of(tensor_parallel_size=4))["resources"]
    assert resources["limits"]["nvidia.com/gpu"] == resources["requests"]["nvidia.com/gpu"] == "4"


def test_every_folder_that_the_server_writes_to_is_a_volume() -> None:
    graph = graph_of()
    mounts = {
        mount["mountPath"]: mount["name"] for mount in container(graph)["volumeMounts"] if "readOnly" not in mount
    }
    assert set(mounts.values()) == {"home", "tmp", "shared-memory"}
    assert {"name": "HOME", "value": "/home/vllm"} in container(graph)["env"]
    assert volume(graph, "shared-memory")["emptyDir"] == {"medium": "Memory", "sizeLimit": "2Gi"}


def test_services_of_the_namespace_leave_no_variables_that_vllm_would_read_as_its_own() -> None:
    assert pod(graph_of())["enableServiceLinks"] is False


def test_probes_ask_health_and_loading_has_its_own_time() -> None:
    found = container(graph_of(startup_minutes=60))
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert found[probe]["httpGet"] == {"path": "/health", "port": "http"}
    assert found["startupProbe"]["failureThreshold"] * found["startupProbe"]["periodSeconds"] == 3600
    assert only(graph_of(startup_minutes=60), "apps/v1:Deployment").get("spec.progressDeadlineSeconds") > 3600


def test_a_pod_that_ends_leaves_the_service_then_finishes_its_answers_and_only_then_is_killed() -> None:
    graph = graph_of(drain_seconds=600)
    before = container(graph)["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert "--shutdown-timeout=600" in container(graph)["args"]
    assert pod(graph)["terminationGracePeriodSeconds"] > before + 600


def test_an_update_needs_no_gpu_to_spare_and_evictions_go_one_by_one() -> None:
    graph = graph_of()
    assert only(graph, "apps/v1:Deployment").get("spec.strategy.rollingUpdate") == {"maxSurge": 0, "maxUnavailable": 1}
    assert only(graph, "policy/v1:PodDisruptionBudget").get("spec.maxUnavailable") == 1


def test_pods_go_to_the_nodes_of_the_accelerator_and_spread_over_zones() -> None:
    graph = graph_of(spot=True, node_selector={"cloud.google.com/gke-nodepool": "gpu"})
    assert pod(graph)["nodeSelector"] == {
        "cloud.google.com/gke-accelerator": "nvidia-l4",
        "cloud.google.com/gke-spot": "true",
        "cloud.google.com/gke-nodepool": "gpu",
    }
    assert {toleration["key"] for toleration in pod(graph)["tolerations"]} == {
        "nvidia.com/gpu",
        "cloud.google.com/gke-spot",
    }
    assert pod(graph)["topologySpreadConstraints"][0]["topologyKey"] == "topology.kubernetes.io/zone"


def test_on_demand_pods_do_not_go_to_spot_nodes() -> None:
    assert "cloud.google.com/gke-spot" not in pod(graph_of())["nodeSelector"]
    assert [toleration["key"] for toleration in pod(graph_of())["tolerations"]] == ["nvidia.com/gpu"]


def test_the_service_is_internal_and_reaches_the_pods() -> None:
    graph = graph_of()
    service = only(graph, "core/v1:Service")
    assert service.get("spec.type") == "ClusterIP"
    labels = only(graph, "apps/v1:Deployment").get("spec.template.metadata.labels")
    assert service.get("spec.selector").items() <= labels.items()


def test_two_servers_in_one_namespace_do_not_take_each_others_pods() -> None:
    selectors = [
        only(graph_of(name=name, create_namespace=False), "core/v1:Service").get("spec.selector")
        for name in ("chat", "code")
    ]
    assert selectors[0] != selectors[1]


def test_only_named_callers_and_the_metrics_collectors_get_in() -> None:
    graph = graph_of(clients=[{"namespace": "gateway", "pod_labels": {"app": "proxy"}}], client_cidrs=["10.9.0.0/23"])
    (rule,) = only(graph, "networking.k8s.io/v1:NetworkPolicy").get("spec.ingress")
    named, proxies, collectors = rule["from"]
    assert named["namespaceSelector"]["matchExpressions"][0]["values"] == ["gateway"]
    assert named["podSelector"] == {"matchLabels": {"app": "proxy"}}
    assert proxies == {"ipBlock": {"cidr": "10.9.0.0/23"}}
    assert "gmp-system" in collectors["namespaceSelector"]["matchExpressions"][0]["values"]
    assert rule["ports"] == [{"port": 8000, "protocol": "TCP"}]


def test_without_clients_only_the_namespace_itself_may_call() -> None:
    (rule,) = only(graph_of(), "networking.k8s.io/v1:NetworkPolicy").get("spec.ingress")
    assert rule["from"][0]["namespaceSelector"]["matchExpressions"][0]["values"] == ["serving"]


def reachable(graph: Graph) -> set[str]:
    egress = only(graph, "networking.k8s.io/v1:NetworkPolicy").get("spec.egress")
    return {peer["ipBlock"]["cidr"] for rule in egress for peer in rule["to"] if "ipBlock" in peer}


def test_a_server_with_weights_in_a_bucket_cannot_reach_the_internet() -> None:
    assert "0.0.0.0/0" not in reachable(graph_of())
    assert "169.254.169.254/32" in reachable(graph_of())
    assert "0.0.0.0/0" in reachable(graph_of(weights=None))
    assert "203.0.113.0/24" in reachable(graph_of(google_api_cidrs=["203.0.113.0/24"]))


def test_the_namespace_enforces_the_restricted_standard_and_can_be_somebody_elses() -> None:
    labels = only(graph_of(), "core/v1:Namespace").get("metadata.labels")
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert "core/v1:Namespace" not in kinds(graph_of(create_namespace=False))


def test_the_first_update_does_not_wait_for_weights_that_nobody_has_uploaded() -> None:
    for kind in ("apps/v1:Deployment", "core/v1:Service"):
        assert only(graph_of(), kind).get("metadata.annotations") == {"pulumi.com/skipAwait": "true"}
        assert only(graph_of(await_ready=True), kind).get("metadata.annotations") is None


def test_another_image_takes_the_place_of_the_catalogues() -> None:
    assert container(graph_of())["image"] == image("vllm").reference
    assert container(graph_of(image="mirror/vllm:v1"))["image"] == "mirror/vllm:v1"


def test_images_of_the_catalogue_are_pinned_and_never_run_as_root() -> None:
    from policies.security.image_pinned import is_pinned

    for entry in images().values():
        assert is_pinned(entry.reference)
        assert entry.runs_as > 0
        assert entry.at("mirror.example/all").removeprefix("mirror.example/all") == entry.reference.removeprefix(
            entry.registry
        )
