"""Pods run under a service account of their own."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, CIS_KUBERNETES, checkov, cis
from policies.pods import pod_specs
from policies.properties import differs, is_unknown
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    for spec in pod_specs(workload):
        # Absent means `default`; a pod without any token cannot use it.
        name = spec.get("serviceAccountName")
        shares = not is_unknown(name) and name in (None, "", "default")
        if shares and differs(spec.get("automountServiceAccountToken"), False):
            yield "runs under the service account `default` of its namespace"


RULE = Rule(
    id="pod-own-service-account",
    title="Pods do not use the default service account",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A right granted to `default` is granted to every pod in the namespace.",
    remediation="Set serviceAccountName, or automountServiceAccountToken to false.",
    frameworks=(*checkov("CKV_K8S_41"), *cis(CIS_KUBERNETES, "5.1.5"), *ACCESS_CONTROL),
    types=WORKLOADS,
    check_resource=_check,
)
