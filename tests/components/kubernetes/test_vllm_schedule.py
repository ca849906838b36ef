from typing import Any

import pytest

from accel.planning.graph import Graph
from components.contract import InvalidArgument
from components.kubernetes.vllm_schedule import SCALE_TO, VllmSchedule, start_cron, stop_cron
from components.kubernetes.vllm_server import VllmServer
from tests.components.kubernetes.serving import broken_rules, kinds, only, recorded, server

HOURS = {"start_hour": 8, "stop_hour": 19}


def graph_of(hours: dict[str, Any] | None = None, **changes: Any) -> Graph:
    args: Any = {"namespace": "serving", "deployment": "chat", "working_hours": hours or HOURS, **changes}
    return recorded(lambda: VllmSchedule("hours", args))


def jobs(graph: Graph) -> dict[str, Any]:
    return {resource.name: resource for resource in graph.of("kubernetes:batch/v1:CronJob")}


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_schedule_is_two_jobs_with_an_account_that_may_scale_one_deployment(unknown_outputs: bool) -> None:
    args: Any = {"namespace": "serving", "deployment": "chat", "working_hours": HOURS}
    graph = recorded(lambda: VllmSchedule("hours", args), unknown_outputs=unknown_outputs)
    assert kinds(graph) == [
        "batch/v1:CronJob",
        "batch/v1:CronJob",
        "core/v1:ServiceAccount",
        "networking.k8s.io/v1:NetworkPolicy",
        "rbac.authorization.k8s.io/v1:Role",
        "rbac.authorization.k8s.io/v1:RoleBinding",
    ]
    rules = only(graph, "rbac.authorization.k8s.io/v1:Role").get("rules")
    assert all(rule["resourceNames"] == ["chat"] for rule in rules)
    assert {resource for rule in rules for resource in rule["resources"]} == {"deployments", "deployments/scale"}


def test_the_jobs_keep_every_rule_of_production() -> None:
    assert broken_rules(graph_of()) == []


def test_one_job_starts_and_the_other_stops() -> None:
    found = jobs(graph_of({**HOURS, "timezone": "Asia/Tokyo"}, replicas=2))
    start, stop = found["hours-start"], found["hours-stop"]
    assert (start.get("spec.schedule"), stop.get("spec.schedule")) == ("0 8 * * 1,2,3,4,5", "0 19 * * 1,2,3,4,5")
    assert start.get("spec.timeZone") == stop.get("spec.timeZone") == "Asia/Tokyo"
    path = "spec.jobTemplate.spec.template.spec.containers.0.args"
    assert start.get(path)[:3] == ["scale", "deployment/chat", "--replicas=2"]
    assert stop.get(path)[:3] == ["scale", "deployment/chat", "--replicas=0"]
    assert start.inputs["metadata"]["annotations"] == {SCALE_TO: "2"}
    assert stop.inputs["metadata"]["annotations"] == {SCALE_TO: "0"}


@pytest.mark.parametrize(
    ("hours", "start", "stop"),
    [
        ({"start_hour": 0, "stop_hour": 24}, "0 0 * * 1,2,3,4,5", "0 0 * * 2,3,4,5,6"),
        ({"start_hour": 9, "stop_hour": 24, "days": ["sat"]}, "0 9 * * 6", "0 0 * * 0"),
        ({"start_hour": 9, "stop_hour": 17, "days": ["sun", "fri"]}, "0 9 * * 0,5", "0 17 * * 0,5"),
    ],
)
def test_midnight_belongs_to_the_day_after(hours: Any, start: str, stop: str) -> None:
    assert (start_cron(hours), stop_cron(hours)) == (start, stop)


@pytest.mark.parametrize(
    ("hours", "changes", "field"),
    [
        ({"start_hour": 24, "stop_hour": 24}, {}, "working_hours.start_hour"),
        ({"start_hour": 8, "stop_hour": 8}, {}, "working_hours.stop_hour"),
        ({"start_hour": 8, "stop_hour": 25}, {}, "working_hours.stop_hour"),
        ({**HOURS, "days": ["monday"]}, {}, "working_hours.days"),
        ({**HOURS, "timezone": "Europe/Berlln"}, {}, "working_hours.timezone"),
        ({**HOURS, "timezone": "../etc"}, {}, "working_hours.timezone"),
        (HOURS, {"replicas": 0}, "replicas"),
        (HOURS, {"deployment": "Chat"}, "deployment"),
        (HOURS, {"labels": {"owner": "a team"}}, "labels.owner"),
    ],
)
def test_hours_that_cannot_be_are_refused(hours: dict[str, Any], changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(hours, **changes)
    assert refused.value.field == field


def test_a_server_with_working_hours_brings_its_schedule() -> None:
    args: Any = server(working_hours=HOURS, min_replicas=3, schedule_image="mirror/kubectl:v1")
    graph = recorded(lambda: VllmServer("chat", args))
    path = "spec.jobTemplate.spec.template.spec.containers.0"
    start = jobs(graph)["chat-hours-start"].get(path)
    assert "--replicas=3" in start["args"]
    assert f"deployment/{only(graph, 'apps/v1:Deployment').get('metadata.name')}" in start["args"]
    assert start["image"] == "mirror/kubectl:v1"


def test_pods_of_the_schedule_are_not_pods_of_the_server() -> None:
    args: Any = server(working_hours=HOURS)
    graph = recorded(lambda: VllmServer("chat", args))
    pods = jobs(graph)["chat-hours-stop"].get("spec.jobTemplate.spec.template.metadata.labels")
    assert not only(graph, "core/v1:Service").get("spec.selector").items() <= pods.items()
