"""Pods read secrets from files."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_KUBERNETES, SECRETS, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import objects
from policies.resource_types import WORKLOADS
from policies.rule import ADVISORY, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            for variable in objects(container.get("env")):
                if lookup(variable, "valueFrom.secretKeyRef") is not None:
                    yield f"{name_of(container)}: the environment variable {variable.get('name')} holds a secret"
            if any(source.get("secretRef") is not None for source in objects(container.get("envFrom"))):
                yield f"{name_of(container)}: envFrom puts a whole secret into the environment"


RULE = Rule(
    id="pod-secrets-mounted",
    title="Pods read secrets from files",
    group="security",
    cloud="kubernetes",
    severity="low",
    levels=ADVISORY,
    why=(
        "The environment is inherited by every child and lands in crash reports. Programs that read nothing else need "
        "it, so it is advice."
    ),
    remediation="Mount the secret as a volume, better from Secret Manager with the CSI driver.",
    frameworks=(*checkov("CKV_K8S_35"), *cis(CIS_KUBERNETES, "5.4.1"), *SECRETS),
    types=WORKLOADS,
    check_resource=_check,
)
