"""A stack on Azure exports the activity log of its subscription."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pydantic import Field

from accel.catalog.azure import log_categories
from accel.planning.graph import Graph, Resource
from policies.azure import word
from policies.frameworks import AUDIT_LOG, CIS_AZURE, checkov, cis
from policies.properties import complete, is_unknown, objects
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
    exported: set[str] = set()
    for setting in graph.of(*DIAGNOSTIC_SETTINGS):
        target = setting.get("resourceUri")
        if is_unknown(target) and not setting.property_dependencies.get("resourceUri"):
            # It may be the subscription, and every category may be in it. What another resource gives is that resource.
            return
        if isinstance(target, str) and _SUBSCRIPTION.fullmatch(target):
            exported.update(_categories(setting))
    if missing := [name for name in _wanted() if word(name) not in exported]:
        yield Violation(
            "", f"the stack builds on Azure, and no setting exports {', '.join(missing)} of its activity log"
        )


def _categories(setting: Resource) -> Iterator[str]:
    """Yield what a setting exports in small letters; everything where that is not known."""
    logs = setting.get("logs")
    everything = not complete(logs)
    for log in objects(logs):
        if log.get("enabled") is True or is_unknown(log.get("enabled")):
            group, category = log.get("categoryGroup"), log.get("category")
            everything = everything or word(group) == "alllogs" or is_unknown(group) or is_unknown(category)
            if isinstance(category, str):
                yield word(category)
    if everything:
        yield from map(word, _wanted())


@cache
def _wanted() -> tuple[str, ...]:
    return log_categories("activity log")[:_WANTED]


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
