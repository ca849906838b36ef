"""No image is put where everybody may pull it."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import PUBLIC_DATA
from policies.rule import MANDATORY, PlainContext, Rule


def _check(_resource: Resource, _: PlainContext) -> Iterable[str]:
    yield "everybody may pull what is pushed to a public repository"


RULE = Rule(
    id="ecr-no-public-gallery",
    title="No repositories in the public gallery of ECR",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="An image carries code, often weights, and sometimes a forgotten token. What was pulled cannot be taken back.",
    remediation="Use aws:ecr/repository:Repository; where an image is meant for the public, write an exemption.",
    frameworks=(*PUBLIC_DATA,),
    types=("aws:ecrpublic/repository:Repository",),
    check_resource=_check,
)
