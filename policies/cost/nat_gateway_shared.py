"""Networks that may fail have one NAT gateway, not one for each zone."""

from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph, Resource
from policies.frameworks import CAPACITY
from policies.resource_types import NAT_GATEWAYS, SUBNETS, VPCS
from policies.rule import Rule, RuleContext, RuleSettings, Violation, everywhere, levels


class NatGatewaySettings(RuleSettings):
    """How many NAT gateways a network may have."""

    max_per_network: int = Field(ge=0, description="Most NAT gateways of one VPC.")


def _check(graph: Graph, context: RuleContext[NatGatewaySettings]) -> Iterable[Violation]:
    limit = context.settings.max_per_network
    found = Counter(network for gateway in graph.of(*NAT_GATEWAYS) for network in _networks(graph, gateway))
    for urn, count in found.items():
        if count > limit:
            yield Violation(urn, f"has {count} NAT gateways, more than {limit}: each is paid for by the hour")


def _networks(graph: Graph, gateway: Resource) -> list[str]:
    """Return the VPC that a gateway stands in, as far as the stack has it."""
    holders = (gateway, *graph.referred(gateway, *SUBNETS))
    return [network.urn for holder in holders for network in graph.referred(holder, *VPCS)][:1]


RULE = Rule(
    id="nat-gateway-shared",
    title="Development networks share a NAT gateway",
    group="cost",
    cloud="aws",
    severity="low",
    levels=levels("mandatory", "advisory", "disabled"),
    why="A gateway in each zone keeps the others connected when one fails, which nobody needs for trying things out.",
    remediation="Use egress: endpoints, or one NAT gateway for all zones (natPerZone: false).",
    frameworks=(*CAPACITY,),
    settings=everywhere(NatGatewaySettings(max_per_network=1)),
    check_stack=_check,
)
