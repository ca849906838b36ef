"""Servers say when they are ready and when they are stuck."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY, checkov
from policies.pods import name_of, pod_specs
from policies.properties import absent, entries, mapping
from policies.resource_types import DEPLOYMENTS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(deployment: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(deployment):
        for item in entries(spec.get("containers")):
            container = mapping(item)
            # Only a container that listens can be asked. Without probes Kubernetes takes a started one for ready.
            missing = [probe for probe in ("readinessProbe", "livenessProbe") if absent(container.get(probe))]
            if missing and not absent(container.get("ports")):
                yield f"{name_of(container)} has no {' and no '.join(missing)}"


RULE = Rule(
    id="health-probes",
    title="Servers have health probes",
    group="reliability",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "A model server listens minutes before its weights are loaded; without a readiness probe it gets requests in "
        "the meantime."
    ),
    remediation="Set readinessProbe and livenessProbe on /health, and a startupProbe for the loading time.",
    frameworks=(*checkov("CKV_K8S_8", "CKV_K8S_9"), *AVAILABILITY),
    types=DEPLOYMENTS,
    check_resource=_check,
)
