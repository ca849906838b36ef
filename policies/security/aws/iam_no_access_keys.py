"""Nobody gets a long-lived access key."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import SECRETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(_resource: Resource, _: PlainContext) -> Iterable[str]:
    yield "an access key works from anywhere until somebody deletes it"


RULE = Rule(
    id="iam-no-access-keys",
    title="No long-lived access keys",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Keys end up in images, notebooks and repositories. Roles give credentials that end within hours.",
    remediation="Use a role: of the instance, of SageMaker, by OIDC from CI, or by IAM Identity Center for people.",
    frameworks=(*SECRETS,),
    types=("aws:iam/accessKey:AccessKey",),
    check_resource=_check,
)
