"""Workloads stand in namespaces that somebody made for them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, CIS_KUBERNETES, checkov, cis
from policies.pods import namespace_of
from policies.resource_types import WORKLOADS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, StackView


def _check(workload: Resource, context: PlainContext) -> Iterable[str]:
    # Absent means what the provider names, or `default`.
    if namespace_of(workload) == "default" and not _named_by_provider(workload, context.view):
        yield "it stands in the namespace `default`"


def _named_by_provider(workload: Resource, view: StackView) -> bool:
    provider = view.provider_of(workload)
    return (
        workload.get("metadata.namespace") is None
        and provider is not None
        and provider.get("namespace") not in (None, "", "default")
    )


RULE = Rule(
    id="pod-own-namespace",
    title="Workloads do not stand in the namespace `default`",
    group="security",
    cloud="kubernetes",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Quotas, network policies and rights are set by namespace: in `default` all that nobody sorted shares them.",
    remediation="Create a namespace and set metadata.namespace.",
    frameworks=(*checkov("CKV_K8S_21"), *cis(CIS_KUBERNETES, "5.7.4"), *ACCESS_CONTROL),
    types=WORKLOADS,
    check_resource=_check,
)
