"""A pod has a token for the API server only if somebody said so."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Graph, Resource
from policies.frameworks import ACCESS_CONTROL, CIS_KUBERNETES, checkov, cis
from policies.pods import namespace_of, pod_specs
from policies.properties import is_unknown
from policies.resource_types import SERVICE_ACCOUNTS, WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_SWITCH = "automountServiceAccountToken"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # Absent means that the account decides, and it gives a token by default.
    withheld: set[tuple[str, str]] = set()
    for account in graph.of(*SERVICE_ACCOUNTS):
        if account.get(_SWITCH) is False:
            withheld.add(_key(namespace_of(account), account.get("metadata.name")))
        elif account.get(_SWITCH) is None:
            yield Violation(account.urn, f"{_SWITCH} is not false: every pod with this account has its token")
    for workload in graph.of(*WORKLOADS):
        for spec in pod_specs(workload):
            name = spec.get("serviceAccountName")
            # An account that only the cloud can name may withhold its token.
            if spec.get(_SWITCH) is not None or is_unknown(name):
                continue
            if not _may_withhold(withheld, workload, name or "default"):
                yield Violation(workload.urn, f"{_SWITCH} is not given, so the pod has a token for the API server")


def _may_withhold(withheld: set[tuple[str, str]], workload: Resource, name: Any) -> bool:
    space, called = _key(namespace_of(workload), name)
    if not space:
        return any(other in (called, "") for _, other in withheld)
    return not withheld.isdisjoint({(space, called), ("", called), (space, ""), ("", "")})


def _key(namespace: Any, name: Any) -> tuple[str, str]:
    """Return where an account is, with an empty text for what is unknown."""
    return namespace if isinstance(namespace, str) else "", name if isinstance(name, str) else ""


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
