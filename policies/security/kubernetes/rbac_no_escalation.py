"""No role lets its holder get more rights than it grants."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, PRIVILEGES, checkov, cis
from policies.rbac import MASTERS, RULING_ROLES, grants
from policies.resource_types import RBAC_ROLES
from policies.rule import MANDATORY, PlainContext, Rule

_RBAC = "rbac.authorization.k8s.io"
_AUTHENTICATION = "authentication.k8s.io"
_WAYS = (
    (_RBAC, "roles", ("escalate", "bind")),
    (_RBAC, "clusterroles", ("escalate", "bind")),
    ("", "users", ("impersonate",)),
    ("", "groups", ("impersonate",)),
    ("", "serviceaccounts", ("impersonate",)),
    (_AUTHENTICATION, "uids", ("impersonate",)),
    (_AUTHENTICATION, "userextras", ("impersonate",)),
    ("", "serviceaccounts/token", ("create",)),
    ("", "nodes/proxy", ("create", "get")),
    ("", "pods/exec", ("create", "get")),
    ("", "pods/attach", ("create", "get")),
    ("certificates.k8s.io", "certificatesigningrequests/approval", ("update", "patch")),
    ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", ("create", "update", "patch")),
    ("admissionregistration.k8s.io", "validatingwebhookconfigurations", ("create", "update", "patch")),
)
"""API group, resource and the verbs that make more of a role than it says."""
_NAMED_WAYS = (
    (_RBAC, "clusterroles", "bind", RULING_ROLES),
    (_RBAC, "clusterroles", "escalate", RULING_ROLES),
    ("", "groups", "impersonate", (MASTERS,)),
)
"""API group, resource and verb with the names for which that is as good as no limit."""


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for grant in grants(role):
        for group, resource, verbs in _WAYS:
            if not grant.named and (verb := grant.allows(group, resource, verbs)):
                yield f"{verb} is allowed on {resource}"
        if not grant.named:
            for resource in grant.resources:
                if resource.startswith("userextras/") and grant.allows(_AUTHENTICATION, resource, ("impersonate",)):
                    yield f"impersonate is allowed on {resource}"
        for group, resource, verb, names in _NAMED_WAYS:
            for name in names:
                if name in grant.names and grant.allows(group, resource, (verb,)):
                    yield f"{verb} is allowed on {resource} {name}"


RULE = Rule(
    id="rbac-no-escalation",
    title="Roles of Kubernetes do not lead to more rights",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY,
    why="Who may bind roles, impersonate, enter pods or talk to kubelets has the rights of everybody in the cluster.",
    remediation="Remove the verb or the resource, or name objects in resourceNames that are no administrators.",
    frameworks=(
        *checkov("CKV_K8S_155", "CKV_K8S_156", "CKV_K8S_157", "CKV_K8S_158", "CKV2_K8S_1", "CKV2_K8S_2", "CKV2_K8S_3"),
        *cis(CIS_KUBERNETES, "5.1.8", "5.1.10", "5.1.11", "5.1.12", "5.1.13"),
        *PRIVILEGES,
    ),
    types=RBAC_ROLES,
    check_resource=_check,
)
