"""Nobody gets at Compute Engine machines through the serial console."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import metadata_flag
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, checkov, cis
from policies.resource_types import COMPUTE_MACHINES, COMPUTE_PROJECT_METADATA, WORKBENCHES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # The default is off.
    if metadata_flag(resource, "serial-port-enable") is True:
        yield "metadata serial-port-enable is on"


RULE = Rule(
    id="gce-serial-port-off",
    title="The serial console of machines is off",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="The serial console answers on the internet whatever the firewall says: no rule can name who may call it.",
    remediation="Remove serial-port-enable from the metadata; reach the machine through Identity-Aware Proxy.",
    frameworks=(*checkov("CKV_GCP_35"), *cis(CIS_GCP, "4.5"), *NETWORK_BOUNDARY),
    types=(*COMPUTE_MACHINES, *COMPUTE_PROJECT_METADATA, *WORKBENCHES),
    check_resource=_check,
)
