"""People and machines come with roles; nobody is a user of IAM."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AWS, SECRETS, checkov, cis
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_MEANINGS = {
    "aws:iam/user:User": "a user has a password or keys that stay until somebody deletes them",
    "aws:iam/userLoginProfile:UserLoginProfile": "a password of the console works from anywhere",
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "such a credential never expires by itself",
    "aws:iam/signingCertificate:SigningCertificate": "a signing certificate opens old APIs for years",
}


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    yield _MEANINGS[resource.type]


RULE = Rule(
    id="iam-no-users",
    title="No users in IAM",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A user outlives the person or the machine that it was made for, and its credentials with it.",
    remediation="Let people in by IAM Identity Center, machines by roles, and CI by OpenID Connect.",
    frameworks=(*checkov("CKV_AWS_273"), *cis(CIS_AWS, "1.21"), *SECRETS),
    types=tuple(_MEANINGS),
    check_resource=_check,
)
