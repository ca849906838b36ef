import json
from typing import Any

import pytest
from pydantic import ValidationError

from accel.planning.graph import UNKNOWN, Secret
from blueprints.gke_vllm import CLOUDS, IDENTITIES, check
from components.contract import InvalidArgument
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.blueprints.gke_vllm_building import (
    AUTOSCALER,
    CLUSTER,
    COMMIT,
    PLACE,
    container,
    only,
    pool,
    recorded,
    server,
    settings,
)
from tests.policies.building import facts


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_it_makes_cluster_nodes_mirror_adapter_and_server(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs=unknown_outputs).graph
    assert sorted(resource.type.rpartition(":")[2] for resource in graph if not resource.custom) == [
        "GcpImageMirror",
        "GkeCluster",
        "GkeGpuNodePool",
        "MetricsAdapter",
        "VllmServer",
    ]
    assert CLOUDS == ("gcp",)
    assert IDENTITIES == ("nodes",)


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_it_keeps_every_rule_of_its_environment(environment: str) -> None:
    graph = recorded(environment).graph
    # A stack as a whole has the audit sink and the labels that its provider adds.
    # Which images a project admits is the project's policy: one for all its clusters.
    others = {"audit-sink-on", "gke-binary-authorization"}
    rules = [rule for rule in all_rules() if rule.group in {"security", "reliability"} and rule.id not in others]
    findings = evaluate(graph, facts(environment), rules=rules)
    # Outside production, advice is what profiles choose to go without.
    judged = [finding for finding in findings if environment == "prod" or finding.level == "mandatory"]
    assert [(finding.rule, finding.urn.rpartition("::")[2], finding.message) for finding in judged] == []


def test_every_kubernetes_object_goes_to_the_cluster_that_was_made() -> None:
    graph = recorded().graph
    provider = only(graph, "pulumi:providers:kubernetes")
    objects = [resource for resource in graph if resource.package == "kubernetes"]
    assert objects
    assert {resource.provider.rpartition("::")[0] for resource in objects} == {provider.urn}
    kubeconfig = json.loads(provider.get("kubeconfig"))
    assert kubeconfig["clusters"][0]["cluster"]["server"].startswith("https://")
    assert only(graph, CLUSTER).urn in provider.dependencies


def test_the_cluster_is_reached_by_name_or_by_its_private_address() -> None:
    by_name = json.loads(only(recorded().graph, "pulumi:providers:kubernetes").get("kubeconfig"))
    assert "certificate-authority-data" not in by_name["clusters"][0]["cluster"]
    private = recorded(cluster={"create": {"dnsEndpoint": False, "authorizedNetworks": {"office": "10.1.0.0/16"}}})
    by_address = json.loads(only(private.graph, "pulumi:providers:kubernetes").get("kubeconfig"))
    assert by_address["clusters"][0]["cluster"]["certificate-authority-data"]
    blocks = only(private.graph, CLUSTER).get("masterAuthorizedNetworksConfig.cidrBlocks")
    assert [block["cidrBlock"] for block in blocks] == ["10.1.0.0/16"]


def test_an_existing_cluster_is_used_as_it_is() -> None:
    existing = {"name": "shared", "dnsEndpoint": "gke-1.us-central1.gke.goog"}
    recording = recorded(cluster={"existing": existing})
    assert recording.graph.of(CLUSTER) == []
    assert recording.graph.of("accel:index:MetricsAdapter") == []
    assert pool(recording.graph).get("cluster") == "shared"
    assert recording.outputs["chat"]["clusterName"] == "shared"
    with_adapter = recorded(cluster={"existing": {**existing, "metricsAdapter": True}})
    assert len(with_adapter.graph.of("accel:index:MetricsAdapter")) == 1


def test_pods_read_the_weights_as_themselves_and_start_after_they_may() -> None:
    graph = recorded().graph
    grant = only(graph, "gcp:storage/bucketIAMMember:BucketIAMMember")
    account = server(graph).get("spec.template.spec.serviceAccountName")
    assert grant.get("member") == (
        "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/"
        f"example-project.svc.id.goog/subject/ns/chat/sa/{account}"
    )
    assert grant.get("bucket") == "example-models"
    assert grant.get("role") == "roles/storage.objectViewer"
    # What stands below a component is made after what the component depends on.
    assert grant.urn in only(graph, "accel:index:VllmServer").dependencies
    assert only(graph, CLUSTER).urn in grant.dependencies


