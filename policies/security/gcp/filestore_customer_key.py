"""Shares of Filestore are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_AT_REST
from policies.properties import absent
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(share: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's.
    if absent(share.get("kmsKeyName")):
        yield "kmsKeyName is not set"


RULE = Rule(
    id="filestore-customer-key",
    title="Filestore encrypts with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Many machines share weights and training data there: a key of your own can close them all at once.",
    remediation="Set kmsKeyName to a key of the stack when the instance is made; the basic tiers take none.",
    frameworks=ENCRYPTION_AT_REST,
    types=("gcp:filestore/instance:Instance",),
    check_resource=_check,
)
