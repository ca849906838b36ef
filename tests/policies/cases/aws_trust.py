from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, document, kept, resource, unknown

_GITHUB = "token.actions.githubusercontent.com"
_EKS = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"


def role(content: object) -> Resource:
    return resource("aws:iam/role:Role", "role", {"assumeRolePolicy": content})


def federated(issuer: str, conditions: dict[str, object]) -> Resource:
    provider = issuer if issuer.startswith("cognito") else f"arn:aws:iam::123456789012:oidc-provider/{issuer}"
    statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
    return role(document({**statement, "Condition": conditions}))


def ours(issuer: str, claim: str, value: object) -> Case:
    sentence = f"{claim} {value} of {issuer} is ours"
    return kept("iam-role-trust-narrow", sentence, federated(issuer, {"StringLike": {f"{issuer}:{claim}": value}}))


def strangers(issuer: str, claim: str, value: object) -> Case:
    sentence = f"{claim} {value} of {issuer} may be a stranger's"
    return broken("iam-role-trust-narrow", sentence, federated(issuer, {"StringLike": {f"{issuer}:{claim}": value}}))


_ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}

CASES = (
    kept(
        "iam-role-trust-narrow",
        "everybody of our organization may assume it",
        role(document({**_ANYBODY, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}})),
    ),
    broken(
        "iam-role-trust-narrow",
        "everybody of any organization may assume it",
        role(document({**_ANYBODY, "Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}}})),
    ),
    broken(
        "iam-role-trust-narrow",
        "an external id is no secret",
        role(document({**_ANYBODY, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}})),
    ),
    ours(_GITHUB, "sub", "repo:acme/*"),
    ours(_GITHUB, "sub", ["repo:acme/models:ref:refs/heads/main", "repo:acme/tools:*"]),
    ours(_GITHUB, "repository_id", "1296269"),
    ours(_GITHUB, "job_workflow_ref", "acme/workflows/.github/workflows/deploy.yml@*"),
    ours("gitlab.com", "sub", "project_path:acme/*:ref_type:branch:ref:main"),
    ours("app.terraform.io", "sub", "organization:acme:project:*:workspace:*:run_phase:*"),
    ours(_EKS, "sub", "system:serviceaccount:vllm:*"),
    ours("cognito-identity.amazonaws.com", "aud", "eu-central-1:1"),
    ours("oidc.example.com", "aud", "sts.amazonaws.com"),
    strangers(_GITHUB, "aud", "sts.amazonaws.com"),
    strangers(_GITHUB, "sub", "*"),
    strangers(_GITHUB, "sub", "repo:*"),
    strangers(_GITHUB, "sub", "repo:acme*"),
    strangers(_GITHUB, "sub", "repo:*/models:*"),
    strangers(_GITHUB, "sub", "environment:production"),
    strangers(_GITHUB, "sub", ["repo:acme/models:*", "repo:*"]),
    strangers("gitlab.com", "sub", "project_path:*"),
    strangers("app.terraform.io", "sub", "organization:*:project:models"),
    strangers(_EKS, "aud", "sts.amazonaws.com"),
    strangers(_EKS, "sub", "system:serviceaccount:*:*"),
    strangers("cognito-identity.amazonaws.com", "amr", "authenticated"),
    broken("iam-role-trust-narrow", "every pipeline of GitHub may assume it", federated(_GITHUB, {})),
    broken(
        "iam-role-trust-narrow",
        "a token without subject may assume it",
        federated(_GITHUB, {"StringLikeIfExists": {f"{_GITHUB}:sub": "repo:acme/*"}}),
    ),
    unknown(
        "iam-role-trust-narrow",
        "whose pipelines may assume it is unknown",
        role(
            {
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"Federated": f"arn:aws:iam::1:oidc-provider/{_GITHUB}"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {"StringLike": {f"{_GITHUB}:sub": UNKNOWN}},
                }
            }
        ),
    ),
    beside(
        "iam-role-trust-narrow",
        "a provider is not yet a role",
        resource("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github", {"url": f"https://{_GITHUB}"}),
    ),
)
