from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_EUROPE = {"data_regions": ("europe-west4", "eu-central-1")}
_ALL = {
    "environment": "prod",
    "cost-center": "research",
    "blueprint": "train",
    "stack": "prod",
    "owner": "ml",
    "managed-by": "accelerator-blueprints",
}
_RULES = ("ownership-tags", "cost-tags")
_PARTS = {"ownership-tags": ("owner", "managed-by"), "cost-tags": ("environment", "cost-center", "blueprint", "stack")}


def key(**inputs: object) -> Resource:
    return resource("aws:kms/key:Key", "key", inputs)


def pool(**inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in _ALL.items() if name not in names}


_AWS = resource("pulumi:providers:aws", "aws", {"defaultTags": '{"tags": {"owner": "ml", "managed-by": "us"}}'})
_GCP = resource("pulumi:providers:gcp", "gcp", {"defaultLabels": '{"owner": "ml", "managed-by": "us"}'})
_UNKNOWN_DEFAULTS = resource("pulumi:providers:gcp", "gcp", {"defaultLabels": UNKNOWN})


def of(provider: Resource, judged: Resource) -> Resource:
    return resource(judged.type, judged.name, judged.inputs, provider=f"{provider.urn}::id")


CASES = (
    *(kept(rule, "all tags are there", key(tags=_ALL)) for rule in _RULES),
    *(broken(rule, "there are none", key()) for rule in _RULES),
    *(broken(rule, f"{name} is missing", key(tags=without(name))) for rule, names in _PARTS.items() for name in names),
    *(broken(rule, "one is empty", key(tags={**_ALL, _PARTS[rule][0]: ""})) for rule in _RULES),
    *(unknown(rule, "all tags are unknown", key(tags=UNKNOWN)) for rule in _RULES),
    *(unknown(rule, "one is unknown", key(tags={**_ALL, _PARTS[rule][0]: UNKNOWN})) for rule in _RULES),
    *(
        unknown(rule, "one is unknown beside a missing one", key(tags={_PARTS[rule][0]: UNKNOWN}), at=("key",))
        for rule in _RULES
    ),
    *(beside(rule, "the type has no tags", resource("gcp:projects/iAMMember:IAMMember")) for rule in _RULES),
    kept("ownership-tags", "the provider's default tags count", of(_AWS, key()), _AWS),
    kept(
        "ownership-tags",
        "the provider's default labels count",
        of(_GCP, resource("gcp:storage/bucket:Bucket", "bucket")),
        _GCP,
    ),
    unknown(
        "ownership-tags",
        "the provider's default labels are unknown",
        of(_UNKNOWN_DEFAULTS, resource("gcp:storage/bucket:Bucket", "bucket")),
        _UNKNOWN_DEFAULTS,
    ),
    broken("ownership-tags", "default labels do not reach the machines of a node pool", of(_GCP, pool()), _GCP),
    kept("ownership-tags", "the machines of a node pool carry them", pool(nodeConfig={"resourceLabels": _ALL})),
    kept("allowed-regions", "it stands in an allowed region", key(region="eu-central-1"), facts=_EUROPE),
    kept(
        "allowed-regions",
        "a zone lies in its region",
        resource("gcp:tpu/v2Vm:V2Vm", "slice", {"zone": "europe-west4-a"}),
        facts=_EUROPE,
    ),
    kept(
        "allowed-regions",
        "buckets write regions in capitals",
        resource("gcp:storage/bucket:Bucket", "bucket", {"location": "EUROPE-WEST4"}),
        facts=_EUROPE,
    ),
    kept(
        "allowed-regions",
        "a global thing stands nowhere",
        resource("gcp:compute/address:Address", "address", {"location": "global"}),
        facts=_EUROPE,
    ),
    kept(
        "allowed-regions",
        "an AI zone lies in its region",
        resource("gcp:tpu/v2Vm:V2Vm", "slice", {"zone": "europe-west4-ai1a"}),
        facts=_EUROPE,
    ),
    kept(
        "allowed-regions",
        "Azure writes one region in two ways",
        resource("azure-native:storage:StorageAccount", "account", {"location": "West Europe"}),
        resource("azure:storage/account:Account", "classic", {"location": "westeurope"}),
        facts={"data_regions": ("westeurope",)},
    ),
    broken(
        "allowed-regions",
        "Azure stands elsewhere",
        resource("azure-native:storage:StorageAccount", "account", {"location": "East US"}),
        facts={"data_regions": ("westeurope",)},
    ),
    broken(
        "allowed-regions",
        "a local zone may stand in another country than its region",
        resource("aws:ec2/subnet:Subnet", "subnet", {"availabilityZone": "us-east-1-qro-1a"}),
        facts={"data_regions": ("us-east-1",)},
    ),
    kept(
        "allowed-regions",
        "a local zone is named itself",
        resource("aws:ec2/subnet:Subnet", "subnet", {"availabilityZone": "us-east-1-qro-1a"}),
        facts={"data_regions": ("us-east-1", "us-east-1-qro-1a")},
    ),
    broken("allowed-regions", "it stands elsewhere", key(region="us-east-1"), facts=_EUROPE),
    broken(
        "allowed-regions",
        "a multi-region is more than its regions",
        resource("gcp:storage/bucket:Bucket", "bucket", {"location": "EU"}),
        facts=_EUROPE,
    ),
    broken(
        "allowed-regions",
        "one of several zones lies elsewhere",
        pool(nodeLocations=["europe-west4-a", "europe-west1-b"]),
        facts=_EUROPE,
    ),
    broken(
        "allowed-regions",
        "the provider stands elsewhere",
        resource("pulumi:providers:aws", "aws", {"region": "us-east-1"}),
        facts=_EUROPE,
    ),
    unknown("allowed-regions", "its region is unknown", key(region=UNKNOWN), facts=_EUROPE),
    unknown(
        "allowed-regions",
        "one zone is unknown and another one elsewhere",
        pool(nodeLocations=[UNKNOWN, "us-central1-a"]),
        at=("pool",),
        facts=_EUROPE,
    ),
    beside("allowed-regions", "the stack names no region", key(region="us-east-1")),
    beside(
        "allowed-regions",
        "Kubernetes has no regions",
        resource("kubernetes:core/v1:ConfigMap", "map", {"location": "us-east-1"}),
        facts=_EUROPE,
    ),
)
