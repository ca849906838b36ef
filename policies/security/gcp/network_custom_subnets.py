"""Networks have only the subnets that somebody asked for."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import differs
from policies.rule import MANDATORY, PlainContext, Rule


def _check(network: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is true: a subnet in every region of the world.
    if differs(network.get("autoCreateSubnetworks"), False):
        yield "autoCreateSubnetworks is not false"


RULE = Rule(
    id="network-custom-subnets",
    title="Networks have only the subnets that somebody asked for",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="A subnet in every region lets machines start where no data may be, and without flow logs.",
    remediation="Set autoCreateSubnetworks to false and create the subnets.",
    frameworks=(*NETWORK_BOUNDARY,),
    types=("gcp:compute/network:Network",),
    check_resource=_check,
)
