"""No owner or editor of a whole project."""

from collections.abc import Iterable

from accel.catalog.gcp import basic_roles
from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PRIVILEGES, checkov, cis
from policies.google_iam import PROJECT_GRANTS, granted_roles
from policies.rule import MANDATORY, PlainContext, Rule


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    for role in granted_roles(grant):
        if role in basic_roles():
            yield f"grants {role}"


RULE = Rule(
    id="gcp-iam-no-basic-roles",
    title="Basic roles are not granted",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="An editor may change nearly everything in the project, keys and networks included.",
    remediation=(
        "Grant the predefined roles that the workload needs, on the resource rather than the project where that is "
        "possible."
    ),
    frameworks=(*checkov("CKV_GCP_117"), *cis(CIS_GCP, "1.5"), *PRIVILEGES),
    types=PROJECT_GRANTS,
    check_resource=_check,
)
