from pathlib import Path
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from accel.planning.graph import UNKNOWN
from accel.planning.stack import Schedule, project_root
from accel.preview.recorder import record
from blueprints.baseline_gcp_settings import TPU_TAG
from blueprints.contract import Context
from blueprints.tpu_training import CLOUDS, IDENTITIES, build, check, crons
from components.contract import InvalidArgument
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.blueprints.tpu_training_building import (
    BASELINE,
    HOURS,
    JOB,
    NODE,
    PLACE,
    SCRIPT,
    node_of,
    recorded,
    settings,
)
from tests.policies.building import facts


def mistake(**changes: Any) -> tuple[tuple[int | str, ...], str]:
    with pytest.raises(ValidationError) as caught:
        settings(**changes)
    (error,) = caught.value.errors()
    return error["loc"], error["msg"]


def test_it_builds_on_google_cloud_and_runs_as_the_baselines_tpu_account() -> None:
    assert CLOUDS == ("gcp",)
    assert IDENTITIES == ("tpu",)
    node = node_of(recorded().graph)
    assert node.get("serviceAccount.email") == "tpu@example-project.iam.gserviceaccount.com"
    assert node.get("networkConfig.subnetwork") == BASELINE.subnetwork_id


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_slice_with_its_bucket_is_all_there_is_in_production(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs=unknown_outputs).graph
    assert sorted(resource.type for resource in graph) == [
        "accel:index:GcpModelStore",
        "accel:index:TpuSlice",
        "gcp:storage/bucket:Bucket",
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        NODE,
    ]


def test_the_slice_may_write_checkpoints_and_finds_their_place() -> None:
    recording = recorded()
    (grant,) = recording.graph.of("gcp:storage/bucketIAMMember:BucketIAMMember")
    assert grant.get("member") == "serviceAccount:tpu@example-project.iam.gserviceaccount.com"
    (bucket,) = recording.graph.of("gcp:storage/bucket:Bucket")
    uri = f"gs://{bucket.get('name')}/train"
    node = node_of(recording.graph)
    assert node.get("metadata.checkpoint-uri") == uri
    assert f"export CHECKPOINT_URI='{uri}'" in node.get("metadata.startup-script")
    assert recording.outputs["train"]["checkpointUri"] == uri
    assert bucket.urn in node.dependencies


def test_checkpoints_are_kept_and_forgotten_as_the_settings_say() -> None:
    chosen = {"retentionDays": 9, "expireDays": 90, "prefix": "runs/a"}
    recording = recorded(checkpoints=chosen)
    (bucket,) = recording.graph.of("gcp:storage/bucket:Bucket")
    conditions = [rule["condition"] for rule in bucket.get("lifecycleRules")]
    assert any(condition.get("daysSinceNoncurrentTime") == 9 for condition in conditions)
    assert any(condition.get("age") == 90 for condition in conditions)
    assert recording.outputs["train"]["checkpointUri"].endswith("/runs/a")


@pytest.mark.parametrize(("environment", "kept"), [("dev", False), ("prod", True)])
def test_checkpoints_are_protected_where_the_profile_protects(environment: str, kept: bool) -> None:
    graph = recorded(environment).graph
    (bucket,) = graph.of("gcp:storage/bucket:Bucket")
    assert (bucket.protect, bucket.retain_on_delete) == (kept, kept)
    assert not node_of(graph).protect


@pytest.mark.parametrize(
    ("environment", "chosen", "expected"),
    [
        ("dev", None, {"spot": True}),
        ("prod", None, None),
        ("dev", "on-demand", None),
        ("prod", "preemptible", {"preemptible": True}),
        ("prod", "reserved", {"reserved": True}),
    ],
)
def test_the_profile_decides_how_to_buy_where_the_blueprint_does_not(
    environment: str, chosen: str | None, expected: object
) -> None:
    assert node_of(recorded(environment, purchase=chosen).graph).get("schedulingConfig") == expected


def test_everything_carries_the_six_tags() -> None:
    for resource in recorded().graph.of(NODE, "gcp:storage/bucket:Bucket"):
        assert resource.get("labels") == {
            "environment": "prod",
            "owner": "ml-platform",
            "cost-center": "research",
            "blueprint": "train",
            "stack": "test",
            "managed-by": "accelerator-blueprints",
        }


def test_outputs_are_known_in_size_before_the_cloud_answers() -> None:
    outputs = recorded(unknown_outputs=True).outputs["train"]
    assert (outputs["chips"], outputs["hosts"], outputs["zone"]) == (8, 1, "us-west4-a")
    assert outputs["sliceName"] is UNKNOWN


def test_a_single_machine_on_demand_is_stopped_outside_working_hours() -> None:
    graph = recorded("dev", purchase="on-demand", profile={"schedule": HOURS}).graph
    jobs = {job.name: job for job in graph.of(JOB)}
    assert set(jobs) == {"train-schedule-start", "train-schedule-stop"}
    assert jobs["train-schedule-start"].get("schedule") == "0 8 * * 1,2,3,4,5"
    assert jobs["train-schedule-stop"].get("schedule") == "0 19 * * 1,2,3,4,5"
    assert jobs["train-schedule-stop"].get("timeZone") == "Europe/Berlin"
    assert node_of(graph).urn in jobs["train-schedule-stop"].property_dependencies["httpTarget"]


