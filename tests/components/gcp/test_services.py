from typing import Any

import pulumi
import pytest

from accel.catalog.gcp import apis
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.model_store import GcpModelStore
from components.gcp.services import GcpServices, validate
from tests.components.gcp.building import KEY, PROJECT, REGION, findings, named

SERVICE = "gcp:projects/service:Service"


def recorded(services: Any = ("storage.googleapis.com", "tpu.googleapis.com")) -> Recording:
    def program() -> None:
        enabled = GcpServices("apis", {"project": PROJECT, "services": services})
        pulumi.export("services", enabled.enabled_services)
        GcpModelStore(
            "weights",
            {"project": PROJECT, "location": REGION, "key_id": KEY, "protect": True},
            pulumi.ResourceOptions(depends_on=[enabled]),
        )

    return record(program)


def test_each_api_is_enabled_and_stays_enabled_when_the_stack_goes() -> None:
    made = recorded().graph.of(SERVICE)
    assert [(service.name, service.inputs["service"]) for service in made] == [
        ("apis-storage", "storage.googleapis.com"),
        ("apis-tpu", "tpu.googleapis.com"),
    ]
    assert all(service.inputs["disableOnDestroy"] is False for service in made)
    assert recorded().outputs["services"] == ["storage.googleapis.com", "tpu.googleapis.com"]


def test_a_component_that_depends_on_the_apis_is_registered_after_all_of_them() -> None:
    graph = recorded().graph
    order = [resource.name for resource in graph]
    store = named(graph, "weights")
    assert {service.urn for service in graph.of(SERVICE)} <= set(store.dependencies)
    # Children are registered after their component, which waits.
    assert max(order.index(service.name) for service in graph.of(SERVICE)) < order.index("weights-bucket")


def test_the_apis_of_every_purpose_can_be_enabled() -> None:
    services = apis("baseline", "gke", "tpu")
    assert len(recorded(services).graph.of(SERVICE)) == len(services)


def test_the_apis_keep_our_own_rules() -> None:
    graph = recorded().graph
    made = {service.urn for service in graph.of(SERVICE)}
    assert not [finding for finding in findings(graph) if finding.urn in made]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "no"}, "project"),
        ({"services": []}, "services"),
        ({"services": ["storage"]}, "services[0]"),
        ({"services": ["tpu.googleapis.com", "tpu.googleapis.com"]}, "services[1]"),
    ],
)
def test_what_is_no_api_is_refused(changes: dict[str, Any], field: str) -> None:
    given: Any = {"project": PROJECT, "services": ["tpu.googleapis.com"], **changes}
    with pytest.raises(InvalidArgument) as refusal:
        validate(given)
    assert refusal.value.field == field
