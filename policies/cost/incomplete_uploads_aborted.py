"""Uploads that were never finished are thrown away."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import checkov
from policies.properties import absent, complete, differs, entries, mapping
from policies.resource_types import GCS_BUCKETS, S3_LIFECYCLE
from policies.rule import ADVISORY, PlainContext, Rule

_ABORT = "AbortIncompleteMultipartUpload"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind in S3_LIFECYCLE:
        rules = resource.get("rules")
        aborts = any(
            not absent(lookup(rule, "abortIncompleteMultipartUpload.daysAfterInitiation"))
            and not differs(mapping(rule).get("status"), "Enabled")
            for rule in entries(rules)
        )
    else:
        rules = resource.get("lifecycleRules")
        aborts = any(not differs(lookup(rule, "action.type"), _ABORT) for rule in entries(rules))
    if complete(rules) and not aborts:
        yield "no lifecycle rule aborts incomplete uploads"


RULE = Rule(
    id="incomplete-uploads-aborted",
    title="Incomplete uploads are aborted",
    group="cost",
    cloud="any",
    severity="low",
    levels=ADVISORY,
    why="Parts of an upload that broke off are stored and billed, and no listing shows them.",
    remediation="Add a lifecycle rule that aborts incomplete multipart uploads after some days.",
    frameworks=(*checkov("CKV_AWS_300"),),
    types=(*S3_LIFECYCLE, *GCS_BUCKETS),
    check_resource=_check,
)