@pytest.mark.parametrize(
    "changes",
    [
        {"purchase": "spot"},
        {"purchase": "on-demand", "acceleratorType": "v5litepod-16"},
        {"purchase": "on-demand", "schedule": False},
    ],
)
def test_what_cannot_or_shall_not_be_stopped_has_no_schedule(changes: dict[str, Any]) -> None:
    assert not recorded("dev", profile={"schedule": HOURS}, **changes).graph.of(JOB)


def test_without_working_hours_nothing_is_stopped() -> None:
    assert not recorded(purchase="on-demand").graph.of(JOB)


def clock_account(stack: str, name: str) -> str:
    context = Context(facts("dev", profile={"schedule": HOURS}), PLACE, gcp=BASELINE)  # type: ignore[arg-type] - as above
    object.__setattr__(context.facts, "stack", stack)
    chosen = settings(name=name, purchase="on-demand")
    graph = record(lambda: pulumi.export("train", dict(build(chosen, context, pulumi.ResourceOptions())))).graph
    (account,) = graph.of("gcp:serviceaccount/account:Account")
    return account.get("accountId")


def test_accounts_of_schedules_differ_by_name_and_stack_and_fit() -> None:
    assert clock_account("dev", "a") == "dev-a-clock"
    # IAM gives a project one account, and one role, of a name.
    stacks, names = ("research-dev", "research-prod"), ("name-of-twenty-chars", "name-of-twenty-chart")
    found = [clock_account(stack, name) for stack in stacks for name in names]
    assert len(set(found)) == 4
    assert all(len(account_id) <= 30 and account_id.startswith("research-") for account_id in found)


@pytest.mark.parametrize(
    ("hours", "start", "stop"),
    [
        ({"startHour": 8, "stopHour": 19}, "0 8 * * 1,2,3,4,5", "0 19 * * 1,2,3,4,5"),
        ({"startHour": 0, "stopHour": 24, "days": ["sat", "mon"]}, "0 0 * * 1,6", "0 0 * * 2,0"),
        ({"startHour": 9, "stopHour": 24, "days": ["sun"]}, "0 9 * * 0", "0 0 * * 1"),
    ],
)
def test_midnight_belongs_to_the_next_day(hours: dict[str, Any], start: str, stop: str) -> None:
    assert crons(Schedule.model_validate(hours)) == (start, stop)


def test_a_zone_outside_the_stacks_region_is_refused_before_anything_is_registered() -> None:
    with pytest.raises(InvalidArgument, match="us-west4") as caught:
        check(settings(zone="us-central1-a"), facts(), PLACE)
    assert caught.value.field == "zone"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "us-west4-b"}, "zone"),
        ({"acceleratorType": None}, "accelerator_type"),
        ({"generation": "v5e"}, "generation"),
        ({"acceleratorType": None, "generation": "v5e"}, "topology"),
        ({"acceleratorType": "v6e-8"}, "zone"),
        ({"checkpoints": {"prefix": "/a"}}, "checkpoint_prefix"),
    ],
)
def test_arguments_that_contradict_each_other_are_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        check(settings(**changes), facts(), PLACE)
    assert caught.value.field == field


def test_the_slice_carries_the_tag_that_the_networks_firewall_lets_through() -> None:
    assert node_of(recorded().graph).get("tags") == [TPU_TAG]


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"acceleratorType": "v5e-8"}, "acceleratorType", "did you mean 'v5litepod-8'"),
        ({"acceleratorType": None, "generation": "v7"}, "generation", "v2, v3, v4, v5e, v5p, v6e"),
        ({"acceleratorType": None, "generation": "v5e", "topology": "4x2"}, "topology", "a topology of TPU v5e"),
        ({"startupScript": "echo hello"}, "startupScript", "#!"),
        ({"startupScript": "../outside.sh"}, "startupScript", "file in the project"),
        ({"startupScript": "\x00"}, "startupScript", "file in the project"),
        ({"startupScript": "docs"}, "startupScript", "file in the project"),
        ({"purchase": "rent"}, "purchase", "'on-demand'"),
        ({"name": "a-name-of-more-than-twenty"}, "name", "20 characters"),
        ({"checkpoints": {"retentionDays": 0}}, "checkpoints", "greater than or equal to 1"),
        ({"zone": ""}, "zone", "at least 1 character"),
        ({"chips": 8}, "chips", "not permitted"),
    ],
)
def test_a_wrong_setting_is_told_at_its_key(changes: dict[str, Any], key: str, words: str) -> None:
    location, message = mistake(**changes)
    assert location[0] == key
    assert words in message


def test_a_start_up_script_may_be_a_file_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blueprints.tpu_training_settings.project_root", lambda: tmp_path)
    (tmp_path / "train.sh").write_text(SCRIPT, encoding="utf-8")
    node = node_of(recorded(startupScript="train.sh").graph)
    assert node.get("metadata.startup-script").endswith("python3 train.py\n")


def test_a_file_that_is_no_script_is_refused_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("blueprints.tpu_training_settings.project_root", lambda: tmp_path)
    (tmp_path / "train.py").write_text("print()\n", encoding="utf-8")
    with pytest.raises(InvalidArgument) as caught:
        recorded(startupScript="train.py")
    assert caught.value.field == "startup_script"
    assert project_root() != tmp_path


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("purchase", ["on-demand", "spot"])
def test_the_blueprint_keeps_every_resource_rule_of_production(purchase: str, unknown_outputs: bool) -> None:
    graph = recorded("prod", unknown_outputs, purchase=purchase).graph
    rules = [rule for rule in all_rules() if rule.check_resource is not None and rule.group != "cost"]
    assert evaluate(graph, facts("prod", data_regions=("us-west4",)), rules=rules) == []
