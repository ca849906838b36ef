import json
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from accel.planning.graph import Graph, Resource
from accel.planning.problems import problems_of
from accel.preview.recorder import Recording, record
from blueprints import sagemaker_inf2
from blueprints.contract import Context, Place
from blueprints.sagemaker_inf2 import Settings, build, check, key_of
from components.contract import InvalidArgument
from tests.blueprints.sagemaker_inf2_building import HUB, OWN_IMAGE, PLACE, REGION, SECRET, TOKEN_KEY, settings
from tests.policies.building import facts


@dataclass
class Baseline:
    """Stands for the baseline, whose own tests are beside it."""

    region: str = REGION
    account_id: str = "111122223333"
    vpc_id: Any = "vpc-1"
    private_subnet_ids: Any = field(default_factory=lambda: ["subnet-1", "subnet-2"])
    workload_security_group_id: Any = "sg-1"
    data_key_arn: Any = "arn:aws:kms:us-east-1:111122223333:key/1"
    logs_key_arn: Any = "arn:aws:kms:us-east-1:111122223333:key/2"
    model_key_arn: Any = "arn:aws:kms:us-east-1:111122223333:key/1"
    model_bucket_name: Any = "models"
    model_bucket_arn: Any = "arn:aws:s3:::models"


def recorded(given: Settings, environment: str = "prod", baseline: Baseline | None = None, **profile: Any) -> Recording:
    def program() -> None:
        stack = facts(environment, profile=profile)
        context = Context(stack, PLACE, aws=baseline or Baseline())  # type: ignore[arg-type] - a stand-in with its outputs
        pulumi.export("chat", dict(build(given, context, pulumi.ResourceOptions())))

    return record(program)


def one(graph: Graph, kind: str) -> Resource:
    (found,) = (resource for resource in graph if resource.type.endswith(f":{kind}"))
    return found


def instances(environment: str, **changes: Any) -> tuple[int, int]:
    target = one(recorded(settings(**changes), environment).graph, "Target")
    return target.get("minCapacity"), target.get("maxCapacity")


def test_it_makes_a_role_and_an_endpoint_at_the_top() -> None:
    graph = recorded(settings()).graph
    assert [(resource.type, resource.name) for resource in graph if resource.parent is None] == [
        ("accel:index:AwsIdentity", "chat-identity"),
        ("accel:index:SageMakerEndpoint", "chat"),
    ]
    assert one(graph, "Model").get("executionRoleArn").startswith("arn:aws:iam::111122223333:role/chat-identity-role")


def test_its_outputs_are_what_clients_need() -> None:
    outputs = recorded(settings()).outputs["chat"]
    assert outputs["endpointName"] == "test-chat"
    assert outputs["endpointArn"] == "arn:aws:sagemaker:us-east-1:111122223333:endpoint/test-chat"
    assert outputs["scalableResourceId"] == "endpoint/test-chat/variant/AllTraffic"
    assert set(outputs) == {
        "endpointName",
        "endpointArn",
        "variantName",
        "scalableResourceId",
        "logGroupName",
        "roleArn",
    }


def test_weights_and_keys_are_those_of_the_baseline() -> None:
    graph = recorded(settings()).graph
    source = one(graph, "Model").get("primaryContainer.modelDataSource.s3DataSources.0.s3Uri")
    assert source == "s3://models/llama-2-7b/"
    assert one(graph, "EndpointConfiguration").get("kmsKeyArn") == Baseline().data_key_arn
    assert one(graph, "LogGroup").get("kmsKeyId") == Baseline().logs_key_arn
    assert one(graph, "Model").get("vpcConfig") == {"subnets": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}


def statements(graph: Graph) -> dict[str, dict[str, Any]]:
    policy = json.loads(one(graph, "RolePolicy").get("policy"))
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_the_role_reads_what_the_endpoint_is_given() -> None:
    found = statements(recorded(settings()).graph)
    assert found["ReadWeights"]["Resource"] == "arn:aws:s3:::models/llama-2-7b/*"
    assert found["PullImages"]["Resource"] == [
        "arn:aws:ecr:us-east-1:763104351884:repository/huggingface-pytorch-tgi-inference"
    ]
    assert "/aws/sagemaker/Endpoints/test-chat:" in found["WriteLogs"]["Resource"]
    assert "ReadSecrets" not in found


