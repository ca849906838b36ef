"""A stack on Azure exports the activity log of its subscription."""

import re
from collections.abc import Iterable

from pydantic import Field

from accel.catalog.azure import log_categories
from accel.planning.graph import Graph, Resource
from policies.azure import exports_log
from policies.frameworks import AUDIT_LOG, CIS_AZURE, checkov, cis
from policies.properties import is_unknown
from policies.resource_types import AKS_CLUSTERS, AZURE_MACHINES, AZURE_NETWORKS, DIAGNOSTIC_SETTINGS, ML_WORKSPACES
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere

_NEEDS_LOG = (*AZURE_NETWORKS, *AKS_CLUSTERS, *AZURE_MACHINES, *ML_WORKSPACES)
_SUBSCRIPTION = re.compile(r"(?i)/?subscriptions/[^/]+/?")
_WANTED = 4
"""The first categories of the catalogue are those that CIS asks for."""


class ActivityLogSettings(RuleSettings):
    """Whether another stack keeps this one's activity log."""

    audited_elsewhere: bool = Field(default=False, description="Another stack exports the subscription's activity log.")


def _check(graph: Graph, context: RuleContext[ActivityLogSettings]) -> Iterable[Violation]:
    if context.settings.audited_elsewhere or not graph.of(*_NEEDS_LOG):
        return
    settings: list[Resource] = []
    for setting in graph.of(*DIAGNOSTIC_SETTINGS):
        target = setting.get("resourceUri")
        if is_unknown(target) and not setting.property_dependencies.get("resourceUri"):
            # It may be the subscription, and every category may be in it. What another resource gives is that resource.
            return
        if isinstance(target, str) and _SUBSCRIPTION.fullmatch(target):
            settings.append(setting)
    wanted = log_categories("activity log")[:_WANTED]
    missing = [name for name in wanted if not any(exports_log(setting, name.casefold()) for setting in settings)]
    if missing:
        yield Violation(
            "", f"the stack builds on Azure, and no setting exports {', '.join(missing)} of its activity log"
        )


RULE = Rule(
    id="activity-log-exported",
    title="The activity log of Azure is exported",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="In the subscription itself the log ends after 90 days, which is before many a break-in is found.",
    remediation=(
        "Let the baseline create AzureAudit, or set policies.activity-log-exported.auditedElsewhere when another stack "
        "of the subscription has the export."
    ),
    frameworks=(*checkov("CKV_AZURE_38"), *cis(CIS_AZURE, "5.1.1", "5.1.2"), *AUDIT_LOG),
    settings=everywhere(ActivityLogSettings()),
    check_stack=_check,
)
