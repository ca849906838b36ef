"""Logs are kept as long as the environment says and no longer."""

from collections.abc import Iterable

from accel.catalog.azure import limit
from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, RETENTION, checkov
from policies.properties import number
from policies.resource_types import LOG_GROUPS, LOG_WORKSPACES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_WORKSPACE_DAYS = 30
"""Azure keeps the logs of a workspace for so long where nothing is said."""


def _check(group: Resource, context: PlainContext) -> Iterable[str]:
    # Absent and 0 mean for ever in CloudWatch.
    workspace = group.kind in LOG_WORKSPACES
    days = number(group.get("retentionInDays", _WORKSPACE_DAYS if workspace else 0))
    wanted = context.facts.profile.log_retention_days
    if workspace:
        # Azure refuses more; what must be kept for longer goes to an archive.
        wanted = min(wanted, int(limit("workspace retention days").highest))
    if days == 0:
        yield "retentionInDays is not set: logs are kept, and paid for, for ever"
    elif days is not None and days < wanted:
        yield f"retentionInDays is {days:g}, less than the {wanted} of the environment"


RULE = Rule(
    id="log-retention-bounded",
    title="Log groups keep logs for a bounded time",
    group="cost",
    cloud="any",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Logs that are never deleted grow for ever, and logs deleted early are missing when they are needed.",
    remediation="Set retentionInDays to the profile's logRetentionDays or more.",
    frameworks=(*checkov("CKV_AWS_66", "CKV_AWS_338"), *AUDIT_LOG, *RETENTION),
    types=(*LOG_GROUPS, *LOG_WORKSPACES),
    check_resource=_check,
)