def test_the_role_uses_the_key_of_adopted_weights_too_and_names_each_key_once() -> None:
    own = Baseline()
    assert statements(recorded(settings(), baseline=own).graph)["UseKeysThroughServices"]["Resource"] == [
        own.data_key_arn
    ]
    adopted = Baseline(model_key_arn=TOKEN_KEY)
    found = statements(recorded(settings(), baseline=adopted).graph)["UseKeysThroughServices"]["Resource"]
    assert found == [adopted.data_key_arn, TOKEN_KEY]


def test_a_gated_hub_model_needs_an_image_that_reads_the_secret() -> None:
    hub = {**HUB, "tokenSecretArn": SECRET, "tokenKeyArn": TOKEN_KEY}
    graph = recorded(settings(weights=None, hub=hub, image=OWN_IMAGE)).graph
    found = statements(graph)
    assert found["ReadSecrets"]["Resource"] == [SECRET]
    assert found["PullImages"]["Resource"] == ["arn:aws:ecr:us-east-1:111122223333:repository/tgi-with-secret"]
    assert TOKEN_KEY in found["UseKeysThroughServices"]["Resource"]
    assert "ReadWeights" not in found
    assert one(graph, "Model").get("primaryContainer.environment.HF_TOKEN_SECRET_ARN") == SECRET
    with pytest.raises(InvalidArgument) as refused:
        check(settings(weights=None, hub=hub), facts("prod"), PLACE)
    assert refused.value.field == "image"


def test_captured_data_goes_to_a_folder_of_its_own_in_the_model_store() -> None:
    graph = recorded(settings(dataCapture={"samplingPercent": 5})).graph
    uri = one(graph, "EndpointConfiguration").get("dataCaptureConfig.destinationS3Uri")
    assert uri == "s3://models/data-capture/test-chat/"
    assert statements(graph)["WriteCapturedData"]["Resource"] == "arn:aws:s3:::models/data-capture/test-chat/*"


def test_instances_follow_the_profile_where_the_stack_file_is_silent() -> None:
    assert instances("dev") == (1, 2)
    assert instances("staging") == (1, 5)
    assert instances("prod") == (2, 10)
    assert instances("prod", scaling={"minInstances": 1}) == (1, 10)


def test_a_large_minimum_alone_is_a_fixed_number() -> None:
    graph = recorded(settings(scaling={"minInstances": 3}), "dev").graph
    assert [resource for resource in graph if resource.type.startswith("aws:appautoscaling/")] == []


def test_working_hours_follow_the_profile_and_can_be_switched_off() -> None:
    actions = "aws:appautoscaling/scheduledAction:ScheduledAction"
    found = recorded(settings(), "dev").graph.of(actions)
    assert [(action.name, action.get("schedule")) for action in found] == [
        ("chat-start", "cron(0 8 ? * MON,TUE,WED,THU,FRI *)"),
        ("chat-stop", "cron(0 19 ? * MON,TUE,WED,THU,FRI *)"),
    ]
    assert recorded(settings(), "prod").graph.of(actions) == []
    assert recorded(settings(schedule=False), "dev").graph.of(actions) == []
    assert recorded(settings(scaling={"maxInstances": 1}), "dev").graph.of(actions) == []


def test_a_fleet_is_updated_in_batches_and_a_single_instance_beside_itself() -> None:
    fleet = one(recorded(settings()).graph, "Endpoint").get("deploymentConfig")
    single = one(recorded(settings(scaling={"minInstances": 1})).graph, "Endpoint").get("deploymentConfig")
    by_day = one(recorded(settings(scaling={"minInstances": 2, "maxInstances": 4}), "dev").graph, "Endpoint")
    chosen = one(recorded(settings(update={"policy": "blue-green"})).graph, "Endpoint").get("deploymentConfig")
    assert "rollingUpdatePolicy" in fleet
    assert "blueGreenUpdatePolicy" in single
    # At night there is one instance, and an update may come at night.
    assert "blueGreenUpdatePolicy" in by_day.get("deploymentConfig")
    assert "blueGreenUpdatePolicy" in chosen


def test_earlier_models_are_kept_where_the_profile_protects() -> None:
    assert one(recorded(settings(), "prod").graph, "Model").retain_on_delete
    assert not one(recorded(settings(), "dev").graph, "Model").retain_on_delete


