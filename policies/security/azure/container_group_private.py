"""Groups of containers have no address on the internet."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import ACCESS_CONTROL, NETWORK_BOUNDARY
from policies.rule import MANDATORY, PlainContext, Rule


def _check(group: Resource, _: PlainContext) -> Iterable[str]:
    # There is no address by default.
    if word(group.get("ipAddress.type")) == "public":
        yield "ipAddress.type is Public"


RULE = Rule(
    id="container-group-private",
    title="Container groups have private addresses only",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Container Instances ask nobody who they are and limit no rate: whoever finds the address uses the model.",
    remediation="Set ipAddress.type to Private with subnetIds, and put a gateway that asks for a token in front.",
    frameworks=(*NETWORK_BOUNDARY, *ACCESS_CONTROL),
    types=("azure-native:containerinstance:ContainerGroup",),
    check_resource=_check,
)
