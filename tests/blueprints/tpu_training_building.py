"""A training slice as its tests build it: a baseline, settings, the recorded graph and the notes."""

from types import SimpleNamespace
from typing import Any

import pulumi

from accel.planning.graph import Graph, Resource
from accel.planning.stack import StackFacts
from accel.preview.recorder import Recording, record
from blueprints.contract import Context, Note, Place
from blueprints.tpu_training import Settings, build, preflight
from tests.policies.building import facts

NODE = "gcp:tpu/v2Vm:V2Vm"
JOB = "gcp:cloudscheduler/job:Job"
PLACE = Place(gcp_project="example-project", gcp_region="us-west4")
SCRIPT = "#!/bin/bash\npython3 train.py\n"
HOURS = {"startHour": 8, "stopHour": 19, "timezone": "Europe/Berlin"}
BASELINE = SimpleNamespace(
    project="example-project",
    project_number="123456789012",
    region="us-west4",
    network_id="projects/example-project/global/networks/n",
    subnetwork_id="projects/example-project/regions/us-west4/subnetworks/s",
    data_key_id="projects/example-project/locations/us-west4/keyRings/r/cryptoKeys/data",
    account=lambda identity: pulumi.Output.from_input(f"{identity}@example-project.iam.gserviceaccount.com"),
    member=lambda identity: pulumi.Output.from_input(
        f"serviceAccount:{identity}@example-project.iam.gserviceaccount.com"
    ),
)


def settings(**changes: Any) -> Settings:
    given = {
        "kind": "tpu_training",
        "name": "train",
        "zone": "us-west4-a",
        "acceleratorType": "v5litepod-8",
        "startupScript": SCRIPT,
        **changes,
    }
    return Settings.model_validate({key: value for key, value in given.items() if value is not None})


def recorded(
    environment: str = "prod", unknown_outputs: bool = False, profile: Any = None, **changes: Any
) -> Recording:
    context = Context(facts(environment, profile=profile or {}), PLACE, gcp=BASELINE)  # type: ignore[arg-type] - as much of a baseline as is used

    def program() -> None:
        pulumi.export("train", dict(build(settings(**changes), context, pulumi.ResourceOptions())))

    return record(program, stack="test", unknown_outputs=unknown_outputs)


def node_of(graph: Graph) -> Resource:
    (node,) = graph.of(NODE)
    return node


def notes(environment: str = "prod", profile: Any = None, **changes: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    given: StackFacts = facts(environment, profile=profile or {})
    for note in preflight(settings(**changes), given, PLACE):
        assert isinstance(note, Note)
        assert note.subject == "train"
        found.setdefault(note.topic, []).append(note.message)
    return found
