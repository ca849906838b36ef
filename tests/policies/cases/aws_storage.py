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


def trail(**inputs: object) -> Resource:
    every = {"isMultiRegionTrail": True, "enableLogFileValidation": True, "kmsKeyId": _KEY}
    return resource("aws:cloudtrail/trail:Trail", "trail", {**every, **inputs})


def lock(of: Resource, mode: object) -> Resource:
    return resource(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "lock",
        {"rule": {"defaultRetention": {"mode": mode, "days": 365}}},
        uses={"bucket": of},
    )


def writing_trail(to: Resource) -> Resource:
    return resource("aws:cloudtrail/trail:Trail", "trail", {}, uses={"s3BucketName": to})


_LOGS = bucket("logs")
_WEIGHTS = bucket()
_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
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
    unknown("s3-tls-only", "the policy holds the bucket's ARN", _WEIGHTS, policy(_WEIGHTS, UNKNOWN)),
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
    kept("trail-bucket-locked", "the lock keeps files", _LOGS, writing_trail(_LOGS), lock(_LOGS, "COMPLIANCE")),
    broken("trail-bucket-locked", "nothing keeps files", _LOGS, writing_trail(_LOGS)),
    broken(
        "trail-bucket-locked",
        "a lock without retention keeps nothing",
        bucket("logs", objectLockEnabled=True),
        writing_trail(_LOGS),
    ),
    unknown("trail-bucket-locked", "the mode is unknown", _LOGS, writing_trail(_LOGS), lock(_LOGS, UNKNOWN)),
    beside("trail-bucket-locked", "no trail writes here", _WEIGHTS),
    kept("cloudtrail-customer-key", "a key of ours encrypts", trail()),
    broken("cloudtrail-customer-key", "no key is set", trail(kmsKeyId=None)),
    unknown("cloudtrail-customer-key", "the key is new", trail(kmsKeyId=UNKNOWN)),
    beside("cloudtrail-customer-key", "no trail is created", _VPC),
    kept("cloudtrail-multi-region", "every region is covered", trail()),
    broken("cloudtrail-multi-region", "one region is covered", trail(isMultiRegionTrail=False)),
    broken("cloudtrail-multi-region", "the default is one region", resource("aws:cloudtrail/trail:Trail", "trail")),
    broken("cloudtrail-multi-region", "logging is off", trail(enableLogging=False)),
    broken("cloudtrail-multi-region", "IAM is left out", trail(includeGlobalServiceEvents=False)),
    unknown("cloudtrail-multi-region", "the flag is unknown", trail(isMultiRegionTrail=UNKNOWN)),
    unknown(
        "cloudtrail-multi-region",
        "the flag is unknown and logging off",
        trail(isMultiRegionTrail=UNKNOWN, enableLogging=False),
        at=("trail",),
    ),
    beside("cloudtrail-multi-region", "no trail is created", _VPC),
    kept("cloudtrail-log-validation", "files are signed", trail()),
    broken("cloudtrail-log-validation", "files are not signed", trail(enableLogFileValidation=False)),
    unknown("cloudtrail-log-validation", "the flag is unknown", trail(enableLogFileValidation=UNKNOWN)),
    beside("cloudtrail-log-validation", "no trail is created", _VPC),
    kept("audit-trail-on", "the stack has a trail", _VPC, trail()),
    kept("audit-trail-on", "another stack has the trail", _VPC, settings={"auditedElsewhere": True}),
    broken("audit-trail-on", "nothing records", _VPC, at=("stack",)),
    unknown("audit-trail-on", "an unknown trail is a trail", _VPC, trail(s3BucketName=UNKNOWN)),
    beside("audit-trail-on", "nothing is built on AWS", resource("gcp:compute/network:Network")),
)
