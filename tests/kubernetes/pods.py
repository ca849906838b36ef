"""Pods as the controllers of a workload would make them."""

from typing import Any

PRIVILEGED = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "privileged"},
    "spec": {"containers": [{"name": "a", "image": "a", "securityContext": {"privileged": True}}]},
}
ENFORCE = "pod-security.kubernetes.io/enforce"


def pods_of(manifest: dict[str, Any], namespace: str) -> list[dict[str, Any]]:
    """Return the pod of a workload in another namespace, or nothing where the manifest makes no pods."""
    if manifest["kind"] == "Pod":
        template = manifest
    else:
        spec = manifest.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", {}).get("template") or spec.get("template")
    if template is None:
        return []
    metadata = {**template.get("metadata", {}), "name": manifest["metadata"]["name"], "namespace": namespace}
    return [{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}]
