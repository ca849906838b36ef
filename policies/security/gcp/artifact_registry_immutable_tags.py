"""A tag in an image repository stays what it was."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import INTEGRITY
from policies.properties import differs
from policies.resource_types import IMAGE_REPOSITORIES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(repository: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a repository that is pushed to, with tags that move.
    pushed = repository.get("format") == "DOCKER" and repository.get("mode", "STANDARD_REPOSITORY") == (
        "STANDARD_REPOSITORY"
    )
    if pushed and differs(repository.get("dockerConfig.immutableTags"), True):
        yield "dockerConfig.immutableTags is not true"


RULE = Rule(
    id="artifact-registry-immutable-tags",
    title="Tags of images do not move",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Who may push could put other code behind a tag that was tested, and the next restart would run it.",
    remediation="Set dockerConfig.immutableTags to true, and give each build a tag of its own.",
    frameworks=INTEGRITY,
    types=IMAGE_REPOSITORIES,
    check_resource=_check,
)
