"""A slice as its tests build it: arguments that work, the recorded graph, and what is refused."""

from typing import Any

import pulumi
import pytest

from accel.planning.graph import Graph, Resource
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.tpu_slice import TpuSlice, TpuSliceArgs, validate

RULES = (
    "tpu-private-addresses",
    "tpu-own-service-account",
    "checkpoints-for-spot-training",
    "secrets-not-plain",
    "ownership-tags",
    "cost-tags",
)
LABELS = {
    "environment": "prod",
    "owner": "ml",
    "cost-center": "research",
    "blueprint": "train",
    "stack": "prod",
    "managed-by": "accelerator-blueprints",
}
SCRIPT = "#!/bin/bash\npython3 train.py\n"


def arguments(**changes: Any) -> TpuSliceArgs:
    given: Any = {
        "project": "example-project",
        "zone": "us-west4-a",
        "accelerator_type": "v5litepod-8",
        "network_id": "projects/example-project/global/networks/n",
        "subnetwork_id": "projects/example-project/regions/us-west4/subnetworks/s",
        "service_account_email": "tpu@example-project.iam.gserviceaccount.com",
        "labels": LABELS,
        **changes,
    }
    return {key: value for key, value in given.items() if value is not None}  # type: ignore[return-value] - as above


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        made = TpuSlice("train", arguments(**changes))
        pulumi.export("name", made.slice_name)
        pulumi.export("node", made.node_id)
        pulumi.export("chips", made.chips)
        pulumi.export("hosts", made.hosts)
        pulumi.export("zone", made.zone)
        pulumi.export("accelerator", made.accelerator)
        pulumi.export("checkpoints", made.checkpoint_uri)

    return record(program, unknown_outputs=unknown_outputs)


def node_of(graph: Graph) -> Resource:
    (node,) = graph.of("gcp:tpu/v2Vm:V2Vm")
    return node


def refusal(**changes: Any) -> InvalidArgument:
    with pytest.raises(InvalidArgument) as caught:
        validate(arguments(**changes))
    return caught.value
