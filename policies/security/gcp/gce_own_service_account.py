"""Compute Engine machines have a service account of their own."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import is_default_account, is_made_from_another
from policies.frameworks import ACCESS_CONTROL, CIS_GCP, checkov, cis
from policies.properties import absent, is_unknown
from policies.resource_types import COMPUTE_MACHINES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    account = machine.get("serviceAccount")
    # Absent means a machine without any account. The scope cloud-platform is what Google advises for an own account:
    # its roles are the limit.
    if account is None or is_unknown(account):
        return
    email = machine.get("serviceAccount.email")
    if is_default_account(email) or (absent(email) and not is_made_from_another(machine)):
        yield "serviceAccount.email is the default account of Compute Engine"


RULE = Rule(
    id="gce-own-service-account",
    title="Compute Engine machines do not use the default service account",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="The default account is usually an editor of the project: whatever runs on the machine is one too.",
    remediation="Set serviceAccount.email to an account with the roles of this machine (GcpIdentity makes one).",
    frameworks=(*checkov("CKV_GCP_30", "CKV_GCP_31"), *cis(CIS_GCP, "4.1", "4.2"), *ACCESS_CONTROL),
    types=COMPUTE_MACHINES,
    check_resource=_check,
)
