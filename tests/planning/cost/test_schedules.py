import pytest

from accel.planning.cost.schedules import deployment_hours, tpu_hours
from accel.planning.graph import UNKNOWN, Graph, Resource
from tests.planning.cost.stacks import call, scale, tpu
from tests.policies.building import resource

WORKING = pytest.approx(730 * 55 / 168)
START, STOP = "0 8 * * 1-5", "0 19 * * 1-5"
VM = tpu()


def hours(*resources: Resource) -> dict[str, float]:
    return tpu_hours(Graph([VM, *resources]))


def test_slice_is_off_between_stop_and_start() -> None:
    assert hours(call(VM, "start", START), call(VM, "stop", STOP)) == {VM.urn: WORKING}


def test_slice_is_recognised_before_its_id_is_known() -> None:
    assert hours(call(VM, "start", START, known=False), call(VM, "stop", STOP, known=False)) == {VM.urn: WORKING}


def test_slice_is_recognised_by_its_name_alone() -> None:
    jobs = [resource(job.type, job.name, job.inputs) for job in (call(VM, "start", START), call(VM, "stop", STOP))]
    assert hours(*jobs) == {VM.urn: WORKING}


@pytest.mark.parametrize(
    "jobs",
    [
        (call(VM, "start", START),),
        (call(VM, "stop", STOP),),
        (call(VM, "start", START), call(VM, "stop", STOP, paused=True)),
        (call(VM, "start", START), call(VM, "stop", STOP, timeZone="Asia/Tokyo")),
        (call(VM, "start", START), call(VM, "stop", "0 19 1 * *")),
        (call(VM, "start", START), call(VM, "stop", STOP, schedule=UNKNOWN)),
        (call(tpu("v5p-8"), "start", START, known=False, description=UNKNOWN),),
    ],
    ids=["only start", "only stop", "paused", "two time zones", "monthly", "unknown time", "unknown action"],
)
def test_half_a_schedule_saves_nothing(jobs: tuple[Resource, ...]) -> None:
    assert hours(*jobs) == {}


def test_another_call_stops_nothing() -> None:
    ping = resource(
        "gcp:cloudscheduler/job:Job", "ping", {"schedule": STOP, "httpTarget": {"uri": "https://example.org"}}
    )
    assert hours(call(VM, "start", START), ping) == {}


def test_deployment_has_pods_between_start_and_stop() -> None:
    assert deployment_hours(Graph([scale(2, START), scale(0, STOP)])) == {("serving", "vllm"): WORKING}


def test_annotation_wins_over_the_arguments() -> None:
    start = scale(0, START)
    start.inputs["metadata"]["annotations"] = {"accelerator-blueprints/scale-to": "2"}
    assert deployment_hours(Graph([start, scale(0, STOP)])) == {("serving", "vllm"): WORKING}


@pytest.mark.parametrize(
    "jobs",
    [
        (scale(1, START), scale(2, STOP)),
        (scale(1, START), scale(0, STOP, "Asia/Tokyo")),
        (scale(0, STOP),),
        (resource("kubernetes:batch/v1:CronJob", "other", {"spec": {"schedule": STOP}}), scale(1, START)),
    ],
    ids=["never nothing", "two time zones", "never back", "another job"],
)
def test_deployment_that_is_never_stopped_runs_all_month(jobs: tuple[Resource, ...]) -> None:
    assert deployment_hours(Graph(jobs)) == {}
