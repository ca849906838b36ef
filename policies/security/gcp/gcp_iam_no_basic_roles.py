"""No owner or editor of a whole project."""

from collections.abc import Iterable

from accel.catalog.gcp import basic_roles
from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PRIVILEGES, checkov, cis
from policies.rule import MANDATORY, PlainContext, Rule

_TYPES = (
    "gcp:projects/iAMMember:IAMMember",
    "gcp:projects/iAMBinding:IAMBinding",
    "gcp:folder/iAMMember:IAMMember",
    "gcp:folder/iAMBinding:IAMBinding",
    "gcp:organizations/iAMMember:IAMMember",
    "gcp:organizations/iAMBinding:IAMBinding",
)


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    if grant.get("role") in basic_roles():
        yield f"grants {grant.get('role')}"


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
    types=_TYPES,
    check_resource=_check,
)
