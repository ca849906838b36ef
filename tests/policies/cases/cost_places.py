"""Rules about where things stand, and on which version: prices and dates are those of the catalogue."""

import datetime

from accel.catalog.kubernetes_versions import standard_support_until
from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import TODAY, beside, broken, kept, resource, unknown

_AWS = resource("pulumi:providers:aws", "aws", {"region": "us-east-1"})
_GCP = resource("pulumi:providers:gcp", "gcp", {"region": "us-central1"})
_CLUSTER = resource("gcp:container/cluster:Cluster", "cluster", {"location": "us-central1"})
_WEIGHTS = "s3://weights/llama/"


def model(source: object = _WEIGHTS) -> Resource:
    container = {"primaryContainer": {"modelDataUrl": source}}
    return resource("aws:sagemaker/model:Model", "model", container, provider=f"{_AWS.urn}::id")


def s3(region: object = "us-east-1", name: str = "weights") -> Resource:
    return resource("aws:s3/bucket:Bucket", name, {"bucket": name, "region": region})


def gcs(location: object = "US-CENTRAL1") -> Resource:
    return resource("gcp:storage/bucket:Bucket", "models", {"name": "models", "location": location})


def server(bucket: object = "models", **container: object) -> Resource:
    volume = {"csi": {"driver": "gcsfuse.csi.storage.gke.io", "volumeAttributes": {"bucketName": bucket}}}
    pod = {"containers": [{"name": "vllm", **container}], "volumes": [volume]}
    return resource("kubernetes:apps/v1:Deployment", "vllm", {"spec": {"template": {"spec": pod}}})


def slice_of(bucket: Resource | None, zone: object = "us-central1-a", **inputs: object) -> Resource:
    uses = {"metadata": bucket} if bucket else {}
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", {"zone": zone, "acceleratorType": "v5litepod-4", **inputs}, uses=uses)


def pool(location: object = "us-central1", machine: object = "g2-standard-8") -> Resource:
    return resource(
        "gcp:container/nodePool:NodePool", "pool", {"location": location, "nodeConfig": {"machineType": machine}}
    )


def eks(version: object, **inputs: object) -> Resource:
    return resource("aws:eks/cluster:Cluster", "cluster", {"version": version, **inputs})


def gke(version: object, channel: object = "EXTENDED") -> Resource:
    return resource(
        "gcp:container/cluster:Cluster",
        "cluster",
        {"minMasterVersion": version, "releaseChannel": {"channel": channel}},
    )


def aks(version: object, **inputs: object) -> Resource:
    return resource("azure-native:containerservice:ManagedCluster", "cluster", {"kubernetesVersion": version, **inputs})


def _over(cloud: str, version: str) -> bool:
    until = standard_support_until(cloud, version)
    return until is not None and until < TODAY


# The versions below are chosen for what their dates say on the day of these tests.
assert [_over("aws", "1.31"), _over("aws", "1.34"), _over("gcp", "1.31"), _over("gcp", "1.35")] == [True, False] * 2
assert [_over("azure", "1.32"), _over("azure", "1.36")] == [True, False]
assert standard_support_until("aws", "1.34") == datetime.date(2026, 12, 2)

_TWO_REGIONS = {"data_regions": ("us-central1", "asia-northeast1")}
_TOKYO = "asia-northeast1"

CASES = (
    kept("data-near-compute", "weights lie beside the endpoint", _AWS, s3(), model()),
    kept("data-near-compute", "weights lie beside the cluster", _CLUSTER, gcs(), server()),
    kept("data-near-compute", "checkpoints lie beside the slice", gcs(), slice_of(gcs())),
    kept("data-near-compute", "a bucket of several regions is near to many", gcs("US"), slice_of(gcs("US"))),
    kept("data-near-compute", "a bucket of others may be near", _AWS, model("s3://of-somebody/else")),
    kept(
        "data-near-compute",
        "little is read from it",
        _AWS,
        s3("eu-west-1"),
        model(),
        settings={"ignoredBuckets": ["weights"]},
    ),
    broken("data-near-compute", "weights lie in another region", model(), _AWS, s3("eu-west-1")),
    broken("data-near-compute", "checkpoints go to another region", slice_of(gcs(_TOKYO)), gcs(_TOKYO)),
    broken("data-near-compute", "weights are mounted from another region", server(), _CLUSTER, gcs("EUROPE-WEST4")),
    broken("data-near-compute", "weights lie on another cloud", server("", args=[f"--model={_WEIGHTS}"]), _CLUSTER),
    broken("data-near-compute", "an endpoint reads from Google Cloud", model("gs://models/llama"), _AWS),
    unknown("data-near-compute", "where the bucket lies is unknown", gcs(UNKNOWN), slice_of(gcs(UNKNOWN))),
    unknown("data-near-compute", "where the slice stands is unknown", gcs(), slice_of(gcs(), UNKNOWN)),
    unknown(
        "data-near-compute",
        "one bucket is unknown and the other lies on another cloud",
        server(UNKNOWN, args=[_WEIGHTS]),
        _CLUSTER,
        at=("vllm",),
    ),
    beside("data-near-compute", "nothing is read", pool()),
    beside("data-near-compute", "a cluster that the stack does not have", server("", args=[_WEIGHTS])),
    kept("region-premium", "it stands in the cheaper one", pool(), facts=_TWO_REGIONS),
    kept("region-premium", "there is no other region", pool(_TOKYO), facts={"data_regions": (_TOKYO,)}),
    kept("region-premium", "the stack pays for it", pool(_TOKYO), facts=_TWO_REGIONS, settings={"maxPercent": 500}),
    broken("region-premium", "it stands in the dearer one", pool(_TOKYO), facts=_TWO_REGIONS),
    broken(
        "region-premium",
        "a slice is cheaper elsewhere",
        slice_of(None, "asia-southeast1-b"),
        facts={"data_regions": ("us-central1", "asia-southeast1")},
    ),
    unknown("region-premium", "where it stands is unknown", pool(UNKNOWN), facts=_TWO_REGIONS),
    unknown("region-premium", "the machine is unknown", pool(_TOKYO, UNKNOWN), facts=_TWO_REGIONS),
    beside("region-premium", "a bucket is no machine", gcs(_TOKYO), facts=_TWO_REGIONS),
    kept("control-plane-supported", "EKS supports it", eks("1.34")),
    kept("control-plane-supported", "EKS takes the newest", eks(None)),
    kept("control-plane-supported", "EKS upgrades it instead", eks("1.31", upgradePolicy={"supportType": "STANDARD"})),
    kept("control-plane-supported", "GKE supports it", gke("1.35")),
    kept("control-plane-supported", "GKE upgrades it instead", gke("1.31", "REGULAR")),
    kept("control-plane-supported", "AKS supports it", aks("1.36.1")),
    kept("control-plane-supported", "nobody wrote the version down", eks("1.99")),
    broken("control-plane-supported", "EKS is paid for longer support", eks("1.31")),
    broken("control-plane-supported", "GKE is paid for longer support", gke("1.31.14-gke.2071000")),
    broken("control-plane-supported", "nobody repairs it on AKS", aks("1.32")),
    broken(
        "control-plane-supported", "AKS is paid for longer support", aks("1.32.4", supportPlan="AKSLongTermSupport")
    ),
    unknown("control-plane-supported", "the version is unknown", eks(UNKNOWN)),
    unknown("control-plane-supported", "the channel is unknown", gke("1.31", UNKNOWN)),
    beside("control-plane-supported", "a pool has the version of its cluster", pool()),
)
