from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_NETWORK = resource("gcp:compute/network:Network", "network")


def bucket(**inputs: object) -> Resource:
    return resource("gcp:storage/bucket:Bucket", "weights", {"location": "europe-west4", **inputs})


def key(**inputs: object) -> Resource:
    return resource("gcp:kms/cryptoKey:CryptoKey", "key", {"keyRing": "r", **inputs})


def grant(type_: str = "gcp:projects/iAMMember:IAMMember", **inputs: object) -> Resource:
    given = {"role": "roles/logging.logWriter", "member": "serviceAccount:a@p.iam.gserviceaccount.com"}
    return resource(type_, "grant", {**given, **inputs})


def share(**inputs: object) -> Resource:
    return resource("gcp:filestore/instance:Instance", "share", {"tier": "ZONAL", **inputs})


def dataset(**inputs: object) -> Resource:
    return resource("gcp:bigquery/dataset:Dataset", "data", {"datasetId": "prompts", **inputs})


def sink(**inputs: object) -> Resource:
    return resource("gcp:logging/projectSink:ProjectSink", "sink", inputs)


def sink_to(target: Resource) -> Resource:
    return resource("gcp:logging/projectSink:ProjectSink", "sink", {}, uses={"destination": target})


_BINDING = "gcp:storage/bucketIAMBinding:BucketIAMBinding"
_ACL = "gcp:storage/bucketAccessControl:BucketAccessControl"

