from collections.abc import Mapping

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, document, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_VPC = resource("aws:ec2/vpc:Vpc", "network")


def bucket(name: str = "weights", **inputs: object) -> Resource:
    return resource("aws:s3/bucket:Bucket", name, inputs)


def encryption(of: Resource, algorithm: object, key: object = None) -> Resource:
    default = {"sseAlgorithm": algorithm, **({"kmsMasterKeyId": key} if key is not None else {})}
    return resource(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "encryption",
        {"rules": [{"applyServerSideEncryptionByDefault": default, "bucketKeyEnabled": True}]},
        uses={"bucket": of},
    )


def logging(of: Resource, to: Resource) -> Resource:
    return resource(
        "aws:s3/bucketLogging:BucketLogging",
        "logging",
        {"targetPrefix": "s3/"},
        uses={"bucket": of, "targetBucket": to},
    )


def policy(of: Resource, content: object) -> Resource:
    return resource("aws:s3/bucketPolicy:BucketPolicy", "policy", {"policy": content}, uses={"bucket": of})


def block(of: Resource, **ways: object) -> Resource:
    every = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    return resource(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "block",
        {**dict.fromkeys(every, True), **ways},
        uses={"bucket": of},
    )


def versioning(of: Resource, status: object) -> Resource:
    given = {"versioningConfiguration": {"status": status}}
    return resource("aws:s3/bucketVersioning:BucketVersioning", "versioning", given, uses={"bucket": of})


_LOGS = bucket("logs")
_WEIGHTS = bucket()
_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
_ARN = "arn:aws:s3:::weights"
_HTTP = {"aws:securetransport": "false"}
_HTTPS = {"aws:SecureTransport": "true"}


def denied(operator: str, keys: Mapping[str, object], **more: object) -> dict[str, object]:
    return {**_TLS, "Condition": {operator: keys, **more}}


_NAMED = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/r"}, "Action": "s3:GetObject"}
_PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}

