"""Roles name what they allow."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, PRIVILEGES, checkov, cis
from policies.properties import absent, mapping, objects
from policies.rbac import ALL, grants
from policies.resource_types import RBAC_ROLES
from policies.rule import MANDATORY, PlainContext, Rule

_AGGREGATED = (
    "rbac.authorization.k8s.io/aggregate-to-admin",
    "rbac.authorization.k8s.io/aggregate-to-edit",
)
"""Labels of the roles of which Kubernetes makes `admin` and `edit`; every operator adds to them."""
_METRICS = ("custom.metrics.k8s.io", "external.metrics.k8s.io")
"""In these groups a resource is the name of a metric, which nobody can list beforehand."""


def _check(role: Resource, _: PlainContext) -> Iterable[str]:
    for grant in grants(role):
        if ALL in grant.verbs:
            yield f"every verb is allowed on {', '.join(grant.resources or grant.urls) or 'something'}"
        if ALL in grant.groups:
            yield f"{', '.join(grant.resources) or 'something'} is allowed in every API group"
        if ALL in grant.resources and any(group not in _METRICS for group in grant.groups):
            yield f"every resource is allowed in {', '.join(group or 'core' for group in grant.groups)}"
        if ALL in grant.urls:
            yield "every path of the API server is allowed"
    for selector in objects(role.get("aggregationRule.clusterRoleSelectors")):
        labels, expressions = selector.get("matchLabels"), selector.get("matchExpressions")
        if absent(labels) and absent(expressions):
            yield "aggregationRule takes in the rules of every ClusterRole"
        for level in _AGGREGATED:
            if mapping(labels).get(level) == "true":
                yield f"aggregationRule takes in every ClusterRole with the label {level}"


RULE = Rule(
    id="rbac-no-wildcards",
    title="Roles of Kubernetes name what they allow",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY,
    why="A wildcard allows today's secrets and also what an operator adds tomorrow; nobody decides on that.",
    remediation="List verbs, resources and API groups.",
    frameworks=(*checkov("CKV_K8S_49"), *cis(CIS_KUBERNETES, "5.1.3"), *PRIVILEGES),
    types=RBAC_ROLES,
    check_resource=_check,
)