CASES = (
    kept("filestore-customer-key", "a key of ours", share(kmsKeyName=_KEY)),
    broken("filestore-customer-key", "the default is a key of Google's", share()),
    unknown("filestore-customer-key", "the key is new", share(kmsKeyName=UNKNOWN)),
    beside("filestore-customer-key", "a bucket is no share", bucket()),
    kept("bigquery-customer-key", "a key of ours", dataset(defaultEncryptionConfiguration={"kmsKeyName": _KEY})),
    broken("bigquery-customer-key", "the default is a key of Google's", dataset()),
    broken("bigquery-customer-key", "no key is named", dataset(defaultEncryptionConfiguration={})),
    unknown("bigquery-customer-key", "the key is new", dataset(defaultEncryptionConfiguration={"kmsKeyName": UNKNOWN})),
    unknown("bigquery-customer-key", "the configuration is unknown", dataset(defaultEncryptionConfiguration=UNKNOWN)),
    beside("bigquery-customer-key", "the data lie elsewhere", dataset(externalDatasetReference={"connection": "c"})),
    kept("gcs-customer-key", "a key of ours encrypts", bucket(encryption={"defaultKmsKeyName": _KEY})),
    broken("gcs-customer-key", "the default is a key of Google", bucket()),
    unknown("gcs-customer-key", "the key is new", bucket(encryption={"defaultKmsKeyName": UNKNOWN})),
    beside("gcs-customer-key", "no bucket is created", _NETWORK),
    kept("gcs-public-access-prevention", "it is enforced", bucket(publicAccessPrevention="enforced")),
    broken("gcs-public-access-prevention", "the default is inherited", bucket()),
    broken("gcs-public-access-prevention", "inherited prevents nothing", bucket(publicAccessPrevention="inherited")),
    unknown("gcs-public-access-prevention", "the value is unknown", bucket(publicAccessPrevention=UNKNOWN)),
    beside("gcs-public-access-prevention", "no bucket is created", _NETWORK),
    kept("gcs-uniform-access", "IAM alone decides", bucket(uniformBucketLevelAccess=True)),
    broken("gcs-uniform-access", "the default has ACLs", bucket()),
    unknown("gcs-uniform-access", "the flag is unknown", bucket(uniformBucketLevelAccess=UNKNOWN)),
    beside("gcs-uniform-access", "no bucket is created", _NETWORK),
    kept("gcs-versioning", "versions are kept", bucket(versioning={"enabled": True})),
    kept("gcs-versioning", "what is retained cannot be overwritten", bucket(retentionPolicy={"retentionPeriod": 60})),
    broken("gcs-versioning", "the default is off", bucket()),
    unknown("gcs-versioning", "the flag is unknown", bucket(versioning={"enabled": UNKNOWN})),
    beside("gcs-versioning", "no bucket is created", _NETWORK),
    kept("gcp-iam-no-public-members", "an account is named", grant()),
    broken("gcp-iam-no-public-members", "everybody is a member", grant(member="allUsers")),
    broken(
        "gcp-iam-no-public-members",
        "one of the members is everybody",
        grant(_BINDING, members=["user:a@b.c", "allAuthenticatedUsers"]),
    ),
    broken("gcp-iam-no-public-members", "an ACL names everybody", grant(_ACL, entity="allUsers", member=None)),
    unknown("gcp-iam-no-public-members", "the member is new", grant(member=UNKNOWN)),
    unknown(
        "gcp-iam-no-public-members",
        "beside a new member stands everybody",
        grant(_BINDING, members=[UNKNOWN, "allUsers"]),
        at=("grant",),
    ),
    beside("gcp-iam-no-public-members", "a bucket is no grant", bucket()),
    kept("gcp-iam-no-basic-roles", "a predefined role is granted", grant()),
    broken("gcp-iam-no-basic-roles", "an editor is made", grant(role="roles/editor")),
    broken(
        "gcp-iam-no-basic-roles", "owners are made", grant("gcp:projects/iAMBinding:IAMBinding", role="roles/owner")
    ),
    unknown("gcp-iam-no-basic-roles", "the role is unknown", grant(role=UNKNOWN)),
    beside("gcp-iam-no-basic-roles", "a grant on a bucket", grant(_BINDING, role="roles/storage.objectUser")),
    kept("gcp-iam-no-project-impersonation", "another role is granted", grant()),
    broken(
        "gcp-iam-no-project-impersonation",
        "tokens of every account",
        grant(role="roles/iam.serviceAccountTokenCreator"),
    ),
    unknown("gcp-iam-no-project-impersonation", "the role is unknown", grant(role=UNKNOWN)),
    beside(
        "gcp-iam-no-project-impersonation",
        "on one account the role is fine",
        grant("gcp:serviceaccount/iAMMember:IAMMember", role="roles/iam.serviceAccountTokenCreator"),
    ),
    kept("service-account-no-keys", "an account without keys", resource("gcp:serviceaccount/account:Account", "nodes")),
    broken("service-account-no-keys", "a key is made", resource("gcp:serviceaccount/key:Key", "key")),
    unknown(
        "service-account-no-keys",
        "a key of a new account is a key",
        resource("gcp:serviceaccount/key:Key", "key", {"serviceAccountId": UNKNOWN}),
        at=("key",),
    ),
    beside("service-account-no-keys", "a KMS key is another thing", key()),
    kept("crypto-key-rotation", "90 days", key(rotationPeriod="7776000s")),
    kept(
        "crypto-key-rotation", "a longer period by setting", key(rotationPeriod="15552000s"), settings={"maxDays": 180}
    ),
    broken("crypto-key-rotation", "the default is never", key()),
    broken("crypto-key-rotation", "a year", key(rotationPeriod="31536000s")),
    unknown("crypto-key-rotation", "the period is unknown", key(rotationPeriod=UNKNOWN)),
    unknown("crypto-key-rotation", "the purpose is unknown", key(purpose=UNKNOWN)),
    beside("crypto-key-rotation", "keys that sign do not rotate", key(purpose="ASYMMETRIC_SIGN")),
    kept("audit-sink-on", "a sink exports", _NETWORK, sink()),
    kept("audit-sink-on", "another stack has the sink", _NETWORK, settings={"auditedElsewhere": True}),
    broken("audit-sink-on", "nothing is exported", _NETWORK, at=("stack",)),
    broken("audit-sink-on", "the sink is switched off", _NETWORK, sink(disabled=True), at=("stack",)),
    unknown("audit-sink-on", "an unknown sink is a sink", _NETWORK, sink(disabled=UNKNOWN)),
    beside("audit-sink-on", "nothing is built on Google Cloud", resource("aws:ec2/vpc:Vpc")),
    kept(
        "audit-bucket-locked",
        "the policy is locked",
        locked := bucket(retentionPolicy={"isLocked": True}),
        sink_to(locked),
    ),
    broken("audit-bucket-locked", "nothing retains", plain := bucket(), sink_to(plain)),
    broken(
        "audit-bucket-locked",
        "the sink names the bucket by text",
        bucket(name="audit"),
        sink(destination="storage.googleapis.com/audit"),
    ),
    unknown(
        "audit-bucket-locked", "the lock is unknown", dim := bucket(retentionPolicy={"isLocked": UNKNOWN}), sink_to(dim)
    ),
    beside("audit-bucket-locked", "no sink writes here", bucket()),
)
