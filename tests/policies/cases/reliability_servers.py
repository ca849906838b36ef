"""Rules about servers: how many answer, how they start, and how they stop."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_LABELS = {"app": "vllm"}
_L4, _A100 = "nvidia-l4", "nvidia-tesla-a100"
_PROD, _STAGING = {"environment": "prod"}, {"environment": "staging"}


def server(
    replicas: object = 2,
    *args: object,
    gpus: object = "1",
    container: dict[str, object] | None = None,
    labels: object = None,
    **pod: object,
) -> Resource:
    given = {
        "name": "vllm",
        "args": list(args),
        "ports": [{"containerPort": 8000}],
        "resources": {"limits": {"nvidia.com/gpu": gpus}},
        **(container or {}),
    }
    spec = {"nodeSelector": {"cloud.google.com/gke-accelerator": _L4}, "containers": [given], **pod}
    template = {"metadata": {"labels": _LABELS if labels is None else labels}, "spec": spec}
    return resource(
        "kubernetes:apps/v1:Deployment",
        "vllm",
        {
            "metadata": {"name": "vllm", "namespace": "serving"},
            "spec": {"replicas": replicas, "template": template},
        },
    )


def autoscaler(lowest: object, target: object = "vllm", of: Resource | None = None) -> Resource:
    """Return an autoscaler of a workload by its name, or by an output of the workload `of`."""
    spec = {"minReplicas": lowest, "maxReplicas": 4, "scaleTargetRef": {"kind": "Deployment", "name": target}}
    return resource(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        "hpa",
        {"metadata": {"namespace": "serving"}, "spec": spec},
        uses={"spec": of} if of else None,
    )


def budget(selector: object = None, **spec: object) -> Resource:
    wanted = {"matchLabels": _LABELS} if selector is None else selector
    return resource(
        "kubernetes:policy/v1:PodDisruptionBudget",
        "budget",
        {"metadata": {"namespace": "serving"}, "spec": {"selector": wanted, **spec}},
    )


def probe(failures: object, period: object = 10, kind: str = "startupProbe") -> dict[str, object]:
    return {kind: {"httpGet": {"path": "/health"}, "failureThreshold": failures, "periodSeconds": period}}


def sleeping(seconds: object) -> dict[str, object]:
    return {"lifecycle": {"preStop": {"sleep": {"seconds": seconds}}}}


def configuration(count: object = 1, **variant: object) -> Resource:
    listed = [{"variantName": "main", "instanceType": "ml.inf2.xlarge", "initialInstanceCount": count, **variant}]
    return resource(
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration", {"productionVariants": listed}
    )


_FIRST = server(None)
_GONE = resource("kubernetes:apps/v1:Deployment", "another")
_ENDPOINT = resource("aws:sagemaker/endpoint:Endpoint", "endpoint", uses={"endpointConfigName": configuration()})


def target(fewest: object) -> Resource:
    inputs = {"minCapacity": fewest, "maxCapacity": 4}
    return resource("aws:appautoscaling/target:Target", "target", inputs, uses={"resourceId": _ENDPOINT})


def pool(name: str = "spot", machine: object = "g2-standard-8", **config: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", name, {"nodeConfig": {"machineType": machine, **config}})


def spread(key: object) -> list[dict[str, object]]:
    return [{"topologyKey": key, "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}]


def apart(key: object) -> dict[str, object]:
    term = {"podAffinityTerm": {"topologyKey": key}, "weight": 100}
    return {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [term]}}


_ZONE, _HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
_7B, _70B = "--served-model-name=Qwen/Qwen2.5-7B-Instruct", "--served-model-name=meta-llama/Llama-2-70b-hf"
_SPOT_SELECTOR = {"cloud.google.com/gke-accelerator": _L4, "cloud.google.com/gke-spot": "true"}
_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")

CASES = (
    kept("server-replicas", "two answer", server()),
    kept("server-replicas", "an autoscaler has its own rule", server(1), autoscaler(1)),
    kept("server-replicas", "one will do in staging", server(1), facts=_STAGING),
    broken("server-replicas", "one pod answers alone", server(1)),
    broken("server-replicas", "nothing is said, and one is the default", server(None)),
    broken("server-replicas", "the stack wants three", server(2), settings={"minReplicas": 3}),
    unknown("server-replicas", "how many is unknown", server(UNKNOWN)),
    beside("server-replicas", "it has no accelerators", server(1, gpus="0")),
    beside("server-replicas", "it does not listen", server(1, container={"ports": []})),
    kept("autoscaler-minimum", "two are kept", autoscaler(2)),
    kept("autoscaler-minimum", "one is kept in staging", autoscaler(1), facts=_STAGING),
    broken("autoscaler-minimum", "one is kept", autoscaler(1)),
    broken("autoscaler-minimum", "nothing is said of it, and one is the default", autoscaler(None)),
    broken("autoscaler-minimum", "none is kept in staging", autoscaler(0), facts=_STAGING),
    unknown("autoscaler-minimum", "how many it keeps is unknown", autoscaler(UNKNOWN)),
    beside("autoscaler-minimum", "it does not scale", server(1)),
    kept("endpoint-instances", "two instances", configuration(2), _ENDPOINT),
    kept("endpoint-instances", "the autoscaler keeps two instances", configuration(), _ENDPOINT, target(2)),
    broken("endpoint-instances", "one instance", _ENDPOINT, configuration()),
    broken("endpoint-instances", "the autoscaler keeps one", _ENDPOINT, configuration(3), target(1)),
    unknown("endpoint-instances", "how many instances is unknown", configuration(UNKNOWN), _ENDPOINT),
    unknown("endpoint-instances", "what the autoscaler keeps is unknown", configuration(), _ENDPOINT, target(UNKNOWN)),
    beside("endpoint-instances", "it is serverless", configuration(serverlessConfig={"maxConcurrency": 5}), _ENDPOINT),
    kept("startup-probe", "half an hour for fourteen GiB", server(2, _7B, container=probe(180))),
    kept("startup-probe", "nothing ever restarts it", server(2, _7B)),
    kept(
        "startup-probe",
        "the weights come quickly",
        server(2, _70B, container=probe(60)),
        settings={"gibPerSecond": 1},
    ),
    broken("startup-probe", "half a minute for fourteen GiB", server(2, _7B, container=probe(3))),
    broken("startup-probe", "ten minutes for seventy billion weights", server(2, _70B, container=probe(60))),
    broken(
        "startup-probe", "it is alive only once it answers", server(2, _7B, container=probe(3, 10, "livenessProbe"))
    ),
    broken("startup-probe", "the defaults are half a minute", server(container=probe(None, None))),
    unknown("startup-probe", "how long it waits is unknown", server(2, _7B, container=probe(UNKNOWN))),
    unknown("startup-probe", "the probe is unknown", server(2, _7B, container={"startupProbe": UNKNOWN})),
    beside("startup-probe", "it loads nothing onto an accelerator", server(gpus="0", container=probe(3))),
    kept("topology-spread", "a constraint spreads it", server(topologySpreadConstraints=spread(_ZONE))),
    kept("topology-spread", "affinity keeps it apart", server(affinity=apart(_ZONE))),
    kept("topology-spread", "a single one cannot be spread", server(1)),
    broken("topology-spread", "nothing spreads it", server()),
    broken("topology-spread", "it is spread over machines alone", server(topologySpreadConstraints=spread(_HOST))),
    broken("topology-spread", "an autoscaler keeps two", server(None), autoscaler(2)),
    broken("topology-spread", "an autoscaler of its output keeps two", _FIRST, autoscaler(2, UNKNOWN, _FIRST)),
    unknown("topology-spread", "what is autoscaled is unknown", server(None), autoscaler(2, UNKNOWN)),
    unknown("topology-spread", "the autoscaled one is no part of the stack", server(), autoscaler(1, UNKNOWN, _GONE)),
    unknown("topology-spread", "what spreads it is unknown", server(topologySpreadConstraints=UNKNOWN)),
    unknown("topology-spread", "over what it is spread is unknown", server(topologySpreadConstraints=spread(UNKNOWN))),
    unknown("topology-spread", "how it is kept apart is unknown", server(affinity=UNKNOWN)),
    beside("topology-spread", "a bucket has no replicas to spread", _BUCKET),
    kept("disruption-budget-drains", "one may go", budget(maxUnavailable=1), server()),
    kept("disruption-budget-drains", "one of two stays", budget(minAvailable=1), server()),
    kept("disruption-budget-drains", "half of them stay", budget(minAvailable="50%"), server()),
    kept(
        "disruption-budget-drains",
        "the autoscaler keeps more than must stay",
        budget(minAvailable=2),
        server(None),
        autoscaler(3),
    ),
    broken("disruption-budget-drains", "none may go", budget(maxUnavailable=0)),
    broken("disruption-budget-drains", "no percent may go", budget(maxUnavailable="0%")),
    broken("disruption-budget-drains", "all must stay", budget(minAvailable="100%")),
    broken("disruption-budget-drains", "both of two must stay", budget(minAvailable=2), server()),
    broken("disruption-budget-drains", "the only one must stay", budget(minAvailable=1), server(1)),
    unknown("disruption-budget-drains", "how many may go is unknown", budget(maxUnavailable=UNKNOWN), server()),
    unknown("disruption-budget-drains", "how many there are is unknown", budget(minAvailable=2), server(UNKNOWN)),
    unknown("disruption-budget-drains", "whom it is for is unknown", budget(UNKNOWN, minAvailable=2), server()),
    unknown(
        "disruption-budget-drains",
        "a label is unknown",
        budget(minAvailable=2),
        server(labels={"app": UNKNOWN}),
    ),
    beside("disruption-budget-drains", "there is no budget", server()),
    kept(
        "drain-time",
        "there is time for both",
        server(container=sleeping(15), terminationGracePeriodSeconds=90),
    ),
    kept(
        "drain-time",
        "the server says how long it takes",
        server(2, "--shutdown-timeout=10", container=sleeping(15)),
    ),
    broken("drain-time", "the default is half a minute", server()),
    broken(
        "drain-time", "it sleeps until it is killed", server(container=sleeping(60), terminationGracePeriodSeconds=60)
    ),
    broken(
        "drain-time",
        "a shell sleeps",
        server(
            container={"lifecycle": {"preStop": {"exec": {"command": ["sh", "-c", "sleep 45"]}}}},
            terminationGracePeriodSeconds=100,
        ),
    ),
    broken(
        "drain-time",
        "the server takes longer than it is given",
        server(2, "--shutdown-timeout=120", terminationGracePeriodSeconds=100),
    ),
    unknown("drain-time", "how long it is given is unknown", server(terminationGracePeriodSeconds=UNKNOWN)),
    unknown(
        "drain-time",
        "how long it sleeps is unknown",
        server(container=sleeping(UNKNOWN), terminationGracePeriodSeconds=60),
    ),
    beside("drain-time", "it streams no answers", server(gpus="0")),
    kept("spot-serving-fallback", "a pool on demand is there too", server(), pool(spot=True), pool("lasting")),
    kept("spot-serving-fallback", "it runs on demand", server(), pool()),
    broken("spot-serving-fallback", "there is nothing but spot", server(), pool(spot=True)),
    broken(
        "spot-serving-fallback",
        "the lasting pool has another accelerator",
        server(),
        pool(spot=True),
        pool("lasting", "a2-highgpu-1g"),
    ),
    broken(
        "spot-serving-fallback",
        "the pods ask for spot",
        server(nodeSelector=_SPOT_SELECTOR),
        pool(spot=True),
        pool("lasting"),
    ),
    unknown("spot-serving-fallback", "how it is bought is unknown", server(), pool(spot=UNKNOWN)),
    unknown(
        "spot-serving-fallback",
        "how the other pool is bought is unknown",
        server(),
        pool(spot=True),
        pool("lasting", spot=UNKNOWN),
    ),
    beside("spot-serving-fallback", "nothing serves from spot machines", pool(spot=True)),
)