def test_the_adapter_may_read_metrics_before_it_starts() -> None:
    graph = recorded().graph
    grant = only(graph, "gcp:projects/iAMMember:IAMMember")
    assert grant.get("role") == "roles/monitoring.viewer"
    assert grant.get("member").endswith("/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter")
    assert grant.urn in only(graph, "accel:index:MetricsAdapter").dependencies
    assert only(graph, CLUSTER).urn in grant.dependencies


def test_images_come_through_the_mirror_that_nodes_may_read() -> None:
    graph = recorded().graph
    assert container(graph)["image"].startswith("us-central1-docker.pkg.dev/example-project/test-chat-docker-hub/vllm/")
    readers = graph.of("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember")
    assert {reader.get("member") for reader in readers} == {
        "serviceAccount:nodes@example-project.iam.gserviceaccount.com"
    }
    repositories = graph.of("gcp:artifactregistry/repository:Repository")
    assert len(repositories) == len(readers) == 2
    direct = recorded(mirrorImages=False).graph
    assert direct.of("gcp:artifactregistry/repository:Repository") == []
    assert container(direct)["image"].startswith("docker.io/vllm/vllm-openai:")
    own = "europe-docker.pkg.dev/p/r/vllm:v1"
    assert container(recorded(image=own).graph)["image"] == own


def test_production_runs_two_to_ten_pods_over_three_zones_on_demand() -> None:
    graph = recorded().graph
    scaling = pool(graph).get("autoscaling")
    assert (scaling["totalMinNodeCount"], scaling["totalMaxNodeCount"]) == (2, 10)
    assert len(pool(graph).get("nodeLocations")) == 3
    assert pool(graph).get("nodeConfig.spot") is None
    assert (only(graph, AUTOSCALER).get("spec.minReplicas"), only(graph, AUTOSCALER).get("spec.maxReplicas")) == (2, 10)


def test_development_sleeps_on_spot_nodes_and_follows_working_hours() -> None:
    graph = recorded("dev").graph
    scaling = pool(graph).get("autoscaling")
    assert (scaling["totalMinNodeCount"], scaling["totalMaxNodeCount"]) == (0, 1)
    assert pool(graph).get("nodeConfig.spot") is True
    assert server(graph).inputs["spec"]["replicas"] == 0
    assert graph.of(AUTOSCALER) == []
    assert len(graph.of("kubernetes:batch/v1:CronJob")) == 2
    assert recorded("dev", schedule=False).graph.of("kubernetes:batch/v1:CronJob") == []


def test_pods_ask_for_the_nodes_of_the_pool() -> None:
    graph = recorded("dev").graph
    selector = server(graph).get("spec.template.spec.nodeSelector")
    assert selector == {"cloud.google.com/gke-accelerator": "nvidia-l4", "cloud.google.com/gke-spot": "true"}
    shared = recorded(nodePool={"sharing": {"strategy": "TIME_SHARING", "clients": 2}}).graph
    selector = server(shared).get("spec.template.spec.nodeSelector")
    assert selector["cloud.google.com/gke-gpu-sharing-strategy"] == "time-sharing"


def test_a_pod_takes_part_of_the_node_as_its_gpus_do() -> None:
    one = container(recorded().graph)["resources"]
    assert (one["requests"]["cpu"], one["requests"]["memory"], one["limits"]["memory"]) == ("4", "16Gi", "24Gi")
    four = recorded(tensorParallelSize=4, nodePool={"machineType": "g2-standard-96"})
    resources = container(four.graph)["resources"]
    assert resources["requests"]["nvidia.com/gpu"] == "4"
    assert resources["requests"]["cpu"] == "24"
    # Two pods of four GPUs on a node of eight.
    assert pool(four.graph).get("autoscaling.totalMaxNodeCount") == 5


def test_disks_hold_the_image_and_the_weights() -> None:
    assert pool(recorded().graph).get("nodeConfig.diskSizeGb") == 100
    large = recorded(
        model="meta-llama/Llama-2-70b-hf", tensorParallelSize=8, nodePool={"machineType": "g2-standard-96"}
    )
    assert pool(large.graph).get("nodeConfig.diskSizeGb") > 300


def test_the_server_is_told_what_the_settings_say() -> None:
    graph = recorded(
        maxModelLen=2048,
        quantization="awq",
        gpuMemoryUtilization=0.8,
        extraArguments=["--enable-prefix-caching"],
        scaling={"minReplicas": 1, "maxReplicas": 4, "metric": "gpu-utilization", "target": 60},
        clients=[{"namespace": "gateway"}],
    ).graph
    arguments = container(graph)["args"]
    assert {"--max-model-len=2048", "--quantization=awq", "--gpu-memory-utilization=0.8"} <= set(arguments)
    metric = only(graph, AUTOSCALER).get("spec.metrics.0.external")
    assert metric["target"]["averageValue"] == "60"
    assert metric["metric"]["selector"]["matchLabels"]["resource.labels.cluster"] == "test-chat"


