"""Audit trails: what they record, where, and under which key."""

from dataclasses import replace

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown, urn_of

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_VPC = resource("aws:ec2/vpc:Vpc", "network")


def bucket(name: str = "weights", **inputs: object) -> Resource:
    return resource("aws:s3/bucket:Bucket", name, inputs)


def trail(**inputs: object) -> Resource:
    every = {"isMultiRegionTrail": True, "enableLogFileValidation": True, "kmsKeyId": _KEY}
    return resource("aws:cloudtrail/trail:Trail", "trail", {**every, **inputs})


def selecting(*selectors: object) -> Resource:
    return trail(eventSelectors=list(selectors))


def advanced(**fields: object) -> Resource:
    wanted = {"eventCategory": ["Management"], **fields}
    return trail(
        advancedEventSelectors=[{"fieldSelectors": [{"field": name, "equals": wanted[name]} for name in wanted]}]
    )


def data_trail() -> Resource:
    return replace(advanced(eventCategory=["Data"]), urn=urn_of("aws:cloudtrail/trail:Trail", "data"), name="data")


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

CASES = (
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
    kept("audit-trail-on", "a second trail records data alone", _VPC, trail(), data_trail()),
    kept(
        "audit-trail-on",
        "two selectors record reads and writes",
        _VPC,
        selecting({"readWriteType": "ReadOnly"}, {"readWriteType": "WriteOnly", "includeManagementEvents": True}),
    ),
    kept("audit-trail-on", "an advanced selector records everything", _VPC, advanced()),
    broken("audit-trail-on", "a bucket alone is used, too", _WEIGHTS, at=("stack",)),
    *(
        broken("audit-trail-on", f"nothing records a {type_}", resource(type_), at=("stack",))
        for type_ in (
            "aws:kms/key:Key",
            "aws:secretsmanager/secret:Secret",
            "aws:sagemaker/notebookInstance:NotebookInstance",
            "aws:sagemaker/trainingJob:TrainingJob",
        )
    ),
    broken(
        "audit-trail-on",
        "the trail records reading of data alone",
        _VPC,
        selecting({"readWriteType": "ReadOnly", "includeManagementEvents": False}),
        at=("trail",),
    ),
    broken("audit-trail-on", "a trail that records data stands alone", data_trail(), at=("data",)),
    broken("audit-trail-on", "no write is recorded", _VPC, selecting({"readWriteType": "ReadOnly"}), at=("trail",)),
    broken("audit-trail-on", "an advanced selector records data alone", _VPC, data_trail(), at=("data",)),
    broken(
        "audit-trail-on", "an advanced selector leaves writes out", _VPC, advanced(readOnly=["true"]), at=("trail",)
    ),
    unknown("audit-trail-on", "the selectors are unknown", _VPC, trail(eventSelectors=UNKNOWN)),
    unknown("audit-trail-on", "one selector is unknown", _VPC, selecting(UNKNOWN, {"includeManagementEvents": False})),
    unknown(
        "audit-trail-on", "what a selector records is unknown", _VPC, selecting({"includeManagementEvents": UNKNOWN})
    ),
    unknown("audit-trail-on", "which kind is recorded is unknown", _VPC, selecting({"readWriteType": UNKNOWN})),
    unknown("audit-trail-on", "an advanced category is unknown", _VPC, advanced(eventCategory=UNKNOWN)),
    unknown("audit-trail-on", "whether reads are left out is unknown", _VPC, advanced(readOnly=[UNKNOWN])),
    unknown("audit-trail-on", "an unknown trail is a trail", _VPC, trail(s3BucketName=UNKNOWN)),
    beside("audit-trail-on", "nothing is built on AWS", resource("gcp:compute/network:Network")),
)
