from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown
from tests.policies.cases.kubernetes import container, deployment

_LABELS = {"app": "vllm"}
_BUCKET = resource("gcp:storage/bucket:Bucket", "checkpoints")
_SPOT = {"spot": True}


def budget(selector: object, namespace: object = "serving") -> Resource:
    given = {"metadata": {"namespace": namespace}, "spec": {"minAvailable": 1, "selector": selector}}
    return resource("kubernetes:policy/v1:PodDisruptionBudget", "budget", given)


def autoscaler(lowest: object) -> Resource:
    spec = {"minReplicas": lowest, "scaleTargetRef": {"kind": "Deployment", "name": "vllm"}}
    return resource(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", {"metadata": {"namespace": "serving"}, "spec": spec}
    )


def replicas(count: object) -> Resource:
    found = deployment()
    found.inputs["spec"]["replicas"] = count
    return found


def tpu(**inputs: object) -> Resource:
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", inputs)


def pool(**inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", "pool", {"location": "europe-west4", **inputs})


def model(*subnets: object) -> Resource:
    return resource("aws:sagemaker/model:Model", "model", {"vpcConfig": {"subnets": list(subnets)}})


def bucket(*, protect: bool = True, **inputs: object) -> Resource:
    return resource("aws:s3/bucket:Bucket", "weights", inputs, protect=protect)


_PROBES = {"readinessProbe": {"httpGet": {"path": "/health"}}, "livenessProbe": {"httpGet": {"path": "/health"}}}
_PORTS = [{"containerPort": 8000}]

CASES = (
    kept("disruption-budget", "a budget selects the pods", deployment(), budget({"matchLabels": _LABELS})),
    kept("disruption-budget", "one replica cannot be spared anyway", replicas(1)),
    broken("disruption-budget", "two replicas have none", deployment()),
    broken("disruption-budget", "the autoscaler keeps two", replicas(None), autoscaler(2)),
    broken("disruption-budget", "the budget is for others", deployment(), budget({"matchLabels": {"app": "other"}})),
    broken("disruption-budget", "the budget stands elsewhere", deployment(), budget({"matchLabels": _LABELS}, "other")),
    unknown("disruption-budget", "the number of replicas is unknown", replicas(UNKNOWN)),
    unknown("disruption-budget", "the namespace of the budget is unknown", deployment(), budget({}, UNKNOWN)),
    beside("disruption-budget", "a bucket has no replicas", _BUCKET),
    kept("data-store-protected", "it is protected", bucket()),
    broken("data-store-protected", "it is not protected", bucket(protect=False)),
    broken("data-store-protected", "a full bucket may be deleted", bucket(forceDestroy=True)),
    unknown("data-store-protected", "whether a full bucket may be deleted is unknown", bucket(forceDestroy=UNKNOWN)),
    beside("data-store-protected", "a deployment can be made again", deployment()),
    kept("several-zones", "the pool stands where its regional cluster does", pool()),
    kept("several-zones", "two zones are listed", pool(nodeLocations=["europe-west4-a", "europe-west4-b"])),
    kept("several-zones", "two subnets", model("subnet-a", "subnet-b")),
    kept(
        "several-zones",
        "a regional cluster",
        resource("gcp:container/cluster:Cluster", inputs={"location": "europe-west4"}),
    ),
    broken("several-zones", "one zone is listed", pool(nodeLocations=["europe-west4-a"])),
    broken(
        "several-zones",
        "the cluster is zonal",
        resource("gcp:container/cluster:Cluster", inputs={"location": "europe-west4-a"}),
    ),
    broken("several-zones", "the pool of a zonal cluster", pool(location="europe-west4-a")),
    broken("several-zones", "one subnet", model("subnet-a")),
    unknown("several-zones", "the zones are unknown", pool(nodeLocations=UNKNOWN)),
    unknown(
        "several-zones",
        "how many subnets is unknown",
        resource("aws:sagemaker/model:Model", inputs={"vpcConfig": {"subnets": UNKNOWN}}),
    ),
    beside(
        "several-zones", "a slice stands in one zone", pool(nodeLocations=["a"], placementPolicy={"type": "COMPACT"})
    ),
    beside(
        "several-zones",
        "a reservation stands where it was made",
        pool(
            nodeLocations=["europe-west4-a"],
            nodeConfig={"reservationAffinity": {"consumeReservationType": "SPECIFIC_RESERVATION"}},
        ),
    ),
    kept("health-probes", "both probes are there", deployment(container(ports=_PORTS, **_PROBES))),
    broken("health-probes", "a server has none", deployment(container(ports=_PORTS))),
    broken(
        "health-probes",
        "nobody asks whether it is stuck",
        deployment(container(ports=_PORTS, readinessProbe=_PROBES["readinessProbe"])),
    ),
    unknown(
        "health-probes",
        "the probes are unknown",
        deployment(container(ports=_PORTS, readinessProbe=UNKNOWN, livenessProbe=UNKNOWN)),
    ),
    unknown(
        "health-probes",
        "the port is unknown and no probe there",
        deployment(container(ports=[{"containerPort": UNKNOWN}])),
        at=("vllm",),
    ),
    beside("health-probes", "it does not listen", deployment(container())),
    kept(
        "checkpoints-for-spot-training",
        "the start-up script names a bucket",
        tpu(schedulingConfig=_SPOT, metadata={"startup-script": "sync gs://checkpoints"}),
    ),
    kept(
        "checkpoints-for-spot-training",
        "the slice is given a bucket",
        resource("gcp:tpu/v2Vm:V2Vm", "slice", {"schedulingConfig": _SPOT}, uses={"metadata": _BUCKET}),
        _BUCKET,
    ),
    broken("checkpoints-for-spot-training", "no bucket is known", tpu(schedulingConfig=_SPOT)),
    broken(
        "checkpoints-for-spot-training",
        "preemptible is no better",
        tpu(schedulingConfig={"preemptible": True}, metadata={"a": "b"}),
    ),
    unknown(
        "checkpoints-for-spot-training",
        "the script is unknown",
        tpu(schedulingConfig=_SPOT, metadata={"startup-script": UNKNOWN}),
    ),
    unknown("checkpoints-for-spot-training", "how it is bought is unknown", tpu(schedulingConfig={"spot": UNKNOWN})),
    beside("checkpoints-for-spot-training", "it is bought on demand", tpu()),
)