def test_alarms_reach_the_topic_of_the_stack_file() -> None:
    topic = "arn:aws:sns:us-east-1:111122223333:alarms"
    alarms = recorded(settings(alarms={"topicArn": topic})).graph.of("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert [alarm.get("alarmActions") for alarm in alarms] == [[topic]] * 3


def test_the_endpoint_has_the_name_of_its_stack_unless_it_is_given_one() -> None:
    given = settings(endpointName="llama2-inf2-endpoint")
    assert recorded(given).outputs["chat"]["endpointName"] == "llama2-inf2-endpoint"


def test_baseline_outputs_may_be_known_later() -> None:
    def program() -> None:
        later = Baseline(
            vpc_id=pulumi.Output.from_input("vpc-1"),
            private_subnet_ids=pulumi.Output.from_input(["subnet-1", "subnet-2"]),
            model_bucket_name=pulumi.Output.from_input("models"),
        )
        build(settings(), Context(facts("prod"), PLACE, aws=later), pulumi.ResourceOptions())  # type: ignore[arg-type] - a stand-in

    graph = record(program).graph
    assert one(graph, "Model").get("vpcConfig.subnets") == ["subnet-1", "subnet-2"]


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("tensorParallelSize", {"tensorParallelSize": 12}),
        ("maxTotalTokens", {"maxTotalTokens": 100_000}),
        ("maxInputTokens", {"maxInputTokens": 2048}),
        ("dataType", {"dataType": "int3"}),
        ("environment", {"environment": {"HF_TOKEN": "hf_x"}}),
        ("scaling.maxInstances", {"scaling": {"minInstances": 4, "maxInstances": 2}}),
        ("update.policy", {"scaling": {"minInstances": 1}, "update": {"policy": "rolling"}}),
        ("update.timeoutSeconds", {"update": {"timeoutSeconds": 600}}),
    ],
)
def test_a_mistake_is_told_by_its_key_in_the_stack_file_before_anything_is_built(
    key: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidArgument) as refused:
        check(settings(**changes), facts("prod"), PLACE)
    assert refused.value.field == key


def test_a_region_without_the_image_is_told_by_name() -> None:
    with pytest.raises(InvalidArgument) as refused:
        check(settings(server="vllm-neuronx"), facts("prod"), Place(aws_region="eu-west-2", aws_account_id="1" * 12))
    assert refused.value.field == "region"
    assert "set image" in refused.value.hint


def test_keys_of_the_stack_file_follow_from_the_component() -> None:
    assert key_of("weights_uri") == "weights.prefix"
    assert key_of("hub_model.revision") == "hub.revision"
    assert key_of("scaling.scale_in_cooldown_seconds") == "scaling.scaleInCooldownSeconds"


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("instanceType", {"instanceType": "ml.inf2.48large"}),
        ("server", {"server": "tgi"}),
        ("image", {"image": "ghcr.io/huggingface/text-generation-inference:3.3.6-neuron"}),
        ("endpointName", {"endpointName": "a_b"}),
        ("weights.prefix", {"weights": {"prefix": "llama"}}),
        ("weights.prefix", {"weights": {"prefix": "../x/"}}),
        ("hub.revision", {"weights": None, "hub": {**HUB, "revision": "main"}}),
        ("hub.tokenSecretArn", {"weights": None, "hub": {**HUB, "tokenSecretArn": "hf_secret"}}),
        ("(the whole file)", {"weights": None}),
        ("(the whole file)", {"hub": HUB}),
        ("scaling.minInstances", {"scaling": {"minInstances": 0}}),
        ("scaling.metric", {"scaling": {"metric": "gpu"}}),
        ("startupTimeoutSeconds", {"startupTimeoutSeconds": 3601}),
        ("update.batchPercent", {"update": {"batchPercent": 60}}),
        ("alarms.topicArn", {"alarms": {"topicArn": "alarms"}}),
        ("dataCapture.samplingPercent", {"dataCapture": {"samplingPercent": 0}}),
        ("instanceTypes", {"instanceTypes": "ml.inf2.xlarge"}),
    ],
)
def test_a_wrong_setting_is_told_by_its_key(key: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**changes)
    assert [problem.key for problem in problems_of(refused.value, file="f", model=Settings)] == [key]


def test_a_misspelt_machine_is_told_the_nearest_one() -> None:
    with pytest.raises(ValidationError, match=r"did you mean 'ml\.inf2\.48xlarge'"):
        settings(instanceType="ml.inf2.48large")


def test_it_is_a_blueprint_of_aws_without_identities_of_the_baseline() -> None:
    assert sagemaker_inf2.CLOUDS == ("aws",)
    assert sagemaker_inf2.IDENTITIES == ()
