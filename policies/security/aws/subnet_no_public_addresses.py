"""Subnets give no machine a public address by themselves."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.resource_types import SUBNETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(subnet: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is false.
    if subnet.get("mapPublicIpOnLaunch") is True:
        yield "mapPublicIpOnLaunch is true: each machine started here gets a public address"


def _remediate(subnet: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place, for machines that start from then on.
    return {**subnet.inputs, "mapPublicIpOnLaunch": False}


RULE = Rule(
    id="subnet-no-public-addresses",
    title="Subnets do not assign public addresses",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="An address that nobody asked for is the usual way in.",
    remediation=(
        "Leave mapPublicIpOnLaunch false, also for the subnets of NAT gateways, which have addresses of their own."
    ),
    frameworks=(*checkov("CKV_AWS_130"), *NETWORK_BOUNDARY),
    types=SUBNETS,
    check_resource=_check,
    remediate=_remediate,
)
