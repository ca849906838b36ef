"""Who did what in an AKS cluster is written down."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.azure import exports_audit_log
from policies.frameworks import AUDIT_LOG, CIS_AZURE, cis
from policies.properties import attached
from policies.resource_types import AKS_CLUSTERS, DIAGNOSTIC_SETTINGS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_CATEGORIES = ("kube-audit", "kube-audit-admin")
"""The second one leaves out who looked at what, and costs a fraction."""


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    clusters = graph.of(*AKS_CLUSTERS)
    settings = attached(graph, clusters, DIAGNOSTIC_SETTINGS, "resourceUri")
    for cluster in clusters:
        if not any(exports_audit_log(setting, *_CATEGORIES) for setting in settings[cluster.urn]):
            yield Violation(cluster.urn, "no diagnostic setting exports its audit log")


RULE = Rule(
    id="aks-audit-log",
    title="AKS control planes write an audit log",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Azure throws the audit log of a cluster away unless a setting says where it goes.",
    remediation="Add a DiagnosticSetting of the cluster with the category kube-audit-admin (sources of AzureAudit).",
    frameworks=(*cis(CIS_AZURE, "5.4"), *AUDIT_LOG),
    check_stack=_check,
)
