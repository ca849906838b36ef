"""Small stacks to be costed: resources as programs register them, with providers, dependencies and schedules."""

from collections.abc import Mapping
from typing import Any

from accel.planning.cost.estimate import Estimate, estimate
from accel.planning.graph import UNKNOWN, Graph, Resource
from tests.policies.building import TODAY, facts, resource

AWS = resource("pulumi:providers:aws", "aws", {"region": "us-east-1"})
GCP = resource("pulumi:providers:gcp", "gcp", {"region": "us-central1"})


def costed(*resources: Resource, environment: str = "prod", load: float | None = None) -> Estimate:
    graph = Graph([AWS, GCP, *resources])
    return estimate(graph, facts(environment), today=TODAY, expected_load=load)


def cluster(**inputs: Any) -> Resource:
    given = {"name": "cluster", "location": "us-central1", "removeDefaultNodePool": True, **inputs}
    return resource("gcp:container/cluster:Cluster", "cluster", given)


def pool(machine: object = "g2-standard-8", *, config: Mapping[str, Any] | None = None, **inputs: Any) -> Resource:
    node = {"machineType": machine, "guestAccelerators": [{"type": "nvidia-l4", "count": 1}], **(config or {})}
    given = {"location": "us-central1", "nodeLocations": ["us-central1-a"], "nodeConfig": node, **inputs}
    return resource("gcp:container/nodePool:NodePool", "pool", given)


def server(replicas: object = 1, *, gpus: int = 1, selector: Mapping[str, str] | None = None) -> Resource:
    pod = {
        "nodeSelector": selector or {"cloud.google.com/gke-accelerator": "nvidia-l4"},
        "containers": [{"name": "vllm", "resources": {"limits": {"nvidia.com/gpu": str(gpus)}}}],
    }
    spec = {"template": {"spec": pod}, **({} if replicas is None else {"replicas": replicas})}
    return resource(
        "kubernetes:apps/v1:Deployment", "vllm", {"metadata": {"name": "vllm", "namespace": "serving"}, "spec": spec}
    )


def pod_autoscaler(fewest: object, most: object) -> Resource:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "vllm"}
    spec = {"minReplicas": fewest, "maxReplicas": most, "scaleTargetRef": target}
    given = {"metadata": {"namespace": "serving"}, "spec": spec}
    return resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", given)


def scale(to: int, cron: str, zone: str = "Etc/UTC") -> Resource:
    containers = [{"name": "kubectl", "args": ["scale", "deployment/vllm", f"--replicas={to}"]}]
    spec = {
        "schedule": cron,
        "timeZone": zone,
        "jobTemplate": {"spec": {"template": {"spec": {"containers": containers}}}},
    }
    given = {"metadata": {"namespace": "serving"}, "spec": spec}
    return resource("kubernetes:batch/v1:CronJob", f"to-{to}", given)


def tpu(kind: object = "v5litepod-8", zone: str = "us-central1-a", **scheduling: object) -> Resource:
    return resource(
        "gcp:tpu/v2Vm:V2Vm", "slice", {"acceleratorType": kind, "zone": zone, "schedulingConfig": scheduling}
    )


def call(vm: Resource, action: str, cron: str, *, known: bool = True, **inputs: Any) -> Resource:
    """Build a job that stops or starts a slice; `known=False` as before the first `up`."""
    uri = f"https://tpu.googleapis.com/v2/projects/p/locations/z/nodes/{vm.name}:{action}"
    given = {
        "schedule": cron,
        "timeZone": "Etc/UTC",
        "region": "us-central1",
        "description": f"{action.capitalize()}s a TPU slice",
        "httpTarget": {"uri": uri if known else UNKNOWN},
        **inputs,
    }
    return resource("gcp:cloudscheduler/job:Job", f"slice-{action}", given, uses={"httpTarget": vm})


def endpoint(machine: object = "ml.inf2.xlarge", **variant: Any) -> tuple[Resource, Resource]:
    """Build an endpoint and its configuration."""
    listed = {
        "variantName": "main",
        "modelName": "model",
        "instanceType": machine,
        "initialInstanceCount": 1,
        **variant,
    }
    configuration = resource(
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration", {"productionVariants": [listed]}
    )
    given = {"name": "llama"}
    return (
        resource("aws:sagemaker/endpoint:Endpoint", "endpoint", given, uses={"endpointConfigName": configuration}),
        configuration,
    )


def scalable(fewest: object, most: object, resource_id: object = "endpoint/llama/variant/main") -> Resource:
    given = {"minCapacity": fewest, "maxCapacity": most, "resourceId": resource_id}
    return resource("aws:appautoscaling/target:Target", "target", given, uses={"resourceId": endpoint()[0]})


def action(name: str, cron: str, fewest: object, most: object, zone: str = "Etc/UTC") -> Resource:
    bounds = {"minCapacity": fewest, "maxCapacity": most}
    given = {"schedule": cron, "timezone": zone, "scalableTargetAction": bounds}
    return resource(
        "aws:appautoscaling/scheduledAction:ScheduledAction", name, given, uses={"resourceId": scalable(1, 1)}
    )
