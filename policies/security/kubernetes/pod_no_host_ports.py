"""Pods open no ports on their node."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, NETWORK_BOUNDARY, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import number, objects
from policies.resource_types import WORKLOAD_PATCHES, WORKLOADS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            for port in objects(container.get("ports")):
                # Absent and 0 mean none.
                if number(port.get("hostPort")):
                    yield f"{name_of(container)} opens the port {port['hostPort']} of the node"


RULE = Rule(
    id="pod-no-host-ports",
    title="Pods open no ports on their node",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY,
    why="A port of the node is out of reach of network policies, and reachable for whoever reaches the node.",
    remediation="Remove hostPort and let a Service find the pods.",
    frameworks=(*checkov("CKV_K8S_26"), *cis(CIS_KUBERNETES, "5.2.13"), *NETWORK_BOUNDARY),
    types=(*WORKLOADS, *WORKLOAD_PATCHES),
    check_resource=_check,
)
