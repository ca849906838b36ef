"""Secrets in Secret Manager are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import ENCRYPTION_AT_REST, SECRETS
from policies.properties import absent, is_unknown, objects
from policies.resource_types import GCP_SECRETS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_KEY = "customerManagedEncryption.kmsKeyName"
_REPLICAS = "replication.userManaged.replicas"


def _check(secret: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's, for each copy of its own.
    if secret.kind == GCP_SECRETS[1]:
        places = [("", secret.inputs)]
    elif (auto := secret.get("replication.auto")) is not None:
        places = [("replication.auto.", auto)]
    else:
        places = [(f"{_REPLICAS}[{number}].", it) for number, it in enumerate(objects(secret.get(_REPLICAS)))]
    for place, copy in places:
        if not is_unknown(copy) and absent(lookup(copy, _KEY)):
            yield f"{place}{_KEY} is not set"


RULE = Rule(
    id="gcp-secret-customer-key",
    title="Secrets in Secret Manager are encrypted with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="With a key of your own you can make every version of a secret unreadable at once, whoever has a copy.",
    remediation="Set customerManagedEncryption.kmsKeyName of the replication, each replica, or the regional secret.",
    frameworks=(*ENCRYPTION_AT_REST, *SECRETS),
    types=GCP_SECRETS,
    check_resource=_check,
)
