import json

import pytest

from accel.planning.graph import UNKNOWN, Graph, Secret
from blueprints.loading import stack_names
from tests.policies.building import document, resource
from tests.previews import preview_of
from tests.security.iam_documents import documents

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TEXT = document(READ)


def found(kind: str, inputs: dict[str, object]) -> list[tuple[str, str]]:
    return [(one.where, one.kind) for one in documents(Graph([resource(kind, "a", inputs)]))]


@pytest.mark.parametrize(
    ("kind", "inputs", "where", "judged_as"),
    [
        ("aws:iam/rolePolicy:RolePolicy", {"policy": TEXT}, "a policy", "identity"),
        ("aws:iam/policy:Policy", {"policy": Secret(TEXT)}, "a policy", "identity"),
        (
            "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
            {"inlinePolicy": TEXT},
            "a inlinePolicy",
            "identity",
        ),
        ("aws:iam/role:Role", {"inlinePolicies": [{"policy": TEXT}]}, "a inlinePolicies.0.policy", "identity"),
        ("aws:s3/bucketPolicy:BucketPolicy", {"policy": TEXT}, "a policy", "resource"),
        ("aws:new/thing:Thing", {"deep": {"accessPolicies": [TEXT]}}, "a deep.accessPolicies.0", "resource"),
    ],
)
def test_a_document_is_found_wherever_it_stands(
    kind: str, inputs: dict[str, object], where: str, judged_as: str
) -> None:
    assert found(kind, inputs) == [(where, judged_as)]


def test_what_is_no_document_what_nobody_knows_and_trust_are_left_out() -> None:
    inputs = {"policy": UNKNOWN, "description": "a statement", "rules": json.dumps({"rules": []})}
    assert found("aws:sns/topic:Topic", inputs) == []
    assert found("aws:iam/role:Role", {"assumeRolePolicy": TEXT}) == []
    assert found("gcp:projects/iAMMember:IAMMember", {"policy": TEXT}) == []


def test_a_document_that_nobody_could_read_is_not_passed_over() -> None:
    with pytest.raises(json.JSONDecodeError):
        found("aws:s3/bucketPolicy:BucketPolicy", {"policy": TEXT[:-1]})


def test_the_stacks_do_bring_documents_of_both_kinds() -> None:
    kinds = {one.kind for stack in stack_names() for one in documents(preview_of(stack).graph)}
    assert kinds == {"identity", "resource"}
