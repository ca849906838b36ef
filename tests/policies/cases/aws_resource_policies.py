from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, document, kept, resource, unknown

_ID = "123456789012"
_ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_OWNER = {**_ANYBODY, "Principal": {"AWS": f"arn:aws:iam::{_ID}:root"}}
_PERMISSION = "aws:lambda/permission:Permission"


def policy(operator: str, key: str, value: object) -> Resource:
    statement = {**_ANYBODY, "Condition": {operator: {key: value}}}
    return resource("aws:s3/bucketPolicy:BucketPolicy", "policy", {"policy": document(statement)})


def narrowed(operator: str, key: str, value: object) -> Case:
    sentence = f"{operator} {key} {value} names who may"
    return kept("resource-policy-not-public", sentence, policy(operator, key, value))


def open_to_all(operator: str, key: str, value: object) -> Case:
    sentence = f"{operator} {key} {value} names nobody"
    return broken("resource-policy-not-public", sentence, policy(operator, key, value))


def call(**inputs: object) -> Resource:
    return resource(_PERMISSION, "call", {"function": "f", "action": "lambda:InvokeFunction", **inputs})


def access_point(**inputs: object) -> Resource:
    return resource("aws:s3/accessPoint:AccessPoint", "point", {"bucket": "weights", **inputs})


def topic(content: object) -> Resource:
    return resource("aws:sns/topic:Topic", "topic", {"policy": content})


_PLACES = {
    "aws:s3/bucket:Bucket": "policy",
    "aws:s3/accessPoint:AccessPoint": "policy",
    "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": "policy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy": "policy",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
    "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
    "aws:sns/topic:Topic": "policy",
    "aws:sqs/queue:Queue": "policy",
    "aws:secretsmanager/secret:Secret": "policy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
    "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "repositoryPolicy",
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
}

CASES = (
    *(
        broken("resource-policy-not-public", f"{token} lets anybody in", resource(token, "own", {name: text}))
        for text in (document(_OWNER, _ANYBODY),)
        for token, name in _PLACES.items()
    ),
    kept("resource-policy-not-public", "the topic names its account", topic(document(_OWNER))),
    kept(
        "resource-policy-not-public",
        "an access point of one network refuses everybody else",
        access_point(policy=document(_ANYBODY), vpcConfiguration={"vpcId": "vpc-1"}),
    ),
    unknown("resource-policy-not-public", "the topic's policy is unknown", topic(UNKNOWN)),
    unknown(
        "resource-policy-not-public",
        "the network of the access point is unknown",
        access_point(policy=document(_ANYBODY), vpcConfiguration=UNKNOWN),
    ),
    beside("resource-policy-not-public", "a queue has no policy", resource("aws:sqs/queue:Queue", "queue")),
    narrowed("StringEquals", "aws:SourceVpce", "vpce-1"),
    narrowed("StringEquals", "AWS:SourceVpc", "vpc-1"),
    narrowed("StringEquals", "AWS:SourceOwner", _ID),
    narrowed("StringEquals", "aws:SourceOrgID", "o-1"),
    narrowed("StringEquals", "aws:PrincipalAccount", [_ID, "210987654321"]),
    narrowed("StringEquals", "aws:SourceAccount", 123456789012),
    narrowed("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/r-1/ou-1/*"),
    narrowed("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{_ID}:role/train-*"),
    narrowed("ArnLike", "aws:SourceArn", f"arn:aws:cloudwatch:*:{_ID}:alarm:*"),
    narrowed("ArnLike", "aws:SourceArn", "arn:aws:s3:::weights"),
    narrowed("StringLike", "s3:DataAccessPointArn", f"arn:aws:s3:eu-central-1:{_ID}:accesspoint/*"),
    narrowed("Bool", "elasticfilesystem:AccessedViaMountTarget", "true"),
    open_to_all("Bool", "elasticfilesystem:AccessedViaMountTarget", "false"),
    open_to_all("StringLike", "aws:PrincipalOrgID", "o-*"),
    open_to_all("StringLike", "aws:PrincipalOrgID", ["o-1", "o-?????????????"]),
    open_to_all("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "*/r-1/*"),
    open_to_all("ForAllValues:StringLike", "aws:PrincipalOrgPaths", "o-1/*"),
    open_to_all("StringLike", "aws:SourceAccount", "12*"),
    open_to_all("StringLike", "aws:SourceVpce", "vpce-*"),
    open_to_all("ArnLike", "aws:SourceArn", "arn:aws:s3:::*"),
    open_to_all("ArnLike", "aws:SourceArn", "arn:aws:s3:::weights-*"),
    open_to_all("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:alarms"),
    open_to_all("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/trainer"),
    open_to_all("ArnNotLike", "aws:PrincipalArn", f"arn:aws:iam::{_ID}:role/trainer"),
    open_to_all("StringEqualsIfExists", "aws:PrincipalOrgID", "o-1"),
    open_to_all("StringEquals", "aws:PrincipalOrgID", []),
    open_to_all("StringEquals", "s3:prefix", "public/"),
    unknown(
        "resource-policy-not-public",
        "the organization is unknown",
        resource(
            "aws:s3/bucket:Bucket",
            "bucket",
            {"policy": {"Statement": [{**_ANYBODY, "Condition": {"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}}]}},
        ),
    ),
    unknown(
        "resource-policy-not-public",
        "one organization is unknown and another is any",
        resource(
            "aws:s3/bucket:Bucket",
            "bucket",
            {
                "policy": {
                    "Statement": [{**_ANYBODY, "Condition": {"StringLike": {"aws:PrincipalOrgID": [UNKNOWN, "o-*"]}}}]
                }
            },
        ),
        at=("bucket",),
    ),
    kept(
        "lambda-not-public",
        "a rule of one account may call",
        call(principal="*", sourceArn=f"arn:aws:events:eu-central-1:{_ID}:rule/*"),
    ),
    broken("lambda-not-public", "any bucket may call", call(principal="*", sourceArn="arn:aws:s3:::*")),
    broken("lambda-not-public", "any source may call", call(principal="*", sourceArn="*")),
    broken("lambda-not-public", "any organization may call", call(principal="*", principalOrgId="o-*")),
    broken(
        "vpc-endpoint-policy",
        "whoever comes through an endpoint comes through it",
        resource(
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            "endpoint",
            {
                "vpcEndpointType": "Interface",
                "policy": document({**_ANYBODY, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}),
            },
        ),
    ),
)
