"""Nobody may act as every service account of a project, a folder or an organisation."""

from collections.abc import Iterable

from accel.catalog.gcp import impersonation_roles
from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PRIVILEGES, checkov, cis
from policies.google_iam import PROJECT_GRANTS, granted_roles
from policies.rule import MANDATORY, PlainContext, Rule


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    for role in granted_roles(grant):
        if role in impersonation_roles():
            yield f"grants {role} on the whole {_PLACES[grant.kind.split('/')[0]]}"


_PLACES = {"gcp:projects": "project", "gcp:folder": "folder", "gcp:organizations": "organisation"}

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
    types=PROJECT_GRANTS,
    check_resource=_check,
)
