"""A pod has a token for the API server only if somebody said so."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import ACCESS_CONTROL, CIS_KUBERNETES, checkov, cis
from policies.named_objects import NamedObjects
from policies.pods import namespace_of, pod_specs
from policies.properties import is_unknown
from policies.resource_types import SERVICE_ACCOUNTS, WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_SWITCH = "automountServiceAccountToken"
_ACCOUNT = "ServiceAccount"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # Absent means that the account decides, and it gives a token by default.
    withheld = NamedObjects()
    for account in graph.of(*SERVICE_ACCOUNTS):
        if account.get(_SWITCH) is False:
            withheld.add(_ACCOUNT, namespace_of(account), account.get("metadata.name"))
        elif account.get(_SWITCH) is None:
            yield Violation(account.urn, f"{_SWITCH} is not false: every pod with this account has its token")
    for workload in graph.of(*WORKLOADS):
        for spec in pod_specs(workload):
            name = spec.get("serviceAccountName")
            # An account that only the cloud can name may withhold its token.
            if spec.get(_SWITCH) is not None or is_unknown(name):
                continue
            if not withheld.holds(_ACCOUNT, namespace_of(workload), str(name or "default")):
                yield Violation(workload.urn, f"{_SWITCH} is not given, so the pod has a token for the API server")


RULE = Rule(
    id="pod-token-on-purpose",
    title="Pods have a token for the API server only on purpose",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A model server never calls the API server; whoever gets into it would.",
    remediation=(
        "Set automountServiceAccountToken to false on accounts and pods, and to true on the pods that call the API "
        "server."
    ),
    frameworks=(*checkov("CKV_K8S_38"), *cis(CIS_KUBERNETES, "5.1.6"), *ACCESS_CONTROL),
    check_stack=_check,
)
