"""Every manifest of every shipped stack, as the preview records it, before a real API server."""

from typing import Any

import pytest

from accel.planning.graph import plain
from blueprints.loading import stack_names
from tests.kubernetes.conftest import ApiServer
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


def test_the_shipped_stacks_do_bring_manifests() -> None:
    assert {"Deployment", "Service"} <= {manifest["kind"] for manifest in manifests("prod").values()}
