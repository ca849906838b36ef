from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from accel.catalog.sagemaker import limit
from tests.components.aws.sagemaker_building import TOPIC, arguments, graph_of, named, one, schedule


def test_it_scales_as_the_guide_has_it() -> None:
    graph = graph_of(arguments())
    target, policy = one(graph, "Target"), one(graph, "Policy")
    assert (target.get("minCapacity"), target.get("maxCapacity")) == (1, 10)
    assert target.get("resourceId") == "endpoint/prod-chat/variant/AllTraffic"
    assert target.get("scalableDimension") == "sagemaker:variant:DesiredInstanceCount"
    assert policy.get("policyType") == "TargetTrackingScaling"
    assert policy.get("targetTrackingScalingPolicyConfiguration") == {
        "targetValue": 70.0,
        "predefinedMetricSpecification": {"predefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
        "scaleInCooldown": 300,
        "scaleOutCooldown": 60,
    }
    assert target.urn in policy.dependencies
    assert one(graph, "Endpoint").urn in target.dependencies


def test_every_part_of_the_scaling_can_be_set() -> None:
    scaling = {
        "min_instances": 2,
        "max_instances": 6,
        "metric": "concurrency",
        "target": 12,
        "scale_in_cooldown_seconds": 600,
        "scale_out_cooldown_seconds": 30,
    }
    graph = graph_of(arguments(scaling=scaling))
    assert (one(graph, "Target").get("minCapacity"), one(graph, "Target").get("maxCapacity")) == (2, 6)
    assert one(graph, "EndpointConfiguration").get("productionVariants.0.initialInstanceCount") == 2
    assert one(graph, "Policy").get("targetTrackingScalingPolicyConfiguration") == {
        "targetValue": 12.0,
        "predefinedMetricSpecification": {
            "predefinedMetricType": "SageMakerVariantConcurrentRequestsPerModelHighResolution"
        },
        "scaleInCooldown": 600,
        "scaleOutCooldown": 30,
    }


def test_each_update_starts_with_the_minimum_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    made, options = aws.sagemaker.EndpointConfiguration, []

    def noticed(*arguments: Any, opts: pulumi.ResourceOptions, **inputs: Any) -> aws.sagemaker.EndpointConfiguration:
        options.append(opts)
        return made(*arguments, opts=opts, **inputs)

    monkeypatch.setattr(aws.sagemaker, "EndpointConfiguration", noticed)
    graph = graph_of(arguments(scaling={"min_instances": 3}))
    assert one(graph, "EndpointConfiguration").get("productionVariants.0.initialInstanceCount") == 3
    # SageMaker takes the number from the configuration at every update: a forgotten one would shrink the fleet.
    assert [found.ignore_changes for found in options] == [None]


def test_concurrency_is_held_at_what_the_model_answers_at_once() -> None:
    policy = one(graph_of(arguments(batch_size=16, scaling={"metric": "concurrency"})), "Policy")
    assert policy.get("targetTrackingScalingPolicyConfiguration.targetValue") == 16


def test_a_fixed_number_of_instances_is_no_scalable_target() -> None:
    graph = graph_of(arguments(scaling={"min_instances": 2, "max_instances": 2}))
    assert [resource.type for resource in graph if "appautoscaling" in resource.type] == []
    assert one(graph, "EndpointConfiguration").get("productionVariants.0.initialInstanceCount") == 2


def test_nights_and_weekends_leave_one_instance() -> None:
    graph = graph_of(arguments(schedule=schedule(), scaling={"min_instances": 2, "max_instances": 6}))
    start, stop = named(graph, "chat-start"), named(graph, "chat-stop")
    assert start.get("schedule") == "cron(0 8 ? * MON,TUE,WED,THU,FRI *)"
    assert stop.get("schedule") == "cron(0 19 ? * MON,TUE,WED,THU,FRI *)"
    assert start.get("timezone") == stop.get("timezone") == "Europe/Berlin"
    assert start.get("scalableTargetAction") == {"minCapacity": 2, "maxCapacity": 6}
    assert stop.get("scalableTargetAction") == {"minCapacity": 1, "maxCapacity": 1}
    assert one(graph, "Target").urn in stop.dependencies


def test_midnight_is_the_first_hour_of_the_next_day() -> None:
    graph = graph_of(arguments(schedule=schedule(stop_hour=24, days=["sat", "sun"])))
    assert named(graph, "chat-start").get("schedule") == "cron(0 8 ? * SAT,SUN *)"
    assert named(graph, "chat-stop").get("schedule") == "cron(0 0 ? * SUN,MON *)"


def test_alarms_are_in_the_units_of_their_metrics() -> None:
    graph = graph_of(arguments(alarms={"latency_seconds": 2.5, "server_error_percent": 1, "minutes": 5}))
    expected = {
        "chat-latency": ("ModelLatency", 2_500_000),
        "chat-server-errors": ("Invocation5XXErrors", 0.01),
        "chat-model-errors": ("InvocationModelErrors", 0.2),
    }
    for name, (metric, threshold) in expected.items():
        alarm = named(graph, name)
        assert (alarm.get("metricName"), alarm.get("threshold")) == (metric, threshold)
        assert alarm.get("namespace") == "AWS/SageMaker"
        assert alarm.get("dimensions") == {"EndpointName": "prod-chat", "VariantName": "AllTraffic"}
        assert (alarm.get("statistic"), alarm.get("period"), alarm.get("evaluationPeriods")) == ("Average", 60, 5)
        assert alarm.get("treatMissingData") == "notBreaching"
        # The role may watch alarms that begin with the endpoint's name.
        assert alarm.get("name").startswith("prod-chat-")


def test_alarms_are_heard_where_there_is_a_topic() -> None:
    alarms = graph_of(arguments(alarm_topic_arn=TOPIC)).of("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert [(alarm.get("alarmActions"), alarm.get("okActions")) for alarm in alarms] == [([TOPIC], [TOPIC])] * 3
    silent = graph_of(arguments()).of("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert [alarm.get("alarmActions") for alarm in silent] == [None] * 3


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_an_update_goes_back_when_an_alarm_goes_off(unknown_outputs: bool) -> None:
    graph = graph_of(arguments(), unknown_outputs=unknown_outputs)
    deployment = one(graph, "Endpoint").get("deploymentConfig")
    assert [alarm["alarmName"] for alarm in deployment["autoRollbackConfiguration"]["alarms"]] == [
        "prod-chat-latency",
        "prod-chat-server-errors",
        "prod-chat-model-errors",
    ]
    assert deployment["blueGreenUpdatePolicy"] == {
        "trafficRoutingConfiguration": {"type": "ALL_AT_ONCE", "waitIntervalInSeconds": 600},
        "terminationWaitInSeconds": 600,
        "maximumExecutionTimeoutInSeconds": 7200,
    }
    assert "rollingUpdatePolicy" not in deployment
    urns = {alarm.urn for alarm in graph.of("aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert urns <= set(one(graph, "Endpoint").dependencies)
    assert len(urns) <= limit("rollback_alarms").highest


def test_a_fleet_can_be_updated_in_batches() -> None:
    args = arguments(
        scaling={"min_instances": 2}, update={"policy": "rolling", "batch_percent": 25, "bake_seconds": 300}
    )
    deployment = one(graph_of(args), "Endpoint").get("deploymentConfig")
    assert deployment["rollingUpdatePolicy"] == {
        "maximumBatchSize": {"type": "CAPACITY_PERCENT", "value": 25},
        "waitIntervalInSeconds": 300,
        "maximumExecutionTimeoutInSeconds": 7200,
    }
    assert "blueGreenUpdatePolicy" not in deployment