CASES = (
    kept("s3-customer-key", "a KMS key of ours encrypts", _WEIGHTS, encryption(_WEIGHTS, "aws:kms", _KEY)),
    kept("s3-customer-key", "two layers of KMS encrypt", _WEIGHTS, encryption(_WEIGHTS, "aws:kms:dsse", _KEY)),
    kept(
        "s3-customer-key",
        "access logs can only be delivered with SSE-S3",
        _LOGS,
        _WEIGHTS,
        encryption(_WEIGHTS, "aws:kms", _KEY),
        logging(_WEIGHTS, _LOGS),
    ),
    kept(
        "s3-customer-key",
        "older programs encrypt on the bucket itself",
        bucket(
            serverSideEncryptionConfiguration={
                "rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": _KEY}}
            }
        ),
    ),
    broken("s3-customer-key", "nothing is configured", _WEIGHTS),
    broken("s3-customer-key", "SSE-S3 is a key of AWS", _WEIGHTS, encryption(_WEIGHTS, "AES256")),
    broken("s3-customer-key", "without an id the key is aws/s3", _WEIGHTS, encryption(_WEIGHTS, "aws:kms")),
    broken(
        "s3-customer-key",
        "another bucket's configuration does not count",
        bucket("prompts"),
        _WEIGHTS,
        encryption(_WEIGHTS, "aws:kms", _KEY),
    ),
    unknown("s3-customer-key", "the id of a new key is a key", _WEIGHTS, encryption(_WEIGHTS, "aws:kms", UNKNOWN)),
    unknown(
        "s3-customer-key",
        "an unknown key does not make SSE-S3 one of ours",
        _WEIGHTS,
        encryption(_WEIGHTS, "AES256", UNKNOWN),
        at=("weights",),
    ),
    beside("s3-customer-key", "no bucket is created", _VPC),
    kept("s3-public-access-block", "all four ways are blocked", _WEIGHTS, block(_WEIGHTS)),
    broken("s3-public-access-block", "nothing blocks", _WEIGHTS),
    broken("s3-public-access-block", "policies may be public", _WEIGHTS, block(_WEIGHTS, blockPublicPolicy=False)),
    unknown("s3-public-access-block", "one way is unknown", _WEIGHTS, block(_WEIGHTS, blockPublicAcls=UNKNOWN)),
    unknown(
        "s3-public-access-block",
        "one way is unknown and another open",
        _WEIGHTS,
        block(_WEIGHTS, blockPublicAcls=UNKNOWN, restrictPublicBuckets=False),
        at=("weights",),
    ),
    beside("s3-public-access-block", "an adopted bucket is not in the graph", block(_WEIGHTS)),
    kept("s3-versioning", "versions are kept", _WEIGHTS, versioning(_WEIGHTS, "Enabled")),
    kept("s3-versioning", "older programs keep versions on the bucket", bucket(versioning={"enabled": True})),
    broken("s3-versioning", "nothing is configured", _WEIGHTS),
    broken("s3-versioning", "versioning is suspended", _WEIGHTS, versioning(_WEIGHTS, "Suspended")),
    unknown("s3-versioning", "the state is unknown", _WEIGHTS, versioning(_WEIGHTS, UNKNOWN)),
    beside("s3-versioning", "no bucket is created", _VPC),
    kept("s3-tls-only", "plain HTTP is denied", _WEIGHTS, policy(_WEIGHTS, document(_NAMED, _TLS))),
    broken("s3-tls-only", "there is no policy", _WEIGHTS),
    broken("s3-tls-only", "the policy says nothing of TLS", _WEIGHTS, policy(_WEIGHTS, document(_NAMED))),
    broken(
        "s3-tls-only",
        "only one principal is denied",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Principal": {"AWS": "123456789012"}})),
    ),
    broken(
        "s3-tls-only",
        "only reading is denied",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Action": "s3:GetObject"})),
    ),
    kept(
        "s3-tls-only",
        "the bucket and its objects are named",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Resource": [_ARN, f"{_ARN}/*"]})),
    ),
    kept(
        "s3-tls-only",
        "each has a statement of its own",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Resource": _ARN}, {**_TLS, "Resource": f"{_ARN}/*"})),
    ),
    kept("s3-tls-only", "the key is in lower case", _WEIGHTS, policy(_WEIGHTS, document(denied("Bool", _HTTP)))),
    kept(
        "s3-tls-only",
        "a request without the key is denied, too",
        _WEIGHTS,
        policy(_WEIGHTS, document(denied("BoolIfExists", {"aws:SecureTransport": ["false"]}))),
    ),
    broken(
        "s3-tls-only",
        "some may still come without TLS",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Principal": None, "NotPrincipal": {"AWS": "arn:aws:iam::1:role/r"}})),
    ),
    broken(
        "s3-tls-only",
        "only one network is denied",
        _WEIGHTS,
        policy(_WEIGHTS, document(denied("Bool", _HTTP, StringEquals={"aws:SourceVpc": "vpc-1"}))),
    ),
    broken(
        "s3-tls-only",
        "only a request with a second key is denied",
        _WEIGHTS,
        policy(_WEIGHTS, document(denied("Bool", {**_HTTP, "aws:ViaAWSService": "false"}))),
    ),
    broken(
        "s3-tls-only",
        "only one prefix is denied",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Resource": [_ARN, f"{_ARN}/logs/*"]})),
    ),
    broken(
        "s3-tls-only",
        "only one prefix of such buckets is denied",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Resource": [_ARN, f"{_ARN}*/logs/*"]})),
    ),
    broken(
        "s3-tls-only",
        "the list of the bucket is not denied",
        _WEIGHTS,
        policy(_WEIGHTS, document({**_TLS, "Resource": f"{_ARN}/*"})),
    ),
    broken("s3-tls-only", "TLS is denied", _WEIGHTS, policy(_WEIGHTS, document(denied("Bool", _HTTPS)))),
    unknown("s3-tls-only", "the policy holds the bucket's ARN", _WEIGHTS, policy(_WEIGHTS, UNKNOWN)),
    unknown("s3-tls-only", "the policy on the bucket is unknown", bucket(policy=UNKNOWN)),
    beside("s3-tls-only", "no bucket is created", _VPC),
    kept("s3-access-logging", "another bucket gets the logs", _WEIGHTS, _LOGS, logging(_WEIGHTS, _LOGS)),
    kept("s3-access-logging", "older programs log on the bucket", bucket(loggings=[{"targetBucket": "logs"}])),
    broken("s3-access-logging", "nothing is logged", _WEIGHTS),
    unknown("s3-access-logging", "the log bucket is unknown", bucket(logging=UNKNOWN)),
    beside("s3-access-logging", "a bucket of logs is not logged", _LOGS, logging(resource("x:y:Z"), _LOGS)),
    kept("resource-policy-not-public", "principals are named", policy(_WEIGHTS, document(_NAMED, _TLS))),
    kept(
        "resource-policy-not-public",
        "the condition names the organisation",
        policy(_WEIGHTS, document({**_PUBLIC, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}})),
    ),
    broken("resource-policy-not-public", "anybody may read", policy(_WEIGHTS, document(_PUBLIC))),
    broken(
        "resource-policy-not-public",
        "any account may read",
        policy(_WEIGHTS, document({**_PUBLIC, "Principal": {"AWS": ["*"]}})),
    ),
    broken(
        "resource-policy-not-public",
        "a condition on everything narrows nothing",
        policy(_WEIGHTS, document({**_PUBLIC, "Condition": {"StringLike": {"aws:SourceArn": "*"}}})),
    ),
    broken(
        "resource-policy-not-public",
        "everybody but one is anybody",
        policy(_WEIGHTS, document({"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "s3:*"})),
    ),
    unknown("resource-policy-not-public", "the document is unknown", policy(_WEIGHTS, UNKNOWN)),
    beside("resource-policy-not-public", "a bucket has no policy", _WEIGHTS),
)
