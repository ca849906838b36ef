"""A key that AWS manages is no key of ours, however it is named; an alias of ours is one."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, broken, kept, resource, unknown

_OF_AWS = {
    "an alias of AWS": "alias/aws/service",
    "the ARN of an alias of AWS": "arn:aws:kms:eu-central-1:123456789012:alias/aws/service",
    "the ARN of an alias of AWS in China": "arn:aws-cn:kms:cn-north-1:123456789012:alias/aws/service",
}
_OURS = {
    "an alias of ours": "alias/weights",
    "the ARN of an alias of ours that names AWS": "arn:aws:kms:eu-central-1:123456789012:alias/on-aws/weights",
}
_WEIGHTS = resource("aws:s3/bucket:Bucket", "subject")


def subjects(key: object) -> dict[str, tuple[Resource, ...]]:
    """A resource of each rule that names this key; the one that the rule judges comes first."""
    defaults = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    configuration = resource(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "encryption",
        {"rules": [{"applyServerSideEncryptionByDefault": defaults}]},
        uses={"bucket": _WEIGHTS},
    )
    machine = {"instanceType": "ml.m5.xlarge", "instanceCount": 1}
    given: dict[str, tuple[str, dict[str, object]]] = {
        "ebs-customer-key": ("aws:ebs/volume:Volume", {"encrypted": True, "kmsKeyId": key}),
        "efs-customer-key": ("aws:efs/fileSystem:FileSystem", {"encrypted": True, "kmsKeyId": key}),
        "ecr-customer-key": (
            "aws:ecr/repository:Repository",
            {"encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": key}]},
        ),
        "secret-customer-key": ("aws:secretsmanager/secret:Secret", {"kmsKeyId": key}),
        "sns-customer-key": ("aws:sns/topic:Topic", {"kmsMasterKeyId": key}),
        "log-group-customer-key": ("aws:cloudwatch/logGroup:LogGroup", {"kmsKeyId": key}),
        "cloudtrail-customer-key": ("aws:cloudtrail/trail:Trail", {"kmsKeyId": key}),
        "fsx-customer-key": ("aws:fsx/openZfsFileSystem:OpenZfsFileSystem", {"kmsKeyId": key}),
        "eks-secrets-customer-key": (
            "aws:eks/cluster:Cluster",
            {"encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": key}}},
        ),
        "sagemaker-notebook-customer-key": ("aws:sagemaker/notebookInstance:NotebookInstance", {"kmsKeyId": key}),
        "sagemaker-endpoint-customer-key": (
            "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
            {"kmsKeyArn": key, "productionVariants": [machine]},
        ),
        "sagemaker-job-customer-key": (
            "aws:sagemaker/trainingJob:TrainingJob",
            {"resourceConfig": {**machine, "volumeKmsKeyId": key}},
        ),
    }
    listed = {rule: (resource(type_, inputs=inputs),) for rule, (type_, inputs) in given.items()}
    return {**listed, "s3-customer-key": (_WEIGHTS, configuration)}


def older(defaults: object) -> Resource:
    rules = [{"applyServerSideEncryptionByDefaults": defaults, "bucketKeyEnabled": True}]
    return resource("aws:s3/bucketV2:BucketV2", inputs={"serverSideEncryptionConfigurations": [{"rules": rules}]})


def named(key: object) -> list[dict[str, object]]:
    return [{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}]


CASES: tuple[Case, ...] = (
    *(broken(rule, what, *found) for what, key in _OF_AWS.items() for rule, found in subjects(key).items()),
    *(kept(rule, what, *found) for what, key in _OURS.items() for rule, found in subjects(key).items()),
    kept("s3-customer-key", "an older program encrypts in lists on the bucket", older(named("alias/weights"))),
    broken("s3-customer-key", "an older program names the key of AWS in lists", older(named("alias/aws/s3"))),
    broken("s3-customer-key", "an older program names no key in lists", older([{"sseAlgorithm": "aws:kms"}])),
    unknown("s3-customer-key", "what an older program has in its lists is unknown", older(UNKNOWN)),
    unknown("s3-customer-key", "the key in an older program's lists is new", older(named(UNKNOWN))),
    unknown(
        "s3-customer-key",
        "the lists of an older program are unknown",
        resource("aws:s3/bucketV2:BucketV2", inputs={"serverSideEncryptionConfigurations": [UNKNOWN]}),
    ),
)
