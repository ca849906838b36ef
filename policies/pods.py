"""Pod specs and containers, whichever kind of workload holds them."""

from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Resource, Unknown, lookup
from policies.properties import entries, is_unknown, mapping, objects

_JOB_SET = "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet"
_LEADER_WORKER_SET = "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet"
_PYTORCH_JOB = "kubernetes:kubeflow.org/v1:PyTorchJob"
_RAY_CLUSTERS = {
    "kubernetes:ray.io/v1:RayCluster": "spec",
    "kubernetes:ray.io/v1:RayJob": "spec.rayClusterSpec",
    "kubernetes:ray.io/v1:RayService": "spec.rayClusterConfig",
}
"""Where a resource of KubeRay describes its cluster."""
_PATHS = {
    "kubernetes:core/v1:Pod": "",
    "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template",
}
_TEMPLATE = "spec.template"
_PATCH = "Patch"
_NAME_LABELS = {
    _JOB_SET: "jobset.sigs.k8s.io/jobset-name",
    _LEADER_WORKER_SET: "leaderworkerset.sigs.k8s.io/name",
}
"""The label with which a controller marks the pods that it makes of an object."""


def pod_templates(workload: Resource) -> list[Any]:
    """Return the templates of a workload's pods, some of which may be unknown: one for each kind of pod."""
    kind = workload.kind
    if kind == _JOB_SET:
        return [lookup(job, "template.spec.template") for job in entries(workload.get("spec.replicatedJobs"))]
    if kind == _LEADER_WORKER_SET:
        given = workload.get("spec.leaderWorkerTemplate")
        return [lookup(given, key) for key in ("leaderTemplate", "workerTemplate") if lookup(given, key) is not None]
    if kind == _PYTORCH_JOB:
        return [lookup(replicas, "template") for replicas in mapping(workload.get("spec.pytorchReplicaSpecs")).values()]
    if kind in _RAY_CLUSTERS:
        cluster = workload.get(_RAY_CLUSTERS[kind])
        groups = [lookup(cluster, "headGroupSpec"), *objects(lookup(cluster, "workerGroupSpecs"))]
        return [lookup(group, "template") for group in groups]
    path = _PATHS.get(kind.removesuffix(_PATCH), _TEMPLATE)
    return [workload.get(path) if path else workload.inputs]


def pod_specs(workload: Resource) -> list[dict[str, Any]]:
    """Return the known pod specs of a workload."""
    found = (mapping(lookup(template, "spec")) for template in pod_templates(workload))
    return [spec for spec in found if spec]


def on_node_network(workload: Resource) -> bool:
    """Say whether pods of a workload are on their node's own network, out of reach of network policies."""
    return any(spec.get("hostNetwork") is True for spec in pod_specs(workload))


def pod_labels(workload: Resource) -> Any:
    """Return the labels of a workload's pods, the first kind of them: an object, UNKNOWN, or None."""
    return next(iter(label_sets(workload)), None)


def label_sets(workload: Resource) -> list[Any]:
    """Return the labels of each kind of pod of a workload: an object, UNKNOWN, or None."""
    found = [lookup(template, "metadata.labels") for template in pod_templates(workload)]
    mark = _NAME_LABELS.get(workload.kind)
    if mark is None:
        return found
    own = {mark: workload.get("metadata.name")}
    return [labels if is_unknown(labels) else {**own, **mapping(labels)} for labels in found]


def containers(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the known containers of a pod spec, those that run first included."""
    for key in ("initContainers", "containers"):
        for container in entries(spec.get(key)):
            if mapping(container):
                yield mapping(container)


def name_of(container: dict[str, Any]) -> str:
    """Return a container's name for a message."""
    name = container.get("name")
    return name if isinstance(name, str) else "a container"


def namespace_of(resource: Resource) -> Any:
    """Return the namespace of a namespaced object: a name, or UNKNOWN. Absent means `default`."""
    found = resource.get("metadata.namespace")
    return found if isinstance(found, str | Unknown) else "default"
