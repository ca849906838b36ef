"""Where personal data may be with the compliance profile gdpr."""

from typing import Any

from accel.planning.graph import UNKNOWN
from tests.policies.building import Case, beside, broken, kept, resource, unknown

_RULE, _KNOWN = "allowed-regions", "region-country-known"
_PERSONAL = {"compliance": ("gdpr",), "data_class": "personal"}
_HEALTH = {"compliance": ("hipaa", "gdpr"), "data_class": "health"}
_NAMED = {**_PERSONAL, "data_regions": ("us-east-1",), "data_regions_named": True}
_BY_CHANCE = {**_PERSONAL, "data_regions": ("us-east-1",)}


def bucket(location: Any) -> Any:
    return resource("gcp:storage/bucket:Bucket", inputs={"location": location})


def key(region: Any) -> Any:
    return resource("aws:kms/key:Key", inputs={"region": region})


def vault(location: Any) -> Any:
    return resource("azure-native:keyvault:Vault", inputs={"location": location})


CASES: tuple[Case, ...] = (
    kept(_RULE, "personal data are in the EEA", bucket("EUROPE-WEST4"), facts=_PERSONAL),
    kept(
        _RULE,
        "personal data are in Norway, which is in the EEA and not in the EU",
        vault("norwayeast"),
        facts=_PERSONAL,
    ),
    kept(_RULE, "personal data are somewhere in the EU", bucket("EU"), facts=_PERSONAL),
    kept(_RULE, "personal data are in a country with an adequacy decision", key("ap-northeast-1"), facts=_PERSONAL),
    kept(_RULE, "somebody chose the region outside the EEA", key("us-east-1"), facts=_NAMED),
    kept(
        _RULE,
        "data that are neither personal nor of health may be anywhere with gdpr",
        key("us-east-1"),
        facts={"compliance": ("gdpr",)},
    ),
    kept(
        _RULE,
        "personal data may be anywhere without gdpr",
        key("us-east-1"),
        facts={"compliance": ("soc2",), "data_class": "personal"},
    ),
    broken(_RULE, "personal data are in a country without a decision", bucket("asia-south1"), facts=_PERSONAL),
    broken(_RULE, "health data are in a zone of a country without a decision", bucket("me-central2-a"), facts=_HEALTH),
    broken(_RULE, "personal data are where a decision covers some companies alone", key("us-east-1"), facts=_PERSONAL),
    broken(_RULE, "the region is that of the stack's cloud, which nobody chose", key("us-east-1"), facts=_BY_CHANCE),
    broken(_RULE, "personal data are in an Azure region without a decision", vault("East US"), facts=_PERSONAL),
    broken(
        _RULE,
        "the provider stands in a country without a decision",
        resource("pulumi:providers:aws", inputs={"region": "ap-south-1"}),
        facts=_PERSONAL,
    ),
    unknown(_RULE, "only the cloud knows where personal data are", bucket(UNKNOWN), facts=_PERSONAL),
    unknown(
        _RULE,
        "one zone is unknown and another is in a country without a decision",
        resource("gcp:container/cluster:Cluster", inputs={"nodeLocations": [UNKNOWN, "asia-south1-a"]}),
        at=("subject",),
        facts=_PERSONAL,
    ),
    beside(_RULE, "a place whose country nobody wrote down is another rule's matter", bucket("nam4"), facts=_PERSONAL),
    kept(_KNOWN, "the country of the region is written down", bucket("asia-south1"), facts=_PERSONAL),
    broken(_KNOWN, "nobody wrote down where a pair of regions is", bucket("NAM4"), facts=_PERSONAL),
    broken(_KNOWN, "a local zone may be in another country", key("us-east-1-qro-1a"), facts=_PERSONAL),
    broken(_KNOWN, "the region is new", vault("marsnorth"), facts=_HEALTH),
    unknown(_KNOWN, "only the cloud knows the region", bucket(UNKNOWN), facts=_PERSONAL),
    beside(_KNOWN, "the data are not personal", bucket("NAM4"), facts={"compliance": ("gdpr",)}),
    beside(_KNOWN, "somebody named the regions", bucket("NAM4"), facts=_NAMED),
    beside(_KNOWN, "it stands nowhere", bucket("global"), facts=_PERSONAL),
    beside(_KNOWN, "its provider knows no regions", resource("kubernetes:apps/v1:Deployment"), facts=_PERSONAL),
)
