"""Who used which key and read which secret is written down."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.azure import exports_audit_log
from policies.frameworks import AUDIT_LOG, CIS_AZURE, cis
from policies.properties import attached
from policies.resource_types import DIAGNOSTIC_SETTINGS, KEY_VAULTS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    vaults = graph.of(*KEY_VAULTS)
    settings = attached(graph, vaults, DIAGNOSTIC_SETTINGS, "resourceUri")
    for vault in vaults:
        if not any(exports_audit_log(setting, "auditevent") for setting in settings[vault.urn]):
            yield Violation(vault.urn, "no diagnostic setting exports its audit log")


RULE = Rule(
    id="key-vault-logged",
    title="Key vaults write an audit log",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Without it nobody can say afterwards which secrets a thief has read.",
    remediation="Add a DiagnosticSetting of the vault with the category group audit (the sources of AzureAudit).",
    frameworks=(*cis(CIS_AZURE, "5.1.5"), *AUDIT_LOG),
    check_stack=_check,
)
