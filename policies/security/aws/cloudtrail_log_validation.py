"""A CloudTrail trail signs its files."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import AUDIT_LOG, CIS_AWS, INTEGRITY, checkov, cis
from policies.properties import differs
from policies.resource_types import TRAILS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(trail: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is false.
    if differs(trail.get("enableLogFileValidation"), True):
        yield "enableLogFileValidation is not true"


def _remediate(trail: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place.
    return {**trail.inputs, "enableLogFileValidation": True}


RULE = Rule(
    id="cloudtrail-log-validation",
    title="Audit trails can be proven untouched",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="Digest files show whether anybody changed or removed a log file.",
    remediation="Set enableLogFileValidation to true.",
    frameworks=(*checkov("CKV_AWS_36"), *cis(CIS_AWS, "3.2"), *AUDIT_LOG, *INTEGRITY),
    types=TRAILS,
    check_resource=_check,
    remediate=_remediate,
)
