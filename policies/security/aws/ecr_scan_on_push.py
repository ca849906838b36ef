"""Images are searched for known holes when they come into the registry."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, checkov
from policies.properties import differs, put
from policies.resource_types import ECR_REPOSITORIES
from policies.rule import MANDATORY, PlainContext, Rule

_SWITCH = "imageScanningConfiguration.scanOnPush"


def _check(repository: Resource, _: PlainContext) -> Iterable[str]:
    # By default nobody scans.
    if differs(repository.get(_SWITCH), True):
        yield f"{_SWITCH} is not true"


def _remediate(repository: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place; ECR's own scan is free.
    return put(repository.inputs, _SWITCH, True)


RULE = Rule(
    id="ecr-scan-on-push",
    title="ECR scans each image that is pushed",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="Images of model servers are large and old in parts; a scan tells which of their packages have known holes.",
    remediation=f"Set {_SWITCH} to true.",
    frameworks=(*checkov("CKV_AWS_163"), *HARDENING),
    types=ECR_REPOSITORIES,
    check_resource=_check,
    remediate=_remediate,
)
