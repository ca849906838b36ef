"""S3 buckets encrypt with a key of ours."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import UNKNOWN, Graph, Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import attached, complete, differs, objects
from policies.resource_types import S3_BUCKETS, S3_ENCRYPTION, S3_LOGGING
from policies.rule import MANDATORY, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    configurations = attached(graph, buckets, S3_ENCRYPTION, "bucket")
    # S3 delivers server access logs only to buckets with keys of its own (SSE-S3).
    log_targets = attached(graph, buckets, S3_LOGGING, "targetBucket")
    for bucket in buckets:
        if log_targets[bucket.urn]:
            continue
        given = [configuration.get("rules") for configuration in configurations[bucket.urn]]
        if not given:
            given = _on_the_bucket(bucket)
        if all(complete(rules) for rules in given) and not any(
            _has_customer_key(rule) for rules in given for rule in objects(rules)
        ):
            # Absent means SSE-S3, a key of AWS.
            yield Violation(bucket.urn, "no default encryption with a KMS key of yours")


def _on_the_bucket(bucket: Resource) -> list[Any]:
    """Return the rules that older programs set on the bucket itself; BucketV2 has lists where Bucket has one object."""
    configurations = bucket.get("serverSideEncryptionConfigurations")
    if not complete(configurations):
        return [UNKNOWN]
    return [
        bucket.get("serverSideEncryptionConfiguration.rule"),
        *(configuration.get("rules") for configuration in objects(configurations)),
    ]


def _has_customer_key(rule: dict[str, Any]) -> bool:
    defaults = [rule.get("applyServerSideEncryptionByDefault"), rule.get("applyServerSideEncryptionByDefaults")]
    # Without a key id, `aws:kms` means the AWS-managed key aws/s3.
    return not all(map(complete, defaults)) or any(
        not differs(default.get("sseAlgorithm"), "aws:kms", "aws:kms:dsse")
        and not customer_key_missing(default.get("kmsMasterKeyId"))
        for found in defaults
        for default in objects(found)
    )


RULE = Rule(
    id="s3-customer-key",
    title="S3 buckets encrypt new objects with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why=(
        "Weights, prompts and logs in S3 stay readable to whoever may read the bucket. A key of your own adds a "
        "second permission, an audit trail, and a way to withdraw both."
    ),
    remediation=(
        "Attach a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId of a key of "
        "the stack. Targets of server access logs may keep SSE-S3."
    ),
    frameworks=(*checkov("CKV_AWS_145"), *ENCRYPTION_AT_REST),
    check_stack=_check,
)
