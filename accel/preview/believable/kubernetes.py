"""Believable outputs of Kubernetes objects: names that the API server would make up, addresses of services."""

from collections.abc import Callable, Mapping
from typing import Any

from accel.preview.believable.identity import Identity


def _object(identity: Identity) -> dict[str, Any]:
    """Objects are known by namespace and name; without a name the provider makes one of the logical name."""
    given = identity.inputs.get("metadata")
    metadata: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    name = metadata.get("name")
    named = name if isinstance(name, str) and name else f"{identity.name}-{identity.suffix}"
    namespace = metadata.get("namespace")
    prefix = f"{namespace}/" if isinstance(namespace, str) and namespace else ""
    return {"id": f"{prefix}{named}", "metadata": {**metadata, "name": named}}


def _service(identity: Identity) -> dict[str, Any]:
    address = int(identity.suffix, 16) % 250 + 2
    spec = {**identity.inputs.get("spec", {}), "clusterIP": f"10.200.0.{address}"}
    return {**_object(identity), "spec": spec, "status": {"loadBalancer": {}}}


_KINDS = (
    "apiextensions.k8s.io/v1:CustomResourceDefinition",
    "apiregistration.k8s.io/v1:APIService",
    "apps/v1:DaemonSet",
    "apps/v1:Deployment",
    "apps/v1:StatefulSet",
    "autoscaling/v2:HorizontalPodAutoscaler",
    "batch/v1:CronJob",
    "batch/v1:Job",
    "core/v1:ConfigMap",
    "core/v1:Namespace",
    "core/v1:Pod",
    "core/v1:Secret",
    "core/v1:ServiceAccount",
    "monitoring.googleapis.com/v1:ClusterPodMonitoring",
    "monitoring.googleapis.com/v1:PodMonitoring",
    "networking.k8s.io/v1:NetworkPolicy",
    "policy/v1:PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1:ClusterRole",
    "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "rbac.authorization.k8s.io/v1:Role",
    "rbac.authorization.k8s.io/v1:RoleBinding",
)

OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    **{f"kubernetes:{kind}": _object for kind in _KINDS},
    "kubernetes:core/v1:Service": _service,
}
