import re
from typing import Any

import botocore.session
import pulumi
import pulumi_aws as aws
import pytest

from accel.catalog.sagemaker import model_server
from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.sagemaker_arguments import SageMakerEndpointArgs
from components.aws.sagemaker_endpoint import SageMakerEndpoint
from policies.evaluation import evaluate
from tests.components.aws.sagemaker_building import (
    COMMIT,
    HUB,
    OWN_IMAGE,
    TOPIC,
    arguments,
    graph_of,
    named,
    one,
    schedule,
)
from tests.policies.building import facts


def environment(args: SageMakerEndpointArgs) -> dict[str, str]:
    return one(graph_of(args), "Model").get("primaryContainer.environment")


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_it_makes_model_configuration_endpoint_scaling_and_alarms(unknown_outputs: bool) -> None:
    assert [(resource.type, resource.name) for resource in graph_of(arguments(), unknown_outputs=unknown_outputs)] == [
        ("accel:index:SageMakerEndpoint", "chat"),
        ("aws:cloudwatch/logGroup:LogGroup", "chat-logs"),
        ("aws:sagemaker/model:Model", "chat-model"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "chat-latency"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "chat-server-errors"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "chat-model-errors"),
        ("aws:sagemaker/endpointConfiguration:EndpointConfiguration", "chat-configuration"),
        ("aws:sagemaker/endpoint:Endpoint", "chat-endpoint"),
        ("aws:appautoscaling/target:Target", "chat-target"),
        ("aws:appautoscaling/policy:Policy", "chat-tracking"),
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_its_outputs_name_the_endpoint_and_what_scales(unknown_outputs: bool) -> None:
    def program() -> None:
        endpoint = SageMakerEndpoint("chat", arguments())
        for output in ("endpoint_name", "endpoint_arn", "variant_name", "scalable_resource_id", "log_group_name"):
            pulumi.export(output, getattr(endpoint, output))

    outputs = record(program, unknown_outputs=unknown_outputs).outputs
    assert outputs["endpoint_name"] == "prod-chat"
    assert outputs["variant_name"] == "AllTraffic"
    assert outputs["scalable_resource_id"] == "endpoint/prod-chat/variant/AllTraffic"
    assert outputs["log_group_name"] == "/aws/sagemaker/Endpoints/prod-chat"
    arn = "arn:aws:sagemaker:us-east-1:111122223333:endpoint/prod-chat"
    assert outputs["endpoint_arn"] == (UNKNOWN if unknown_outputs else arn)


def test_weights_come_from_the_bucket_into_an_isolated_container() -> None:
    model = one(graph_of(arguments()), "Model")
    assert model.get("primaryContainer.modelDataSource.s3DataSources") == [
        {"s3Uri": "s3://models/llama-2-7b/", "s3DataType": "S3Prefix", "compressionType": "None"}
    ]
    assert model.get("enableNetworkIsolation") is True
    assert model.get("vpcConfig") == {"subnets": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}


def test_the_server_gets_its_settings_under_the_names_that_it_reads() -> None:
    assert environment(arguments(tensor_parallel_size=8)) == {
        "HF_MODEL_ID": "/opt/ml/model",
        "MODEL_ID": "/opt/ml/model",
        "HF_NUM_CORES": "8",
        "HF_AUTO_CAST_TYPE": "bf16",
        "MAX_BATCH_SIZE": "4",
        "MAX_INPUT_TOKENS": "1024",
        "MAX_TOTAL_TOKENS": "2048",
        "HF_HUB_OFFLINE": "1",
    }


def test_the_other_server_gets_them_under_its_own_names() -> None:
    args = arguments(server="vllm-neuronx", tensor_parallel_size=8, batch_size=8, max_total_tokens=4096)
    assert environment(args) == {
        "SM_ON_MODEL": "/opt/ml/model",
        "SM_ON_SERVED_MODEL_NAME": "meta-llama/Llama-2-7b-hf",
        "SM_ON_TENSOR_PARALLEL_SIZE": "8",
        "SM_ON_BATCH_SIZE": "8",
        "SM_ON_SEQUENCE_LENGTH": "4096",
        "HF_HUB_OFFLINE": "1",
    }
    assert one(graph_of(args), "Model").get("primaryContainer.image") == model_server("vllm-neuronx").image("us-east-1")


def test_cores_are_the_most_that_the_machine_has_and_the_heads_divide_by() -> None:
    assert environment(arguments())["HF_NUM_CORES"] == "16"
    assert environment(arguments(instance_type="ml.inf2.24xlarge"))["HF_NUM_CORES"] == "8"
    assert environment(arguments(instance_type="ml.inf2.xlarge"))["HF_NUM_CORES"] == "2"
    assert environment(arguments(model="nobody/knows-it"))["HF_NUM_CORES"] == "24"


def test_a_hub_model_is_pinned_and_has_a_network() -> None:
    args = arguments(weights_uri=None, model=None, hub_model=HUB)
    model = one(graph_of(args), "Model")
    assert model.get("enableNetworkIsolation") is False
    assert model.get("primaryContainer.modelDataSource") is None
    assert environment(args)["HF_MODEL_ID"] == "meta-llama/Llama-2-7b-hf"
    assert environment(args)["HF_MODEL_REVISION"] == environment(args)["REVISION"] == COMMIT
    assert "HF_HUB_OFFLINE" not in environment(args)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_token_is_named_by_its_secret_and_never_in_the_environment(unknown_outputs: bool) -> None:
    def program() -> None:
        secret = aws.secretsmanager.Secret("token")
        version = aws.secretsmanager.SecretVersion("value", secret_id=secret.id, secret_string="hf_" + "a" * 34)
        hub = {**HUB, "token_secret_arn": version.secret_id}
        SageMakerEndpoint("chat", arguments(weights_uri=None, hub_model=hub, image=OWN_IMAGE))

    model = one(record(program, unknown_outputs=unknown_outputs).graph, "Model")
    assert "hf_aaa" not in repr(model.inputs)
    variables = model.inputs["primaryContainer"]["environment"]
    assert not {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"} & variables.keys()
    found = variables["HF_TOKEN_SECRET_ARN"]
    assert (
        found is UNKNOWN
        if unknown_outputs
        else found.startswith("arn:aws:secretsmanager:us-east-1:111122223333:secret:token-")
    )
    assert model.get("primaryContainer.image") == OWN_IMAGE


def test_the_configuration_is_encrypted_and_waits_for_large_models() -> None:
    configuration = one(graph_of(arguments()), "EndpointConfiguration")
    assert configuration.get("kmsKeyArn") == "arn:aws:kms:us-east-1:111122223333:key/1"
    variant = configuration.get("productionVariants.0")
    assert variant == {
        "variantName": "AllTraffic",
        "modelName": variant["modelName"],
        "instanceType": "ml.inf2.48xlarge",
        "initialInstanceCount": 1,
        "inferenceAmiVersion": "al2-ami-sagemaker-inference-neuron-2",
        "volumeSizeInGb": 128,
        "modelDataDownloadTimeoutInSeconds": 1200,
        "containerStartupHealthCheckTimeoutInSeconds": 1200,
        "routingConfigs": [{"routingStrategy": "LEAST_OUTSTANDING_REQUESTS"}],
    }


def test_models_and_configurations_have_names_of_their_own_in_each_update() -> None:
    graph = graph_of(arguments())
    for kind in ("Model", "EndpointConfiguration"):
        # No name, so the engine gives a new one and can make the new before it drops the old.
        assert one(graph, kind).get("name") is None
        assert one(graph, kind).retain_on_delete
    assert not one(graph_of(arguments(keep_previous=False)), "Model").retain_on_delete
    assert not one(graph, "Endpoint").retain_on_delete


def test_logs_are_kept_under_our_key_before_sagemaker_makes_a_group_without() -> None:
    graph = graph_of(arguments())
    logs = one(graph, "LogGroup")
    assert logs.get("name") == "/aws/sagemaker/Endpoints/prod-chat"
    assert (logs.get("kmsKeyId"), logs.get("retentionInDays")) == ("arn:aws:kms:us-east-1:111122223333:key/2", 365)
    assert logs.urn in one(graph, "Endpoint").dependencies


def test_nothing_is_captured_unless_asked_for() -> None:
    assert one(graph_of(arguments()), "EndpointConfiguration").get("dataCaptureConfig") is None
    capture = {"destination_uri": "s3://models/captured/", "sampling_percent": 10}
    found = one(graph_of(arguments(data_capture=capture)), "EndpointConfiguration").get("dataCaptureConfig")
    assert found["initialSamplingPercentage"] == 10
    assert found["destinationS3Uri"] == "s3://models/captured/"
    assert found["kmsKeyId"] == "arn:aws:kms:us-east-1:111122223333:key/1"
    assert [option["captureMode"] for option in found["captureOptions"]] == ["Input", "Output"]


@pytest.mark.parametrize("environment_name", ["dev", "staging", "prod"])
def test_it_keeps_our_own_rules(environment_name: str) -> None:
    graph = graph_of(arguments(scaling={"max_instances": 4}, schedule=schedule(), alarm_topic_arn=TOPIC))
    urns = {resource.urn for resource in graph}
    # What needs a whole stack is not a matter of one component; what it costs is judged elsewhere.
    found = [finding for finding in evaluate_without_costs(graph, environment_name) if finding.urn in urns]
    assert found == []


def evaluate_without_costs(graph: Graph, environment_name: str) -> list[Any]:
    from policies.registry import all_rules

    # How many instances a stack pays for is its own choice, of which it is advised.
    rules = [rule for rule in all_rules() if rule.group != "cost" or rule.id in ("autoscaler-bounded", "cost-tags")]
    rules = [rule for rule in rules if rule.id != "endpoint-instances"]
    return evaluate(graph, facts(environment_name), rules=rules)


def test_a_hub_model_breaks_the_rule_of_network_isolation() -> None:
    graph = graph_of(arguments(weights_uri=None, hub_model=HUB))
    found = {finding.rule for finding in evaluate_without_costs(graph, "prod")}
    assert "sagemaker-network-isolation" in found
    assert "secrets-not-plain" not in found


def test_names_and_times_are_those_that_the_service_accepts() -> None:
    loader = botocore.session.get_session().get_component("data_loader")
    shapes = loader.load_service_model("sagemaker", "service-2")["shapes"]
    graph = graph_of(arguments())
    variant = one(graph, "EndpointConfiguration").get("productionVariants.0")
    assert variant["instanceType"] in shapes["ProductionVariantInstanceType"]["enum"]
    assert variant["inferenceAmiVersion"] in shapes["ProductionVariantInferenceAmiVersion"]["enum"]
    assert variant["routingConfigs"][0]["routingStrategy"] in shapes["RoutingStrategy"]["enum"]
    assert re.fullmatch(shapes["VariantName"]["pattern"], variant["variantName"])
    for name in ("chat-model", "chat-configuration"):
        # The engine appends a hyphen and seven characters.
        assert re.fullmatch(shapes["ModelName"]["pattern"], f"{named(graph, name).name}-1234567")
    shifting = one(graph, "Endpoint").get("deploymentConfig.blueGreenUpdatePolicy.trafficRoutingConfiguration.type")
    assert shifting in shapes["TrafficRoutingConfigType"]["enum"]
