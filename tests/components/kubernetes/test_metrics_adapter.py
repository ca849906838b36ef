from typing import Any

import pytest

from accel.catalog.images import image
from accel.planning.graph import Graph
from components.contract import InvalidArgument
from components.kubernetes.metrics_adapter import MetricsAdapter
from tests.components.kubernetes.serving import broken_rules, kinds, only, recorded


def graph_of(*, unknown_outputs: bool = False, **changes: Any) -> Graph:
    args: Any = changes
    return recorded(lambda: MetricsAdapter("adapter", args), unknown_outputs=unknown_outputs)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_an_adapter_is_made_of_these_objects(unknown_outputs: bool) -> None:
    assert kinds(graph_of(unknown_outputs=unknown_outputs)) == [
        "apiregistration.k8s.io/v1:APIService",
        "apiregistration.k8s.io/v1:APIService",
        "apiregistration.k8s.io/v1:APIService",
        "apps/v1:Deployment",
        "core/v1:Namespace",
        "core/v1:Service",
        "core/v1:ServiceAccount",
        "networking.k8s.io/v1:NetworkPolicy",
        "rbac.authorization.k8s.io/v1:ClusterRole",
        "rbac.authorization.k8s.io/v1:ClusterRole",
        "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        "rbac.authorization.k8s.io/v1:RoleBinding",
    ]


def test_the_adapter_keeps_every_rule_of_production() -> None:
    assert broken_rules(graph_of()) == []


def test_it_serves_custom_and_external_metrics_once_it_runs() -> None:
    graph = graph_of()
    services = graph.of("kubernetes:apiregistration.k8s.io/v1:APIService")
    assert sorted(resource.get("metadata.name") for resource in services) == [
        "v1beta1.custom.metrics.k8s.io",
        "v1beta1.external.metrics.k8s.io",
        "v1beta2.custom.metrics.k8s.io",
    ]
    deployment, service = only(graph, "apps/v1:Deployment"), only(graph, "core/v1:Service")
    for resource in services:
        assert resource.get("spec.service.name") == service.get("metadata.name")
        assert deployment.urn in resource.dependencies


def test_it_listens_where_a_user_who_is_not_root_may_and_the_service_leads_there() -> None:
    graph = graph_of()
    container = only(graph, "apps/v1:Deployment").get("spec.template.spec.containers.0")
    (port,) = container["ports"]
    assert port["containerPort"] >= 1024
    assert f"--secure-port={port['containerPort']}" in container["args"]
    assert only(graph, "core/v1:Service").get("spec.ports.0.targetPort") == port["name"]
    (rule,) = only(graph, "networking.k8s.io/v1:NetworkPolicy").get("spec.ingress")
    assert rule["ports"] == [{"port": port["containerPort"], "protocol": "TCP"}]
    (mount,) = container["volumeMounts"]
    assert f"--cert-dir={mount['mountPath']}" in container["args"]


def test_its_rights_are_bound_to_its_own_account() -> None:
    graph = graph_of()
    account = only(graph, "core/v1:ServiceAccount").get("metadata.name")
    bindings = graph.of("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding")
    subjects = {binding.get("roleRef.name"): binding.get("subjects.0.name") for binding in bindings}
    assert subjects == {
        "system:auth-delegator": account,
        "custom-metrics-resource-reader": account,
        "external-metrics-reader": "horizontal-pod-autoscaler",
    }
    verbs = {
        verb
        for role in graph.of("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole")
        for rule in role.get("rules")
        for verb in rule["verbs"]
    }
    assert verbs == {"get", "list", "watch"}


def test_outputs_name_the_account_that_needs_a_role() -> None:
    outputs = graph_of(namespace="metrics").of("accel:index:MetricsAdapter")[0].outputs
    assert outputs == {"namespace": "metrics", "service_account_name": "custom-metrics-stackdriver-adapter"}


def test_another_image_takes_the_place_of_the_catalogues() -> None:
    path = "spec.template.spec.containers.0.image"
    assert only(graph_of(), "apps/v1:Deployment").get(path) == image("custom-metrics-stackdriver-adapter").reference
    assert only(graph_of(image="mirror/a:v1"), "apps/v1:Deployment").get(path) == "mirror/a:v1"


@pytest.mark.parametrize(
    ("changes", "field"), [({"namespace": "Metrics"}, "namespace"), ({"labels": {"owner": "a b"}}, "labels.owner")]
)
def test_a_wrong_name_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
