"""Rights in a cluster are granted to accounts that somebody made for them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, CIS_KUBERNETES, checkov, cis
from policies.properties import objects
from policies.resource_types import RBAC_BINDINGS
from policies.rule import MANDATORY, PlainContext, Rule

_EVERYBODY = ("system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts")


def _check(binding: Resource, _: PlainContext) -> Iterable[str]:
    for subject in objects(binding.get("subjects")):
        kind, name = subject.get("kind"), subject.get("name")
        # The groups of all accounts, of one namespace too, and users that are nobody.
        wide = isinstance(name, str) and (name in _EVERYBODY or name.startswith("system:serviceaccounts:"))
        if wide and kind in ("Group", "User"):
            yield f"the role is granted to {name}"
        elif kind == "ServiceAccount" and name == "default":
            yield "the role is granted to the service account `default`, and so to every pod that names none"


RULE = Rule(
    id="rbac-subjects-narrow",
    title="Rights in a cluster are granted to accounts of their own",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY,
    why="On GKE, system:authenticated is everybody with a Google account.",
    remediation="Bind the role to the service account of the workload.",
    frameworks=(*checkov("CKV_K8S_42"), *cis(CIS_KUBERNETES, "5.1.5"), *ACCESS_CONTROL),
    types=RBAC_BINDINGS,
    check_resource=_check,
)
