"""Pod specs and containers, whichever kind of workload holds them."""

from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Resource, Unknown, lookup
from policies.properties import entries, mapping

_JOB_SET = "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet"
_PATHS = {
    "kubernetes:core/v1:Pod": "spec",
    "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
}
_TEMPLATE = "spec.template.spec"
_LABEL_PATHS = {
    "kubernetes:core/v1:Pod": "metadata.labels",
    "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.metadata.labels",
}


def pod_specs(workload: Resource) -> list[dict[str, Any]]:
    """Return the known pod specs of a workload; a JobSet has one for each of its jobs."""
    if workload.type == _JOB_SET:
        jobs = entries(workload.get("spec.replicatedJobs"))
        found = [lookup(job, "template.spec.template.spec") for job in jobs]
    else:
        found = [workload.get(_PATHS.get(workload.type, _TEMPLATE))]
    return [mapping(spec) for spec in found if mapping(spec)]


def on_node_network(workload: Resource) -> bool:
    """Say whether pods of a workload are on their node's own network, out of reach of network policies."""
    return any(spec.get("hostNetwork") is True for spec in pod_specs(workload))


def pod_labels(workload: Resource) -> Any:
    """Return the labels of a workload's pods: an object, UNKNOWN, or None."""
    return workload.get(_LABEL_PATHS.get(workload.type, "spec.template.metadata.labels"))


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
