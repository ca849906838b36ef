"""Every pod is covered by a network policy."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, Resource
from policies.frameworks import CIS_KUBERNETES, NETWORK_BOUNDARY, checkov, cis
from policies.label_selectors import may_select
from policies.pods import namespace_of, pod_labels, pod_specs
from policies.properties import is_unknown
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_POLICIES = ("kubernetes:networking.k8s.io/v1:NetworkPolicy",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    by_namespace: dict[Any, list[Resource]] = {}
    for policy in graph.of(*_POLICIES):
        by_namespace.setdefault(_key(policy), []).append(policy)
    anywhere = by_namespace.get(None, [])
    for workload in graph.of(*WORKLOADS):
        # Pods on the node's own network are out of reach of network policies; another rule judges those.
        if any(spec.get("hostNetwork") is True for spec in pod_specs(workload)):
            continue
        namespace = _key(workload)
        nearby = graph.of(*_POLICIES) if namespace is None else [*by_namespace.get(namespace, []), *anywhere]
        labels = pod_labels(workload)
        if not any(may_select(policy.get("spec.podSelector"), labels) for policy in nearby):
            yield Violation(workload.urn, "no NetworkPolicy selects its pods: anybody in the cluster may call them")


def _key(resource: Resource) -> Any:
    namespace = namespace_of(resource)
    return None if is_unknown(namespace) else namespace


RULE = Rule(
    id="pod-network-policy",
    title="Pods are covered by network policies",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why=("Without a policy every pod of the cluster may call the model server, and the server may call anywhere."),
    remediation="Add a NetworkPolicy whose podSelector matches the pods and that names who may call them.",
    frameworks=(*checkov("CKV2_K8S_6"), *cis(CIS_KUBERNETES, "5.3.2"), *NETWORK_BOUNDARY),
    check_stack=_check,
)
