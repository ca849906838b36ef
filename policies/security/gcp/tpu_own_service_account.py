"""TPU VMs have a service account of their own."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import is_default_account
from policies.frameworks import ACCESS_CONTROL, CIS_GCP, cis
from policies.properties import absent
from policies.resource_types import TPU_VMS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(tpu: Resource, _: PlainContext) -> Iterable[str]:
    email = tpu.get("serviceAccount.email")
    # Absent means the default account of Compute Engine.
    if absent(email) or is_default_account(email):
        yield "serviceAccount.email is the default account of Compute Engine"


RULE = Rule(
    id="tpu-own-service-account",
    title="TPU VMs do not use the default service account",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Training code from anywhere would run as an editor of the project.",
    remediation="Set serviceAccount.email to an account that may write the checkpoint bucket and little else.",
    frameworks=(*cis(CIS_GCP, "4.1"), *ACCESS_CONTROL),
    types=TPU_VMS,
    check_resource=_check,
)
