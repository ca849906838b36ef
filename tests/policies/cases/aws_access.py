from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, document, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_BUCKET = resource("aws:s3/bucket:Bucket", "weights")


def role_policy(*statements: dict[str, object]) -> Resource:
    return resource("aws:iam/rolePolicy:RolePolicy", "policy", {"policy": document(*statements), "role": "r"})


def role(**inputs: object) -> Resource:
    return resource("aws:iam/role:Role", "role", inputs)


def key(**inputs: object) -> Resource:
    return resource("aws:kms/key:Key", "key", inputs)


def topic(**inputs: object) -> Resource:
    return resource("aws:sns/topic:Topic", "alarms", inputs)


def secret(**inputs: object) -> Resource:
    return resource("aws:secretsmanager/secret:Secret", "hub-token", inputs)


_READ = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::weights/*"}
_TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
_ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
_OWNER = {**_ANYBODY, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*"}
_CALLER = {"Condition": {"StringEquals": {"kms:CallerAccount": "123456789012"}}}

CASES = (
    kept("iam-no-wildcard-actions", "actions are named", role_policy(_READ)),
    kept(
        "iam-no-wildcard-actions",
        "a denied service is fine",
        role_policy({**_READ, "Effect": "Deny", "Action": "s3:*"}),
    ),
    broken("iam-no-wildcard-actions", "a whole service is allowed", role_policy(_READ, {**_READ, "Action": ["s3:*"]})),
    broken("iam-no-wildcard-actions", "everything is allowed", role_policy({**_READ, "Action": "*"})),
    broken(
        "iam-no-wildcard-actions",
        "everything but one service is allowed",
        role_policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::weights"}),
    ),
    broken(
        "iam-no-wildcard-actions",
        "an inline policy of the role allows a service",
        role(inlinePolicies=[UNKNOWN, {"name": "all", "policy": document({**_READ, "Action": "ecr:*"})}]),
    ),
    unknown(
        "iam-no-wildcard-actions",
        "the document is unknown",
        resource("aws:iam/policy:Policy", "policy", {"policy": UNKNOWN}),
    ),
    beside("iam-no-wildcard-actions", "a role without policies", role(assumeRolePolicy=document(_TRUST))),
    kept("iam-no-wildcard-resources", "resources are named", role_policy(_READ)),
    kept(
        "iam-no-wildcard-resources",
        "a log-in to the registry cannot name a resource",
        role_policy({"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}),
    ),
    broken("iam-no-wildcard-resources", "every bucket may be read", role_policy({**_READ, "Resource": "*"})),
    broken(
        "iam-no-wildcard-resources", "an ARN of stars is no limit", role_policy({**_READ, "Resource": "arn:aws:s3:::*"})
    ),
    broken(
        "iam-no-wildcard-resources",
        "everything but one bucket may be read",
        role_policy({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::logs/*"}),
    ),
    unknown(
        "iam-no-wildcard-resources",
        "the document is unknown",
        resource("aws:iam/policy:Policy", "policy", {"policy": UNKNOWN}),
    ),
    beside("iam-no-wildcard-resources", "a bucket grants nothing by IAM", _BUCKET),
    kept("iam-role-trust-narrow", "a service is named", role(assumeRolePolicy=document(_TRUST))),
    broken(
        "iam-role-trust-narrow", "anybody may assume it", role(assumeRolePolicy=document({**_TRUST, "Principal": "*"}))
    ),
    unknown("iam-role-trust-narrow", "the document is unknown", role(assumeRolePolicy=UNKNOWN)),
    beside("iam-role-trust-narrow", "a policy is not assumed", role_policy(_READ)),
    kept("iam-no-access-keys", "a role needs no key", role()),
    broken("iam-no-access-keys", "a user gets a key", resource("aws:iam/accessKey:AccessKey", "key", {"user": "ci"})),
    unknown(
        "iam-no-access-keys",
        "a key of an unknown user is a key",
        resource("aws:iam/accessKey:AccessKey", "key", {"user": UNKNOWN}),
        at=("key",),
    ),
    beside("iam-no-access-keys", "a bucket has no keys", _BUCKET),
    kept("kms-key-rotation", "the key rotates", key(enableKeyRotation=True)),
    broken("kms-key-rotation", "the default is never", key()),
    kept("kms-key-rotation", "the key rotates twice a year", key(enableKeyRotation=True, rotationPeriodInDays=180)),
    kept("kms-key-rotation", "the key rotates after a year", key(enableKeyRotation=True, rotationPeriodInDays=365)),
    broken("kms-key-rotation", "the key rotates in years", key(enableKeyRotation=True, rotationPeriodInDays=2560)),
    unknown("kms-key-rotation", "how often is unknown", key(enableKeyRotation=True, rotationPeriodInDays=UNKNOWN)),
    unknown("kms-key-rotation", "the flag is unknown", key(enableKeyRotation=UNKNOWN)),
    unknown("kms-key-rotation", "the kind of key is unknown", key(customerMasterKeySpec=UNKNOWN)),
    beside("kms-key-rotation", "a key pair does not rotate", key(customerMasterKeySpec="RSA_4096")),
    kept("kms-key-policy-not-public", "the account is named", key(policy=document(_OWNER))),
    kept("kms-key-policy-not-public", "the default policy is the account's", key()),
    kept("kms-key-policy-not-public", "only callers of the account", key(policy=document({**_ANYBODY, **_CALLER}))),
    broken("kms-key-policy-not-public", "anybody may decrypt", key(policy=document(_OWNER, _ANYBODY))),
    broken(
        "kms-key-policy-not-public",
        "a policy of its own lets anybody in",
        resource("aws:kms/keyPolicy:KeyPolicy", "policy", {"policy": document(_ANYBODY)}),
    ),
    unknown("kms-key-policy-not-public", "the document is unknown", key(policy=UNKNOWN)),
    beside("kms-key-policy-not-public", "a bucket has another policy", _BUCKET),
    kept("sns-customer-key", "a key of ours encrypts", topic(kmsMasterKeyId=_KEY)),
    broken("sns-customer-key", "nothing encrypts", topic()),
    broken("sns-customer-key", "alarms cannot use the key of AWS", topic(kmsMasterKeyId="alias/aws/sns")),
    unknown("sns-customer-key", "the key is new", topic(kmsMasterKeyId=UNKNOWN)),
    beside("sns-customer-key", "no topic is created", _BUCKET),
    kept("secret-customer-key", "a key of ours encrypts", secret(kmsKeyId=_KEY)),
    broken("secret-customer-key", "the default is a key of AWS", secret()),
    unknown("secret-customer-key", "the key is new", secret(kmsKeyId=UNKNOWN)),
    beside("secret-customer-key", "no secret is created", _BUCKET),
)
