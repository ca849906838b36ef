"""Containers have no Linux capabilities that they do not need."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_KUBERNETES, HARDENING, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import complete, texts
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_HARMLESS = ("NET_BIND_SERVICE",)


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            # Absent means the container runtime's own list, NET_RAW among it.
            dropped = lookup(container, "securityContext.capabilities.drop")
            if complete(dropped) and "ALL" not in texts(dropped):
                yield f"{name_of(container)} does not drop ALL capabilities"
            added = texts(lookup(container, "securityContext.capabilities.add"))
            if wanted := [name for name in added if name not in _HARMLESS]:
                yield f"{name_of(container)} adds {', '.join(wanted)}"


RULE = Rule(
    id="pod-drops-capabilities",
    title="Containers drop Linux capabilities",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Model servers need none of them, and each is a step out of the container.",
    remediation="Set securityContext.capabilities.drop to [ALL].",
    frameworks=(*checkov("CKV_K8S_28", "CKV_K8S_36", "CKV_K8S_37"), *cis(CIS_KUBERNETES, "5.2.8", "5.2.9"), *HARDENING),
    types=WORKLOADS,
    check_resource=_check,
)
