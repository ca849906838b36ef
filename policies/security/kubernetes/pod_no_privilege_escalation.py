"""Processes in a container cannot gain rights."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_KUBERNETES, HARDENING, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import differs
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            # The default of Kubernetes is true.
            if differs(lookup(container, "securityContext.allowPrivilegeEscalation"), False):
                yield f"{name_of(container)} does not set allowPrivilegeEscalation to false"


RULE = Rule(
    id="pod-no-privilege-escalation",
    title="Containers cannot escalate privileges",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY,
    why="A setuid program in the image would turn a user of the container into root.",
    remediation="Set securityContext.allowPrivilegeEscalation to false.",
    frameworks=(*checkov("CKV_K8S_5", "CKV_K8S_20"), *cis(CIS_KUBERNETES, "5.2.6"), *HARDENING),
    types=WORKLOADS,
    check_resource=_check,
)
