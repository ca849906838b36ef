"""Nobody may act as every service account of a project."""

from collections.abc import Iterable

from accel.catalog.gcp import impersonation_roles
from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PRIVILEGES, checkov, cis
from policies.rule import MANDATORY, PlainContext, Rule

_TYPES = ("gcp:projects/iAMMember:IAMMember", "gcp:projects/iAMBinding:IAMBinding")


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    if grant.get("role") in impersonation_roles():
        yield f"grants {grant.get('role')} on the whole project"


RULE = Rule(
    id="gcp-iam-no-project-impersonation",
    title="Impersonation is granted on single service accounts",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Granted on the project, these roles reach the permissions of the strongest account in it.",
    remediation="Grant the role on the one service account (gcp.serviceaccount.IAMMember).",
    frameworks=(*checkov("CKV_GCP_41", "CKV_GCP_49"), *cis(CIS_GCP, "1.6"), *PRIVILEGES),
    types=_TYPES,
    check_resource=_check,
)
