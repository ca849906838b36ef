import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import record
from components.gcp.tpu_slice import TpuSlice
from tests.components.gcp.tpu_building import SCRIPT, arguments, node_of, recorded


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_checkpoints_reach_machines_by_metadata_and_the_scripts_environment(unknown_outputs: bool) -> None:
    node = node_of(
        recorded(unknown_outputs, startup_script=SCRIPT, checkpoint_bucket="b", checkpoint_prefix="runs/a").graph
    )
    assert node.get("metadata") == {
        "checkpoint-uri": "gs://b/runs/a",
        "startup-script": "#!/bin/bash\nexport CHECKPOINT_URI='gs://b/runs/a'\npython3 train.py\n",
    }


def test_checkpoints_go_under_the_components_name_unless_told_otherwise() -> None:
    assert recorded(checkpoint_bucket="b").outputs["checkpoints"] == "gs://b/train"


@pytest.mark.parametrize("shebang", ["#!/bin/sh", "#!/usr/bin/env bash", "#!/bin/bash -eu", "#! /bin/bash"])
def test_shell_scripts_find_the_bucket_in_their_environment(shebang: str) -> None:
    script = node_of(recorded(startup_script=f"{shebang}\ntrue\n", checkpoint_bucket="b").graph).get("metadata")
    assert script["startup-script"] == f"{shebang}\nexport CHECKPOINT_URI='gs://b/train'\ntrue\n"


def test_a_script_of_another_language_is_left_as_it_is() -> None:
    python = "#!/usr/bin/env python3\nprint()\n"
    metadata = node_of(recorded(startup_script=python, checkpoint_bucket="b").graph).get("metadata")
    assert metadata == {"startup-script": python, "checkpoint-uri": "gs://b/train"}


def test_a_script_without_bucket_is_left_as_it_is() -> None:
    assert node_of(recorded(startup_script=SCRIPT).graph).get("metadata") == {"startup-script": SCRIPT}


def test_a_bucket_that_only_the_cloud_can_name_leaves_the_metadata_unknown() -> None:
    def program() -> None:
        bucket = gcp.storage.Bucket("b", location="us-west4")
        TpuSlice("train", arguments(checkpoint_bucket=bucket.name, startup_script=SCRIPT, purchase="spot"))

    graph = record(program, unknown_outputs=True).graph
    node = node_of(graph)
    assert node.get("metadata.checkpoint-uri") is UNKNOWN
    assert graph.of("gcp:storage/bucket:Bucket")[0].urn in node.dependencies
