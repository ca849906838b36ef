"""What Vertex AI keeps is encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import absent
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_KINDS = (
    "aiDataset:AiDataset",
    "aiEndpoint:AiEndpoint",
    "aiFeatureOnlineStore:AiFeatureOnlineStore",
    "aiFeatureStore:AiFeatureStore",
    "aiIndex:AiIndex",
    "aiIndexEndpoint:AiIndexEndpoint",
    "aiMetadataStore:AiMetadataStore",
    "aiPersistentResource:AiPersistentResource",
    "aiReasoningEngine:AiReasoningEngine",
    "aiTensorboard:AiTensorboard",
)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's.
    if absent(resource.get("encryptionSpec.kmsKeyName")):
        yield "encryptionSpec.kmsKeyName is not set"


RULE = Rule(
    id="vertex-customer-key",
    title="Vertex AI encrypts with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Models, data sets and features are what an attacker wants: a key of your own can close them all at once.",
    remediation="Set encryptionSpec.kmsKeyName to a key in the region of the resource, when it is created.",
    frameworks=(
        *checkov("CKV2_GCP_24", "CKV2_GCP_25", "CKV2_GCP_26", "CKV_GCP_92", "CKV_GCP_96"),
        *ENCRYPTION_AT_REST,
    ),
    types=tuple(f"gcp:vertex/{kind}" for kind in _KINDS),
    check_resource=_check,
)
