"""The role of a SageMaker notebook may do what the notebook is for, and not everything."""

from collections.abc import Iterable

from accel.catalog.aws_managed_policies import wide_policy
from accel.planning.graph import Graph, Resource
from policies.frameworks import PRIVILEGES, checkov
from policies.iam import IDENTITY_POLICIES, identity_statements
from policies.properties import attached, texts
from policies.resource_types import IAM_POLICY_ATTACHMENTS, IAM_ROLES, SAGEMAKER_NOTEBOOKS
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_POLICIES = ("aws:iam/policy:Policy",)
_INLINE = ("aws:iam/rolePolicy:RolePolicy",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    roles = graph.of(*IAM_ROLES)
    notebooks = attached(graph, roles, SAGEMAKER_NOTEBOOKS, "roleArn")
    used = [role for role in roles if notebooks[role.urn]]
    granted = attached(graph, used, (*_INLINE, *IAM_POLICY_ATTACHMENTS), "role", "roles")
    policies = attached(graph, graph.of(*_POLICIES), IAM_POLICY_ATTACHMENTS, "policyArn") if used else {}
    policy_of = {found.urn: graph.by_urn[urn] for urn, listed in policies.items() for found in listed}
    for role in used:
        for source in (role, *granted[role.urn]):
            for found in _too_much(source, policy_of.get(source.urn)):
                for notebook in notebooks[role.urn]:
                    yield Violation(notebook.urn, f"its role {role.name} {found}")


def _too_much(source: Resource, policy: Resource | None) -> Iterable[str]:
    for arn in (*texts(source.get("managedPolicyArns")), *texts(source.get("policyArn"))):
        name = wide_policy(arn)
        if name:
            yield f"has the policy {name} of AWS"
    for document in (source, policy):
        if document is None or document.type not in IDENTITY_POLICIES:
            continue
        for statement in identity_statements(document):
            if statement.allows and "*" in statement.actions:
                yield f"may do everything by the statement {statement.label}"


RULE = Rule(
    id="sagemaker-notebook-narrow-role",
    title="Roles of SageMaker notebooks are not all-powerful",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Whoever opens the notebook has its role, and so has every package that they install there.",
    remediation="Write a policy with the buckets, keys and jobs that the notebook needs; attach no *FullAccess policy.",
    frameworks=(*checkov("CKV2_AWS_68"), *PRIVILEGES),
    check_stack=_check,
)
