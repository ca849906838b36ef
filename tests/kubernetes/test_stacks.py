"""Every manifest of every shipped stack, as the preview records it, before a real API server."""

from typing import Any

import pytest

from accel.planning.graph import plain
from blueprints.loading import stack_names
from tests.kubernetes.conftest import ApiServer
from tests.kubernetes.pods import ENFORCE, PRIVILEGED, pods_of
from tests.previews import preview_of

pytestmark = [pytest.mark.kubernetes, pytest.mark.xdist_group("kubernetes")]


def manifests(stack: str) -> dict[str, dict[str, Any]]:
    graph = preview_of(stack).graph
    found = {
        resource.urn: plain(resource.inputs)
        for resource in graph
        if resource.package == "kubernetes" and "apiVersion" in resource.inputs
    }
    for urn, manifest in found.items():
        # The provider would add a name where the program leaves it out.
        manifest["metadata"] = {"name": urn.rpartition("::")[2], **manifest.get("metadata", {})}
    return found


@pytest.mark.parametrize("stack", stack_names())
def test_every_manifest_of_the_stack_is_accepted(stack: str, api_server: ApiServer) -> None:
    refused = {urn: api_server.apply_dry_run(manifest) for urn, manifest in manifests(stack).items()}
    assert {urn: error for urn, error in refused.items() if error} == {}


@pytest.mark.parametrize("stack", stack_names())
def test_every_pod_of_the_stack_is_let_into_a_namespace_that_enforces_the_restricted_standard(
    stack: str, api_server: ApiServer
) -> None:
    # Accelerators come to our pods by the device plugin of the node's own system, so none of them needs more.
    namespace = f"restricted-{stack}"
    labels = {ENFORCE: "restricted", f"{ENFORCE}-version": "latest"}
    made = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": labels}}
    assert api_server.run("apply", "-f", "-", manifest=made).returncode == 0
    api_server.namespaces.add(namespace)
    pods = [pod for manifest in manifests(stack).values() for pod in pods_of(manifest, namespace)]
    assert bool(pods) is bool(manifests(stack))
    assert [error for pod in pods if (error := api_server.apply_dry_run(pod))] == []
    privileged = {**PRIVILEGED, "metadata": {"name": "privileged", "namespace": namespace}}
    assert "violates PodSecurity" in (api_server.apply_dry_run(privileged) or "")


@pytest.mark.parametrize("stack", stack_names())
def test_the_namespaces_of_the_stacks_own_pods_enforce_that_standard(stack: str) -> None:
    found = manifests(stack).values()
    made = {
        item["metadata"]["name"]: item["metadata"].get("labels", {}) for item in found if item["kind"] == "Namespace"
    }
    used = {item["metadata"]["namespace"] for item in found if pods_of(item, "elsewhere")}
    assert used <= set(made)
    assert {name: made[name].get(ENFORCE) for name in used} == dict.fromkeys(used, "restricted")


def test_the_shipped_stacks_do_bring_manifests() -> None:
    assert {"Deployment", "Service"} <= {manifest["kind"] for manifest in manifests("prod").values()}
