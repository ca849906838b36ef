"""Nobody is made an administrator of the whole cluster."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, PRIVILEGES, cis
from policies.properties import objects
from policies.rbac import MASTERS, RULING_ROLES
from policies.resource_types import RBAC_BINDINGS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(binding: Resource, _: PlainContext) -> Iterable[str]:
    role = binding.get("roleRef.name")
    # In one namespace the lesser ones are what a team has at home.
    if role == RULING_ROLES[0] or (role in RULING_ROLES and binding.kind == RBAC_BINDINGS[0]):
        yield f"roleRef is {role}"
    for subject in objects(binding.get("subjects")):
        if subject.get("kind") == "Group" and subject.get("name") == MASTERS:
            yield f"a subject is {MASTERS}, which no removal of rights holds back"


RULE = Rule(
    id="rbac-no-cluster-admin",
    title="No workload is an administrator of the cluster",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY,
    why="One hole in the program would open every namespace and every secret.",
    remediation=(
        "Bind a role with the verbs and resources that are needed, by a RoleBinding. People get their rights through "
        "IAM."
    ),
    frameworks=(*cis(CIS_KUBERNETES, "5.1.1", "5.1.7"), *PRIVILEGES),
    types=RBAC_BINDINGS,
    check_resource=_check,
)
