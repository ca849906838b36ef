"""Cloud Run runs under service accounts of its own."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import is_default_account
from policies.frameworks import ACCESS_CONTROL
from policies.properties import absent
from policies.rule import MANDATORY, PlainContext, Rule

_PLACES = {
    "gcp:cloudrunv2/service:Service": "template.serviceAccount",
    "gcp:cloudrunv2/job:Job": "template.template.serviceAccount",
    "gcp:cloudrunv2/workerPool:WorkerPool": "template.serviceAccount",
    "gcp:cloudrun/service:Service": "template.spec.serviceAccountName",
}


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means the default account of Compute Engine.
    place = _PLACES[resource.kind]
    email = resource.get(place)
    if absent(email) or is_default_account(email):
        yield f"{place} is the default account of Compute Engine"


RULE = Rule(
    id="cloud-run-own-service-account",
    title="Cloud Run does not use the default service account",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="The default account is usually an editor of the project: a hole in the server would open all of it.",
    remediation="Set the template's service account to one with the roles of this service (GcpIdentity makes one).",
    frameworks=(*ACCESS_CONTROL,),
    types=tuple(_PLACES),
    check_resource=_check,
)
