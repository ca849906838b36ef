"""Pods call only whom they must."""

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from accel.planning.graph import Graph, Resource
from policies.addresses import is_world
from policies.frameworks import CIS_KUBERNETES, NETWORK_BOUNDARY, cis
from policies.pods import on_node_network
from policies.properties import absent, complete, differs, mapping, objects, texts
from policies.resource_types import NETWORK_POLICIES, WORKLOADS
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.selector_index import PodSelectors


class EgressSettings(RuleSettings):
    """Where pods may call the whole internet."""

    public_ports: tuple[int, ...] = Field(
        default=(443,), description="Ports on which pods may call any public address: model hubs have no fixed ones."
    )


def _check(graph: Graph, context: RuleContext[EgressSettings]) -> Iterable[Violation]:
    policies = graph.of(*NETWORK_POLICIES)
    for policy in policies:
        for peer in _open_peers(policy, context.settings.public_ports):
            yield Violation(policy.urn, f"egress is allowed to {peer}")
    covering = PodSelectors(policies, "spec.podSelector")
    limiting = PodSelectors(filter(_may_limit, policies), "spec.podSelector")
    for workload in graph.of(*WORKLOADS):
        # Other rules judge pods without any policy, and those on the node's own network.
        if not on_node_network(workload) and covering.may_select(workload) and not limiting.may_select(workload):
            yield Violation(workload.urn, "no NetworkPolicy of its pods limits egress: they may call anywhere")


def _may_limit(policy: Resource) -> bool:
    """Say whether a policy limits egress; where no types are given, it does if it has rules for it."""
    types = policy.get("spec.policyTypes")
    if absent(types):
        return not absent(policy.get("spec.egress"))
    return not complete(types) or "Egress" in texts(types)


def _open_peers(policy: Resource, public_ports: tuple[int, ...]) -> Iterable[str]:
    for rule in objects(policy.get("spec.egress")):
        if absent(rule.get("to")):
            yield "everybody: a rule has no `to`"
        for peer in objects(rule.get("to")):
            cidr = mapping(peer.get("ipBlock")).get("cidr")
            if is_world(cidr) and not _only_on(rule.get("ports"), public_ports):
                yield f"{cidr}, on other ports than {', '.join(map(str, public_ports)) or 'none'}"


def _only_on(ports: Any, allowed: tuple[int, ...]) -> bool:
    """Say whether a rule is for these ports alone, or may be; no ports are all of them."""
    if not allowed or absent(ports):
        return False
    return not any(differs(port.get("endPort"), None) or differs(port.get("port"), *allowed) for port in objects(ports))


RULE = Rule(
    id="pod-egress-limited",
    title="Pods call only whom they must",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Whoever gets into a model server wants to carry the weights out: a closed way out stops that.",
    remediation="Add Egress to policyTypes and name who may be called: DNS, the metadata server, the model store.",
    frameworks=(*cis(CIS_KUBERNETES, "5.3.2"), *NETWORK_BOUNDARY),
    settings=everywhere(EgressSettings()),
    check_stack=_check,
)
