"""Policies of buckets, topics, queues, secrets and repositories let nobody in whom they do not name."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import PUBLIC_DATA, checkov
from policies.iam import is_open_to_anybody, statements
from policies.properties import absent
from policies.resource_types import AWS_SECRETS, ECR_CREATION_TEMPLATES, S3_BUCKETS, S3_POLICY
from policies.rule import MANDATORY, PlainContext, Rule

_ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
_POLICY = (
    *S3_BUCKETS,
    *S3_POLICY,
    *AWS_SECRETS,
    _ACCESS_POINT,
    "aws:s3control/accessPointPolicy:AccessPointPolicy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "aws:kinesis/resourcePolicy:ResourcePolicy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
)
_PROPERTIES = {
    **dict.fromkeys(_POLICY, "policy"),
    **dict.fromkeys(ECR_CREATION_TEMPLATES, "repositoryPolicy"),
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
    "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
}


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # An access point of one network refuses everybody else, whatever its policy says.
    if resource.type == _ACCESS_POINT and not absent(resource.get("vpcConfiguration")):
        return
    for statement in statements(resource.get(_PROPERTIES[resource.type])):
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
    remediation=(
        "Name principals, or add a condition on aws:PrincipalOrgID, aws:SourceAccount, aws:SourceArn or "
        "aws:SourceVpce, with an organization, account or endpoint that holds no wildcard."
    ),
    frameworks=(*checkov("CKV_AWS_70", "CKV_AWS_32", "CKV_AWS_169", "CKV_AWS_283"), *PUBLIC_DATA),
    types=tuple(_PROPERTIES),
    check_resource=_check,
)
