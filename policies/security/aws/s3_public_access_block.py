"""Every S3 bucket blocks public access in all four ways."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import CIS_AWS, PUBLIC_DATA, checkov, cis
from policies.properties import attached, differs
from policies.resource_types import S3_BUCKETS, S3_PUBLIC_ACCESS_BLOCK
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_WAYS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    blocks = attached(graph, buckets, S3_PUBLIC_ACCESS_BLOCK, "bucket")
    for bucket in buckets:
        if not blocks[bucket.urn]:
            yield Violation(bucket.urn, "no BucketPublicAccessBlock")
        for block in blocks[bucket.urn]:
            # The provider's default of each is false.
            open_ways = [way for way in _WAYS if differs(block.get(way), True)]
            if open_ways:
                yield Violation(bucket.urn, f"its BucketPublicAccessBlock does not set {', '.join(open_ways)}")


RULE = Rule(
    id="s3-public-access-block",
    title="S3 buckets block public access",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="One careless policy or ACL makes a bucket public; the block makes such a policy have no effect.",
    remediation="Attach a BucketPublicAccessBlock with all four properties true.",
    frameworks=(
        *checkov("CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"),
        *cis(CIS_AWS, "2.1.4"),
        *PUBLIC_DATA,
    ),
    check_stack=_check,
)
