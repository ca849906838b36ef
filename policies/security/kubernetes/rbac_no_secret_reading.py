"""No role reads all secrets."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, SECRETS, checkov, cis
from policies.rbac import grants
from policies.resource_types import RBAC_ROLES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_READING = ("get", "list", "watch")


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for grant in grants(role):
        verb = grant.allows("", "secrets", _READING)
        if verb is not None and not grant.named:
            yield f"{verb} is allowed on all secrets"


RULE = Rule(
    id="rbac-no-secret-reading",
    title="Roles of Kubernetes read only named secrets",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Among the secrets of a namespace are tokens of other accounts: to read them all is to be all of them.",
    remediation="Name the secrets in resourceNames and allow get alone, or mount the secret into the pod.",
    frameworks=(*checkov("CKV2_K8S_5"), *cis(CIS_KUBERNETES, "5.1.2"), *SECRETS),
    types=RBAC_ROLES,
    check_resource=_check,
)
