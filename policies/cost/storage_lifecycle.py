"""What lies in buckets becomes cheaper or goes away."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.azure import word
from policies.frameworks import RETENTION, checkov
from policies.properties import absent, attached
from policies.resource_types import GCS_BUCKETS, S3_BUCKETS, S3_LIFECYCLE, STORAGE_ACCOUNTS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_POLICIES = ("azure-native:storage:ManagementPolicy",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    buckets = graph.of(*S3_BUCKETS)
    configurations = attached(graph, buckets, S3_LIFECYCLE, "bucket")
    for bucket in buckets:
        if not configurations[bucket.urn] and absent(bucket.get("lifecycleRules")):
            yield Violation(bucket.urn, "no lifecycle rule: every object and every old version stays for ever")
    for bucket in graph.of(*GCS_BUCKETS):
        if absent(bucket.get("lifecycleRules")):
            yield Violation(bucket.urn, "no lifecycle rule: every object and every old version stays for ever")
    accounts = graph.of(*STORAGE_ACCOUNTS)
    policies = attached(graph, accounts, _POLICIES, "accountName")
    for account in accounts:
        # Lifecycles are of blobs; an account of files alone has none.
        if not policies[account.urn] and word(account.get("kind")) != "filestorage":
            yield Violation(account.urn, "no ManagementPolicy: every blob and every old version stays for ever")


RULE = Rule(
    id="storage-lifecycle",
    title="Buckets have a lifecycle",
    group="cost",
    cloud="any",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Checkpoints and old versions of weights are large, and nobody deletes them by hand.",
    remediation="Add a lifecycle rule that expires old versions and old logs.",
    frameworks=(*checkov("CKV2_AWS_61"), *RETENTION),
    check_stack=_check,
)
