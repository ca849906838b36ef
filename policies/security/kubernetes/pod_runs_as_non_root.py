"""Containers do not run as root."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_KUBERNETES, HARDENING, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import is_unknown, number
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            # A container's own setting wins over the pod's. Absent means whatever user the image has: often root.
            forced = _effective(container, spec, "runAsNonRoot")
            user = _effective(container, spec, "runAsUser")
            if number(user) == 0:
                yield f"{name_of(container)} runs as user 0"
            elif forced is not True and not is_unknown(forced) and number(user) is None and not is_unknown(user):
                yield f"{name_of(container)} may run as root: neither runAsNonRoot nor runAsUser is set"


def _effective(container: dict[str, Any], spec: dict[str, Any], key: str) -> Any:
    own = lookup(container, f"securityContext.{key}")
    return lookup(spec, f"securityContext.{key}") if own is None else own


RULE = Rule(
    id="pod-runs-as-non-root",
    title="Containers do not run as root",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY,
    why="Root in a container is root on the node as soon as one kernel bug helps.",
    remediation="Set securityContext.runAsNonRoot to true and runAsUser to the user of the image.",
    frameworks=(*checkov("CKV_K8S_6", "CKV_K8S_23"), *cis(CIS_KUBERNETES, "5.2.7"), *HARDENING),
    types=WORKLOADS,
    check_resource=_check,
)