def test_the_token_of_a_gated_model_is_read_from_a_secret_of_the_stack() -> None:
    hub = {"revision": COMMIT, "tokenConfigKey": "huggingface:token"}
    recording = recorded(weights=None, hub=hub, config={"huggingface:token": "hush"})
    token = only(recording.graph, "kubernetes:core/v1:Secret").inputs["stringData"]
    assert isinstance(token, Secret) or isinstance(token["token"], Secret)
    assert "hush" not in repr(recording)
    assert recording.graph.of("gcp:storage/bucketIAMMember:BucketIAMMember") == []
    assert f"--revision={COMMIT}" in container(recording.graph)["args"]


def test_outputs_are_what_clients_and_operators_need() -> None:
    assert recorded().outputs["chat"] == {
        "clusterName": "test-chat",
        "nodePoolName": "chat",
        "namespace": "chat",
        "deploymentName": "chat",
        "serviceName": "chat",
        "url": "http://chat.chat.svc.cluster.local/v1",
        "weightsUri": "gs://example-models/llama-2-7b/",
    }


def test_names_and_addresses_may_be_known_later() -> None:
    recording = recorded(unknown_outputs=True)
    assert only(recording.graph, "pulumi:providers:kubernetes").inputs["kubeconfig"] is UNKNOWN
    assert container(recording.graph)["args"][0] == "/weights"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"cluster": {"create": {"systemMachineType": "e2-standard-5"}}}, "cluster.create.system_pool.machine_type"),
        (
            {"cluster": {"create": {"authorizedNetworks": {"office": "10.0.0.0/8"}}}},
            "cluster.create.authorized_networks",
        ),
        ({"nodePool": {"zones": ["us-east1-b"]}}, "node_pool.zones"),
        ({"nodePool": {"zones": ["us-central1-f"]}}, "node_pool.zones"),
        ({"nodePool": {"minNodes": 5, "maxNodes": 4}}, "node_pool.max_nodes"),
        ({"nodePool": {"spot": True, "reservation": "r"}}, "node_pool.reservation"),
        ({"tensorParallelSize": 2}, "tensor_parallel_size"),
        ({"tensorParallelSize": 3, "nodePool": {"machineType": "g2-standard-48"}}, "tensor_parallel_size"),
        ({"maxModelLen": 100_000}, "max_model_len"),
        ({"scaling": {"minReplicas": 4, "maxReplicas": 2}}, "scaling.max_replicas"),
        ({"scaling": {"metric": "gpu-utilization", "target": 200}}, "scaling.target"),
    ],
)
def test_what_the_cloud_would_refuse_is_told_by_its_key(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        check(settings(**changes), facts("prod"), PLACE)
    assert refused.value.field == key


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"weights": None}, ()),
        ({"hub": {"revision": COMMIT}}, ()),
        ({"model": "llama"}, ("model",)),
        ({"weights": {"path": "../other"}}, ("weights", "path")),
        ({"weights": None, "hub": {"revision": "main"}}, ("hub", "revision")),
        ({"quantization": "awk"}, ("quantization",)),
        ({"nodePool": {"machineType": "g2-standard-9"}}, ("nodePool", "machineType")),
        ({"nodePool": {"partitionSize": "1g.5gb"}}, ("nodePool", "partitionSize")),
        ({"scaling": {"metric": "cpu"}}, ("scaling", "metric")),
        ({"cluster": {"create": {}, "existing": {"name": "c", "dnsEndpoint": "d"}}}, ("cluster",)),
        ({"cluster": {"existing": {"name": "c"}}}, ("cluster", "existing")),
        ({"cluster": {"existing": {"name": "c", "endpoint": "10.0.0.2"}}}, ("cluster", "existing")),
        ({"image": "vllm/vllm-openai"}, ("image",)),
        ({"namespace": "Chat"}, ("namespace",)),
        ({"clients": [{"namespace": "a_b"}]}, ("clients", 0, "namespace")),
        ({"clientCidrs": ["10.0.0.1/8"]}, ("clientCidrs", 0)),
    ],
)
def test_a_wrong_setting_is_told_by_its_key(changes: dict[str, Any], key: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**changes)
    assert refused.value.errors()[0]["loc"] == key
