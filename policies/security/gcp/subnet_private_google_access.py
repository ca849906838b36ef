"""Machines reach Google's services without public addresses."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import SUBNETWORKS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(subnet: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means false. Only subnets for machines have it.
    if not differs(subnet.get("purpose"), None, "PRIVATE") and differs(subnet.get("privateIpGoogleAccess"), True):
        yield "privateIpGoogleAccess is not true"


def _remediate(subnet: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place.
    return {**subnet.inputs, "privateIpGoogleAccess": True}


RULE = Rule(
    id="subnet-private-google-access",
    title="Subnets have Private Google Access",
    group="security",
    cloud="gcp",
    severity="low",
    levels=MANDATORY,
    why=(
        "Without it private machines reach Cloud Storage only over NAT, which costs money and leaves the private "
        "network."
    ),
    remediation="Set privateIpGoogleAccess to true.",
    frameworks=(*checkov("CKV_GCP_74"), *NETWORK_BOUNDARY),
    types=SUBNETWORKS,
    check_resource=_check,
    remediate=_remediate,
)
