"""Nobody can change or delete the activity log that is kept."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from accel.planning.graph import Graph, Resource
from policies.frameworks import AUDIT_LOG, INTEGRITY
from policies.properties import differs, number
from policies.resource_types import BLOB_CONTAINERS, BLOB_IMMUTABILITY_POLICIES
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere

_CONTAINER = "insights-activity-logs"
"""The name that Azure Monitor gives the container that it writes the activity log to."""
_DAYS = "immutabilityPeriodSinceCreationInDays"


class ImmutabilitySettings(RuleSettings):
    """How long the activity log must stay as it is."""

    min_days: int = Field(default=90, ge=1, description="Fewest days for which nobody can change or delete a log.")


def _check(graph: Graph, context: RuleContext[ImmutabilitySettings]) -> Iterable[Violation]:
    containers = [found for found in graph.of(*BLOB_CONTAINERS) if found.get("containerName") == _CONTAINER]
    if not containers:
        return
    by_container: dict[object, list[Resource]] = {}
    for policy in graph.of(*BLOB_IMMUTABILITY_POLICIES):
        for place in _places(policy, policy.get("containerName")):
            by_container.setdefault(place, []).append(policy)
    for container in containers:
        places = [container.urn, *_places(container, _CONTAINER)]
        policies = [policy for place in places for policy in by_container.get(place, ())]
        if not policies:
            yield Violation(container.urn, "no immutability policy keeps the activity log")
        elif all(list(_lacks(policy, context.settings.min_days)) for policy in policies):
            yield Violation(container.urn, ", ".join(_lacks(policies[0], context.settings.min_days)))


def _places(resource: Resource, container: object) -> Iterator[object]:
    """Yield how a container can be named: by its resource, or by its name and that of its account."""
    yield from resource.property_dependencies.get("containerName", ())
    if isinstance(container, str):
        account = resource.get("accountName")
        owners = [account] if isinstance(account, str) else []
        for owner in (*resource.property_dependencies.get("accountName", ()), *owners):
            yield owner, container


def _lacks(policy: Resource, fewest: int) -> Iterator[str]:
    days = number(policy.get(_DAYS, 0))
    if days is not None and days < fewest:
        yield f"{_DAYS} is {days:g}, less than {fewest}"
    # Azure Monitor appends to a blob for an hour. Both are off by default.
    names = ("allowProtectedAppendWrites", "allowProtectedAppendWritesAll")
    if all(differs(policy.get(name), True) for name in names):
        yield f"neither {' nor '.join(names)} is true: Azure Monitor could write nothing"


RULE = Rule(
    id="activity-log-immutable",
    title="The archived activity log is immutable",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="Whoever breaks in deletes the log of it first.",
    remediation=(
        "Give the container a BlobContainerImmutabilityPolicy of 90 days or more with allowProtectedAppendWrites, and "
        "lock it with az storage container immutability-policy lock."
    ),
    frameworks=(*AUDIT_LOG, *INTEGRITY),
    settings=everywhere(ImmutabilitySettings()),
    check_stack=_check,
)
