"""Policies of buckets, topics, queues, secrets and repositories let nobody in whom they do not name."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import PUBLIC_DATA, checkov
from policies.iam import is_open_to_anybody, statements
from policies.rule import MANDATORY, PlainContext, Rule

_TYPES = (
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ecr/registryPolicy:RegistryPolicy",
)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for statement in statements(resource.get("policy")):
        if is_open_to_anybody(statement):
            yield f"statement {statement.label} allows it to anybody"


RULE = Rule(
    id="resource-policy-not-public",
    title="Resource policies let in only those they name",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A principal of * in a resource's own policy is the whole internet, signed in or not.",
    remediation="Name principals, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.",
    frameworks=(*checkov("CKV_AWS_70", "CKV_AWS_32", "CKV_AWS_169", "CKV_AWS_283"), *PUBLIC_DATA),
    types=_TYPES,
    check_resource=_check,
)
