"""A tag in a registry never comes to mean another image."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import INTEGRITY, checkov
from policies.properties import differs
from policies.resource_types import ECR_CREATION_TEMPLATES, ECR_REPOSITORIES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(repository: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is MUTABLE; the kinds WITH_EXCLUSION let some tags move.
    if differs(repository.get("imageTagMutability"), "IMMUTABLE"):
        yield "imageTagMutability is not IMMUTABLE: whoever may push decides what a tag means tomorrow"


RULE = Rule(
    id="ecr-immutable-tags",
    title="Tags of ECR images do not move",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="The image that was tested and scanned is then the one that runs, also when a build's credentials are stolen.",
    # No remediation by machine: builds that push one tag again would fail.
    remediation="Set imageTagMutability to IMMUTABLE, and give each build a tag of its own.",
    frameworks=(*checkov("CKV_AWS_51"), *INTEGRITY),
    types=(*ECR_REPOSITORIES, *ECR_CREATION_TEMPLATES),
    check_resource=_check,
)
