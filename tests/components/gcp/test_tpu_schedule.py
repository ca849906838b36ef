from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph, Resource
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.tpu_schedule import TpuSchedule, TpuScheduleArgs, validate
from components.gcp.tpu_slice import TpuSlice
from policies.evaluation import evaluate
from policies.registry import all_rules
from tests.policies.building import facts

JOB = "gcp:cloudscheduler/job:Job"
RULES = (
    "gcp-iam-no-basic-roles",
    "gcp-iam-no-public-members",
    "gcp-iam-no-project-impersonation",
    "service-account-no-keys",
)


def arguments(**changes: Any) -> TpuScheduleArgs:
    given: Any = {
        "project": "example-project",
        "region": "us-west4",
        "node_id": "projects/example-project/locations/us-west4-a/nodes/train",
        "accelerator_type": "v5litepod-8",
        "purchase": "on-demand",
        "account_id": "dev-train-clock",
        "start_cron": "0 8 * * 1,2,3,4,5",
        "stop_cron": "0 19 * * 1,2,3,4,5",
        "timezone": "Europe/Berlin",
        **changes,
    }
    return given


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: TpuSchedule("nights", arguments(**changes)) and None, unknown_outputs=unknown_outputs).graph


def job(graph: Graph, name: str) -> Resource:
    return next(resource for resource in graph.of(JOB) if resource.name == name)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_schedule_is_an_account_a_narrow_role_and_two_jobs(unknown_outputs: bool) -> None:
    assert [resource.type for resource in recorded(unknown_outputs)] == [
        "accel:index:TpuSchedule",
        "gcp:serviceaccount/account:Account",
        "gcp:projects/iAMCustomRole:IAMCustomRole",
        "gcp:projects/iAMMember:IAMMember",
        JOB,
        JOB,
    ]


def test_each_job_calls_the_api_for_one_slice_at_its_time() -> None:
    graph = recorded()
    for action, cron in (("start", "0 8 * * 1,2,3,4,5"), ("stop", "0 19 * * 1,2,3,4,5")):
        found = job(graph, f"nights-{action}")
        node = "projects/example-project/locations/us-west4-a/nodes/train"
        assert found.get("httpTarget.uri") == f"https://tpu.googleapis.com/v2/{node}:{action}"
        assert found.get("httpTarget.httpMethod") == "POST"
        assert found.get("schedule") == cron
        assert found.get("timeZone") == "Europe/Berlin"
        assert found.get("region") == "us-west4"


def test_the_account_may_start_and_stop_and_nothing_else() -> None:
    (role,) = recorded().of("gcp:projects/iAMCustomRole:IAMCustomRole")
    assert role.get("permissions") == ["tpu.nodes.start", "tpu.nodes.stop"]
    assert role.get("roleId") == "dev_train_clock"


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_jobs_wait_for_the_grant_and_use_the_account(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    (account,) = graph.of("gcp:serviceaccount/account:Account")
    (grant,) = graph.of("gcp:projects/iAMMember:IAMMember")
    assert account.urn in grant.property_dependencies["member"]
    for found in graph.of(JOB):
        assert grant.urn in found.dependencies
        assert account.urn in found.property_dependencies["httpTarget"]


def test_a_job_names_the_slice_by_dependency_while_its_id_is_unknown() -> None:
    def program() -> None:
        made = TpuSlice(
            "train",
            {
                "project": "example-project",
                "zone": "us-west4-a",
                "accelerator_type": "v5litepod-8",
                "network_id": "n",
                "subnetwork_id": "s",
                "service_account_email": "tpu@example-project.iam.gserviceaccount.com",
            },
        )
        TpuSchedule("nights", arguments(node_id=made.node_id))

    graph = record(program, unknown_outputs=True).graph
    (node,) = graph.of("gcp:tpu/v2Vm:V2Vm")
    stop = job(graph, "nights-stop")
    assert stop.get("httpTarget.uri") is UNKNOWN
    assert node.urn in stop.property_dependencies["httpTarget"]
    known = record(program).graph
    assert job(known, "nights-stop").get("httpTarget.uri").endswith(":stop")
    assert "/nodes/train-node-" in job(known, "nights-stop").get("httpTarget.uri")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accelerator_type": "v9-8"}, "accelerator_type"),
        ({"accelerator_type": "v5litepod-16"}, "accelerator_type"),
        ({"purchase": "spot"}, "purchase"),
        ({"purchase": "preemptible"}, "purchase"),
        ({"purchase": "rented"}, "purchase"),
        ({"project": "P"}, "project"),
        ({"region": "us-west9"}, "region"),
        ({"account_id": "short"}, "account_id"),
        ({"account_id": "Upper-case"}, "account_id"),
        ({"account_id": "ends-with-a-hyphen-"}, "account_id"),
        ({"account_id": "a" * 31}, "account_id"),
        ({"start_cron": "every morning"}, "start_cron"),
        ({"stop_cron": "0 19 * *"}, "stop_cron"),
        ({"stop_cron": "0 8 * * 1,2,3,4,5"}, "stop_cron"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"timezone": "../etc"}, "timezone"),
        ({"timezone": ""}, "timezone"),
    ],
)
def test_a_schedule_that_could_not_work_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        validate(arguments(**changes))
    assert caught.value.field == field


def test_the_reason_why_a_slice_cannot_be_stopped_is_told() -> None:
    with pytest.raises(InvalidArgument, match="4 machines"):
        validate(arguments(accelerator_type="v5litepod-16"))
    with pytest.raises(InvalidArgument, match="cannot be started again"):
        validate(arguments(purchase="spot"))


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_our_own_schedule_keeps_our_own_rules_in_production(unknown_outputs: bool) -> None:
    rules = [rule for rule in all_rules() if rule.id in RULES]
    assert len(rules) == len(RULES)
    assert evaluate(recorded(unknown_outputs), facts("prod"), rules=rules) == []
