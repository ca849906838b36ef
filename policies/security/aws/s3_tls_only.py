"""S3 buckets refuse requests without TLS."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import CIS_AWS, ENCRYPTION_IN_TRANSIT, checkov, cis
from policies.iam import denies_plain_http, statements
from policies.properties import attached, is_unknown
from policies.resource_types import S3_BUCKETS, S3_POLICY
from policies.rule import MANDATORY, PlainContext, Rule, Violation


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    policies = attached(graph, buckets, S3_POLICY, "bucket")
    for bucket in buckets:
        documents = [item.get("policy") for item in (*policies[bucket.urn], bucket)]
        if any(is_unknown(document) for document in documents):
            continue
        if not any(denies_plain_http(statements(document)) for document in documents):
            yield Violation(
                bucket.urn,
                "no policy denies everybody s3:* on the bucket and its objects where aws:SecureTransport is false",
            )


RULE = Rule(
    id="s3-tls-only",
    title="S3 buckets accept only TLS",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="S3 still answers plain HTTP. A client that uses it sends data and signatures in the clear.",
    remediation=(
        "Attach a BucketPolicy that denies s3:* on the bucket and its objects to everybody where aws:SecureTransport "
        "is false."
    ),
    frameworks=(*checkov("CKV_AWS_379"), *cis(CIS_AWS, "2.1.1"), *ENCRYPTION_IN_TRANSIT),
    check_stack=_check,
)
