"""Pods run under the seccomp profile of the container runtime."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_KUBERNETES, HARDENING, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import differs
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_TYPE = "securityContext.seccompProfile.type"


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        of_pod = lookup(spec, _TYPE)
        for container in containers(spec):
            # Absent means Unconfined unless the node says otherwise.
            if differs(lookup(container, _TYPE, of_pod), "RuntimeDefault", "Localhost"):
                yield f"{name_of(container)} has no seccompProfile"


RULE = Rule(
    id="pod-seccomp-default",
    title="Pods have a seccomp profile",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="The profile closes system calls that model servers never make and exploits do.",
    remediation="Set securityContext.seccompProfile.type of the pod to RuntimeDefault.",
    frameworks=(*checkov("CKV_K8S_31"), *cis(CIS_KUBERNETES, "5.7.2"), *HARDENING),
    types=WORKLOADS,
    check_resource=_check,
)
