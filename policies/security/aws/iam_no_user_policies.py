"""Permissions hang on roles and groups, not on single users."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AWS, PRIVILEGES, checkov, cis
from policies.properties import absent
from policies.rule import MANDATORY, PlainContext, Rule

_DIRECT = ("aws:iam/userPolicy:UserPolicy", "aws:iam/userPolicyAttachment:UserPolicyAttachment")
_EXCLUSIVE = ("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",)
_SHARED = ("aws:iam/policyAttachment:PolicyAttachment",)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.type in _DIRECT:
        yield "it grants one user something that no group shows"
    elif resource.type in _EXCLUSIVE:
        if not absent(resource.get("policyArns")):
            yield "policyArns is set: it grants one user something that no group shows"
    elif not absent(resource.get("users")):
        yield "users is set: it grants single users something that no group shows"


RULE = Rule(
    id="iam-no-user-policies",
    title="IAM policies are attached to roles and groups only",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY,
    why="Nobody reviews what single users were once given, and it stays when their work changes.",
    remediation="Attach the policy to a role that people or machines assume.",
    frameworks=(*checkov("CKV_AWS_40"), *cis(CIS_AWS, "1.15"), *PRIVILEGES),
    types=(*_DIRECT, *_EXCLUSIVE, *_SHARED),
    check_resource=_check,
)
