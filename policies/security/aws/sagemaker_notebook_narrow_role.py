"""The role of a SageMaker notebook may do what the notebook is for, and not everything."""

from collections import defaultdict
from collections.abc import Iterable

from accel.catalog.aws_managed_policies import wide_policy
from accel.planning.graph import Graph, Resource
from policies.frameworks import PRIVILEGES, checkov
from policies.iam import IDENTITY_POLICIES, identity_statements, managed_policies
from policies.iam_wildcards import is_everything
from policies.properties import attached
from policies.resource_types import (
    IAM_EXCLUSIVE_ATTACHMENTS,
    IAM_POLICY_ATTACHMENTS,
    IAM_ROLES,
    SAGEMAKER_NOTEBOOKS,
)
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_POLICIES = ("aws:iam/policy:Policy",)
_INLINE = ("aws:iam/rolePolicy:RolePolicy",)
_ATTACHMENTS = (*IAM_POLICY_ATTACHMENTS, *IAM_EXCLUSIVE_ATTACHMENTS)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    roles = graph.of(*IAM_ROLES)
    notebooks = attached(graph, roles, SAGEMAKER_NOTEBOOKS, "roleArn")
    used = [role for role in roles if notebooks[role.urn]]
    granted = attached(graph, used, (*_INLINE, *_ATTACHMENTS), "role", "roles", "roleName")
    policies = attached(graph, graph.of(*_POLICIES), _ATTACHMENTS, "policyArn", "policyArns") if used else {}
    attached_by: dict[str, list[Resource]] = defaultdict(list)
    for urn, listed in policies.items():
        for found in listed:
            attached_by[found.urn].append(graph.by_urn[urn])
    for role in used:
        for source in (role, *granted[role.urn]):
            for found in _too_much(source, attached_by[source.urn]):
                for notebook in notebooks[role.urn]:
                    yield Violation(notebook.urn, f"its role {role.name} {found}")


def _too_much(source: Resource, policies: Iterable[Resource]) -> Iterable[str]:
    for arn in managed_policies(source):
        name = wide_policy(arn)
        if name:
            yield f"has the policy {name} of AWS"
    for document in (source, *policies):
        if document.type not in IDENTITY_POLICIES:
            continue
        for statement in identity_statements(document):
            if statement.allows and any(map(is_everything, statement.actions)):
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
