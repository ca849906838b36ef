"""The baseline of Google Cloud on the real engine, in a project in which nothing has been made yet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pulumi_gcp as gcp
import pytest

from accel.catalog.gcp import apis
from accel.preview.believable.identity import Identity
from components.gcp.audit import GcpAudit
from components.gcp.encryption import GcpEncryption
from components.gcp.identity import GcpIdentity
from components.gcp.model_store import GcpModelStore
from components.gcp.network import GcpNetwork
from components.gcp.services import GcpServices
from tests.components.gcp.building import NUMBER, PROJECT, REGION
from tests.engine import stand_in
from tests.engine.harness import EngineStack
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-gcp-baseline")]


def baseline() -> None:
    provider = gcp.Provider("gcp", project=PROJECT, region=REGION)
    options = pulumi.ResourceOptions(providers=[provider])
    place: Any = {"project": PROJECT, "location": REGION}
    enabled = GcpServices("apis", {"project": PROJECT, "services": apis("baseline", "gke", "tpu")}, options)
    options = pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=[enabled]))
    keys = GcpEncryption("keys", {**place, "project_number": NUMBER, "protect": False}, options)
    nodes = GcpIdentity("nodes", {"project": PROJECT, "account_id": "gke-nodes", "display_name": "Nodes"}, options)
    GcpNetwork(
        "network",
        {
            "project": PROJECT,
            "region": REGION,
            "subnet_cidr": "10.0.0.0/20",
            "pods_cidr": "10.4.0.0/14",
            "services_cidr": "10.8.0.0/20",
            "service_account_emails": {"nodes": nodes.email},
            "egress": "nat",
        },
        options,
    )
    GcpAudit("audit", {**place, "key_id": keys.data_key_id, "retention_days": 30}, options)
    GcpModelStore("weights", {**place, "key_id": keys.data_key_id, "readers": {"nodes": nodes.member}}, options)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Functions of the provider that were called, in order."""
    calls: list[str] = []
    answer = stand_in.invoke_result

    def noted(token: str, arguments: Mapping[str, Any], identity: Identity) -> dict[str, Any] | None:
        calls.append(token)
        return answer(token, arguments, identity)

    monkeypatch.setattr(stand_in, "invoke_result", noted)
    return calls


def test_a_new_project_is_previewed_without_asking_an_api_that_is_not_enabled_yet(
    clouds: Clouds, asked: list[str], tmp_path: Path
) -> None:
    outcome = EngineStack.create("new", tmp_path, baseline, clouds).preview()
    assert outcome.ok, outcome.error
    assert asked == []


def test_a_new_project_is_built_in_one_go_and_stays_as_it_is(clouds: Clouds, asked: list[str], tmp_path: Path) -> None:
    stack = EngineStack.create("built", tmp_path, baseline, clouds)
    first = stack.up()
    assert first.ok, first.error
    assert asked == ["gcp:storage/getProjectServiceAccount:getProjectServiceAccount"]
    made = [call.name for call in clouds.calls if call.method == "create" and not call.preview]
    # Every API before everything else, every grant before what the key encrypts.
    assert made.index("keys-data-user") < min(made.index("audit-bucket"), made.index("weights-bucket"))
    others = [name for name in made if not name.startswith("apis-")]
    assert max(made.index(name) for name in made if name.startswith("apis-")) < made.index(others[0])
    second = stack.up()
    assert second.ok, second.error
    assert not second.changed
    assert stack.destroy().ok
    assert clouds.types() == []
