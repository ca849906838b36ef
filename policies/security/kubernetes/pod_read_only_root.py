"""Containers do not write to their own image."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import HARDENING, checkov
from policies.pods import containers, name_of, pod_specs
from policies.properties import differs
from policies.resource_types import WORKLOADS
from policies.rule import ADVISORY, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            # The default of Kubernetes is false.
            if differs(lookup(container, "securityContext.readOnlyRootFilesystem"), True):
                yield f"{name_of(container)} does not set readOnlyRootFilesystem"


RULE = Rule(
    id="pod-read-only-root",
    title="Containers have a read-only root file system",
    group="security",
    cloud="kubernetes",
    severity="low",
    levels=ADVISORY,
    why=(
        "Whoever gets in cannot leave a program behind. Some servers write caches beside their code and need emptyDir "
        "volumes first."
    ),
    remediation=(
        "Set securityContext.readOnlyRootFilesystem to true and mount emptyDir volumes where the server writes."
    ),
    frameworks=(*checkov("CKV_K8S_22"), *HARDENING),
    types=WORKLOADS,
    check_resource=_check,
)
