"""A container cannot take the memory of its neighbours."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CAPACITY, HARDENING, checkov
from policies.pods import containers, name_of, pod_specs
from policies.properties import absent
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    # By default a container may take all of its node. CPU is left out: it is shared by weight when it runs short, and a
    # limit would slow down the threads that feed an accelerator.
    for spec in pod_specs(workload):
        of_pod = lookup(spec, "resources.limits.memory")
        for container in containers(spec):
            if absent(of_pod) and absent(lookup(container, "resources.limits.memory")):
                yield f"{name_of(container)} has no limit of memory"


RULE = Rule(
    id="pod-memory-limited",
    title="Containers have a limit of memory",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="One long prompt, or a leak, would take the node down and with it every server on its accelerators.",
    remediation="Set resources.limits.memory of each container.",
    frameworks=(*checkov("CKV_K8S_13"), *HARDENING, *CAPACITY),
    types=WORKLOADS,
    check_resource=_check,
)
