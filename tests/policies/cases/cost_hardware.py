"""Rules about which machines are rented, and when."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")
_CPU_POOL = {"nodeConfig": {"machineType": "e2-standard-4"}, "nodeCount": 3}


def pool(machine: object = "g2-standard-8", name: str = "pool", **inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", name, {"nodeConfig": {"machineType": machine}, **inputs})


def attached(kind: object) -> Resource:
    config = {"machineType": "n1-standard-8", "guestAccelerators": [{"type": kind, "count": 1}]}
    return resource("gcp:container/nodePool:NodePool", "pool", {"nodeConfig": config})


def server(accelerator: str) -> Resource:
    pod = {
        "nodeSelector": {"cloud.google.com/gke-accelerator": accelerator},
        "containers": [{"name": "vllm", "resources": {"limits": {"nvidia.com/gpu": "1"}}}],
    }
    return resource("kubernetes:apps/v1:Deployment", "vllm", {"spec": {"replicas": 1, "template": {"spec": pod}}})


def variants(machine: object) -> Resource:
    listed = [{"variantName": "main", "modelName": "model", "instanceType": machine, "initialInstanceCount": 1}]
    return resource(
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration", {"productionVariants": listed}
    )


def tpu(kind: object = "v5litepod-8", **scheduling: object) -> Resource:
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", {"acceleratorType": kind, "schedulingConfig": scheduling})


def call(vm: Resource, action: str, schedule: str) -> Resource:
    target = {"uri": f"https://tpu.googleapis.com/v2/projects/p/locations/z/nodes/slice:{action}"}
    inputs = {"schedule": schedule, "timeZone": "Etc/UTC", "httpTarget": target}
    return resource("gcp:cloudscheduler/job:Job", action, inputs, uses={"httpTarget": vm})


def schedule(vm: Resource) -> tuple[Resource, Resource]:
    return call(vm, "start", "0 8 * * 1-5"), call(vm, "stop", "0 19 * * 1-5")


def instance(machine: object, market: object = None) -> Resource:
    options = {"instanceMarketOptions": {"marketType": market}} if market is not None else {}
    return resource("aws:ec2/instance:Instance", "machine", {"instanceType": machine, **options})


_ENDPOINT = resource(
    "aws:sagemaker/endpoint:Endpoint", "endpoint", uses={"endpointConfigName": variants("ml.inf2.xlarge")}
)


def target(fewest: object) -> Resource:
    return resource(
        "aws:appautoscaling/target:Target",
        "target",
        {"minCapacity": fewest, "maxCapacity": 4},
        uses={"resourceId": _ENDPOINT},
    )


def lowered(to: object) -> Resource:
    inputs = {"scalableTargetAction": {"minCapacity": to, "maxCapacity": to}, "schedule": "cron(0 19 ? * MON-FRI *)"}
    return resource(
        "aws:appautoscaling/scheduledAction:ScheduledAction", "night", inputs, uses={"resourceId": target(3)}
    )


_DEV = {"environment": "dev"}

CASES = (
    kept("allowed-accelerators", "an L4 in development", pool(), facts=_DEV),
    kept("allowed-accelerators", "an attached T4 in development", attached("nvidia-tesla-t4"), facts=_DEV),
    kept("allowed-accelerators", "Inferentia2 behind an endpoint", variants("ml.inf2.xlarge"), facts=_DEV),
    broken("allowed-accelerators", "an A100 in development", pool("a2-highgpu-1g"), facts=_DEV),
    broken("allowed-accelerators", "an attached V100", attached("nvidia-tesla-v100")),
    broken("allowed-accelerators", "a TPU v5p in development", tpu("v5p-8"), facts=_DEV),
    broken(
        "allowed-accelerators", "Trainium behind an endpoint in development", variants("ml.trn1.32xlarge"), facts=_DEV
    ),
    broken(
        "allowed-accelerators",
        "H100 in a virtual machine in staging",
        instance("p5.48xlarge"),
        facts={"environment": "staging"},
    ),
    broken(
        "allowed-accelerators",
        "an H100 in a launch template in development",
        resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {"instanceType": "p5.48xlarge"}),
        facts=_DEV,
    ),
    broken(
        "allowed-accelerators",
        "an A100 in a pool of AKS in development",
        resource("azure-native:containerservice:AgentPool", "pool", {"vmSize": "Standard_NC24ads_A100_v4"}),
        facts=_DEV,
    ),
    broken("allowed-accelerators", "the stack allows none", pool(), facts={"profile": {"allowed_accelerators": []}}),
    unknown("allowed-accelerators", "the machine is unknown", pool(UNKNOWN)),
    unknown("allowed-accelerators", "the accelerator is unknown", attached(UNKNOWN)),
    unknown("allowed-accelerators", "the size of the slice is unknown", tpu(UNKNOWN)),
    beside("allowed-accelerators", "a machine without accelerators", pool("e2-standard-4")),
    kept("spot-for-training", "a spot slice", tpu(spot=True), facts=_DEV),
    kept("spot-for-training", "a preemptible slice", tpu(preemptible=True), facts=_DEV),
    kept("spot-for-training", "a reserved slice is paid for anyway", tpu(reserved=True), facts=_DEV),
    kept("spot-for-training", "a slice that is off at night", tpu(), *schedule(tpu()), facts=_DEV),
    kept("spot-for-training", "a spot machine", instance("trn1.32xlarge", "spot"), facts=_DEV),
    broken("spot-for-training", "a slice on demand", tpu(), facts={"environment": "staging"}),
    broken("spot-for-training", "a slice that is started and never stopped", tpu(), schedule(tpu())[0], facts=_DEV),
    broken("spot-for-training", "a training machine on demand", instance("trn1.32xlarge"), facts=_DEV),
    unknown("spot-for-training", "how it is bought is unknown", tpu(spot=UNKNOWN), facts=_DEV),
    beside("spot-for-training", "a machine made for inference", instance("g5.xlarge"), facts=_DEV),
    kept("training-machine-for-inference", "an L4 serves", pool(), server("nvidia-l4"), facts=_DEV),
    kept("training-machine-for-inference", "Inferentia2 serves", variants("ml.inf2.48xlarge")),
    kept(
        "training-machine-for-inference",
        "a single A100 may be needed",
        pool("a2-highgpu-1g"),
        server("nvidia-tesla-a100"),
    ),
    broken("training-machine-for-inference", "eight H100 serve", pool("a3-highgpu-8g"), server("nvidia-h100-80gb")),
    broken("training-machine-for-inference", "Trainium serves", variants("ml.trn1.32xlarge")),
    broken(
        "training-machine-for-inference",
        "four A100 serve in staging",
        pool("a2-highgpu-4g"),
        server("nvidia-tesla-a100"),
        facts={"environment": "staging"},
    ),
    unknown("training-machine-for-inference", "the machine is unknown", variants(UNKNOWN)),
    beside("training-machine-for-inference", "nothing of the stack serves from it", pool("a3-highgpu-8g")),
    kept("schedule-or-scale-to-zero", "the pool empties", pool(autoscaling={"minNodeCount": 0, "maxNodeCount": 1})),
    kept("schedule-or-scale-to-zero", "the slice is stopped at night", tpu(), *schedule(tpu())),
    kept("schedule-or-scale-to-zero", "a spot slice could not be started again", tpu(spot=True)),
    kept("schedule-or-scale-to-zero", "a slice of several machines cannot be stopped", tpu("v5litepod-16")),
    kept("schedule-or-scale-to-zero", "one instance is the least of an endpoint", _ENDPOINT, target(1)),
    kept("schedule-or-scale-to-zero", "the endpoint is lowered at night", _ENDPOINT, target(3), lowered(1)),
    broken(
        "schedule-or-scale-to-zero",
        "the pool keeps a node",
        pool(autoscaling={"totalMinNodeCount": 1, "totalMaxNodeCount": 2}),
    ),
    broken("schedule-or-scale-to-zero", "the pool has no autoscaler", pool(nodeCount=1)),
    broken("schedule-or-scale-to-zero", "the slice could be stopped", tpu()),
    broken("schedule-or-scale-to-zero", "the endpoint keeps three", _ENDPOINT, target(3)),
    broken("schedule-or-scale-to-zero", "the endpoint is lowered to two", _ENDPOINT, target(3), lowered(2)),
    broken("schedule-or-scale-to-zero", "nothing stops the machine", instance("g5.xlarge")),
    unknown("schedule-or-scale-to-zero", "the autoscaler is unknown", pool(autoscaling=UNKNOWN)),
    unknown("schedule-or-scale-to-zero", "the fewest nodes are unknown", pool(autoscaling={"minNodeCount": UNKNOWN})),
    unknown("schedule-or-scale-to-zero", "the fewest instances are unknown", _ENDPOINT, target(UNKNOWN)),
    unknown("schedule-or-scale-to-zero", "how the slice is bought is unknown", tpu(spot=UNKNOWN)),
    beside(
        "schedule-or-scale-to-zero",
        "processors are cheap",
        resource("gcp:container/nodePool:NodePool", "system", _CPU_POOL),
    ),
    beside("schedule-or-scale-to-zero", "a bucket does not run", _BUCKET),
)
