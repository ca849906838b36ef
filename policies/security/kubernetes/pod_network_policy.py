"""Every pod is covered by a network policy."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import CIS_KUBERNETES, NETWORK_BOUNDARY, checkov, cis
from policies.pods import on_node_network
from policies.resource_types import NETWORK_POLICIES, WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation
from policies.selector_index import PodSelectors


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    policies = PodSelectors(graph.of(*NETWORK_POLICIES), "spec.podSelector")
    for workload in graph.of(*WORKLOADS):
        # Another rule judges pods on the node's own network.
        if not on_node_network(workload) and not policies.may_select(workload):
            yield Violation(workload.urn, "no NetworkPolicy selects its pods: anybody in the cluster may call them")


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
