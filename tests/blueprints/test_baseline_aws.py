"""The baseline on AWS: made, adopted in parts, or another stack's."""

import json
from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

from accel.planning.graph import Graph, Secret
from accel.preview.recorder import Recording, record
from blueprints.baseline_aws import AwsBaseline
from blueprints.baseline_aws_settings import AwsSettings
from blueprints.contract import Context, tags_of
from blueprints.sagemaker_inf2 import build
from components.contract import InvalidArgument
from tests.blueprints.sagemaker_inf2_building import PLACE, REGION, settings
from tests.components.aws.judging import ACCOUNT, only, types_of
from tests.policies.building import facts

NETWORK = {"cidrBlock": "10.40.0.0/16", "availabilityZones": ["us-east-1a", "us-east-1b"]}
OWN_NETWORK = {
    "vpcId": "vpc-0123456789abcdef0",
    "privateSubnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    "workloadSecurityGroupId": "sg-0123456789abcdef0",
}
DATA_KEY, LOGS_KEY, WEIGHTS_KEY = (f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{number}" for number in (1, 2, 3))
OWN_KEYS = {"dataKeyArn": DATA_KEY, "logsKeyArn": LOGS_KEY}
ADOPTED = {
    "existing": {
        "network": OWN_NETWORK,
        "keys": OWN_KEYS,
        "modelStore": {"bucketName": "our-weights", "keyArn": WEIGHTS_KEY},
    }
}


def chosen(baseline: dict[str, Any], region: str = REGION) -> AwsSettings:
    return AwsSettings.model_validate({"region": region, "accountId": ACCOUNT, "baseline": baseline})


def recorded(baseline: dict[str, Any], environment: str = "prod", **how: Any) -> Recording:
    """Record the baseline and an endpoint that stands on it."""
    stack, given = facts(environment), chosen(baseline)
    AwsBaseline.check("aws-baseline", given, stack, frozenset())

    def program() -> None:
        aws = AwsBaseline("aws-baseline", given, stack, tags_of(stack, "baseline"), frozenset())
        pulumi.export("aws-baseline", aws.exports)
        build(settings(), Context(stack, PLACE, aws=aws), pulumi.ResourceOptions())

    return record(program, **how)


BUDGET = {"alertEmails": ["ml-platform@example.com"]}
EXTRAS: dict[str, Any] = {
    "network": NETWORK,
    "registry": {"repositories": ["inference"], "untaggedDays": 7},
    "secrets": [{"name": "hub-token", "configKey": "hub:token"}, {"name": "pager"}],
    "budget": {**BUDGET, "monthlyUsd": 900},
}
TOKEN: dict[str, Any] = {"config": {"hub:token": "hf_planted0123456789"}, "secret_keys": frozenset({"hub:token"})}


def used_keys(graph: Graph) -> list[str]:
    policy = json.loads(only(graph, "RolePolicy", "chat-identity-permissions").get("policy"))
    (found,) = (item["Resource"] for item in policy["Statement"] if item["Sid"] == "UseKeysThroughServices")
    return found


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_a_made_baseline_has_all_four_parts(unknown_outputs: bool) -> None:
    graph = recorded({"create": {"network": NETWORK}}, unknown_outputs=unknown_outputs).graph
    found = types_of(graph)
    parts = ("AwsEncryption", "AwsNetwork", "AwsModelStore", "AwsAudit")
    assert {part: found.get(part) for part in parts} == dict.fromkeys(parts, 1)
    assert {bucket.get("forceDestroy") for bucket in graph.of("aws:s3/bucket:Bucket")} == {False}


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_registry_secrets_and_budget_are_made_where_they_are_asked_for(unknown_outputs: bool) -> None:
    recording = recorded({"create": EXTRAS}, unknown_outputs=unknown_outputs, **TOKEN)
    found = types_of(recording.graph)
    parts = ("AwsRegistry", "AwsSecrets", "AwsBudget")
    assert {part: found.get(part) for part in parts} == dict.fromkeys(parts, 1)
    assert not {*parts} & types_of(recorded({"create": {"network": NETWORK}}).graph).keys()
    exported = recording.outputs["aws-baseline"]
    assert {"repositoryUrls", "secretArns", "alertTopicArn"} <= exported.keys()
    if not unknown_outputs:
        assert exported["repositoryUrls"].keys() == {"inference"}
        assert exported["secretArns"].keys() == {"hub-token", "pager"}


def test_images_and_secrets_are_under_the_data_key_and_alerts_under_the_logs_key() -> None:
    graph = recorded({"create": {**EXTRAS}, "existing": {"keys": OWN_KEYS}}, **TOKEN).graph
    assert only(graph, "Repository").get("encryptionConfigurations.0.kmsKey") == DATA_KEY
    assert {item.get("kmsKeyId") for item in graph.of("aws:secretsmanager/secret:Secret")} == {DATA_KEY}
    assert only(graph, "Topic").get("kmsMasterKeyId") == LOGS_KEY


def test_names_limits_and_tags_are_those_of_the_stack() -> None:
    graph = recorded({"create": EXTRAS}, **TOKEN).graph
    assert only(graph, "Repository").get("name") == "test/inference"
    budget = only(graph, "Budget")
    assert budget.get("limitAmount") == "900.00"
    assert budget.get("costFilters.0.values") == [f"user:stack${budget.get('tags')['stack']}"]
    assert only(recorded({"create": {**EXTRAS, "budget": BUDGET}}, **TOKEN).graph, "Budget").get("limitAmount") == (
        "1000000.00"
    )


def test_a_value_comes_from_the_configuration_and_stays_secret() -> None:
    version = only(recorded({"create": EXTRAS}, **TOKEN).graph, "SecretVersion")
    assert version.name == "aws-baseline-secrets-hub-token-value"
    assert isinstance(version.inputs["secretString"], Secret)


def test_a_value_that_the_configuration_lacks_is_asked_for() -> None:
    with pytest.raises(pulumi.ConfigMissingError, match="hub:token"):
        recorded({"create": EXTRAS})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"registry": {"repositories": ["Inference"]}}, "create.registry.repositories[0]"),
        ({"secrets": [{"name": "hub token"}]}, "create.secrets[0]"),
        ({"budget": {"alertEmails": ["nobody"]}}, "create.budget.alert_emails[0]"),
        ({"budget": {**BUDGET, "monthlyUsd": 1_000_001}}, "create.budget.monthly_usd"),
    ],
)
def test_an_extra_that_aws_would_refuse_is_named_by_its_key(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        AwsBaseline.check("aws-baseline", chosen({"create": {**EXTRAS, **changes}}), facts("prod"), frozenset())
    assert refusal.value.field == field


def test_the_trail_records_reads_of_weights_that_the_stack_owns_and_of_no_others() -> None:
    own = only(recorded({"create": {"network": NETWORK}}).graph, "Trail")
    assert own.get("advancedEventSelectors.1.fieldSelectors.2.startsWiths.0").endswith("/")
    adopted = {"create": {"network": NETWORK}, "existing": {"modelStore": {"bucketName": "our-weights"}}}
    assert only(recorded(adopted).graph, "Trail").get("advancedEventSelectors") is None


def test_an_adopted_baseline_makes_nothing_and_the_endpoint_stands_on_it() -> None:
    recording = recorded(ADOPTED)
    graph = recording.graph
    assert [item.type for item in graph if "AwsBaseline$" in item.urn] == []
    model = only(graph, "Model")
    assert sorted(model.get("vpcConfig.subnets")) == OWN_NETWORK["privateSubnetIds"]
    assert model.get("primaryContainer.modelDataSource.s3DataSources.0.s3Uri") == "s3://our-weights/llama-2-7b/"
    assert only(graph, "EndpointConfiguration").get("kmsKeyArn") == DATA_KEY
    assert only(graph, "LogGroup").get("kmsKeyId") == LOGS_KEY
    # Weights under a key of their own stay closed to a role that may use the data key alone.
    assert used_keys(graph) == [DATA_KEY, WEIGHTS_KEY]
    assert recording.outputs["aws-baseline"]["modelKeyArn"] == WEIGHTS_KEY


@pytest.mark.parametrize(
    "baseline",
    [
        {"create": {"network": NETWORK}, "existing": {"keys": OWN_KEYS}},
        {"create": {"network": NETWORK}, "existing": {"keys": OWN_KEYS, "modelStore": {"bucketName": "our-weights"}}},
    ],
)
def test_weights_without_a_key_of_their_own_are_under_the_data_key(baseline: dict[str, Any]) -> None:
    assert used_keys(recorded(baseline).graph) == [DATA_KEY]


def test_the_baseline_of_another_stack_makes_nothing_here() -> None:
    given = chosen({"stackReference": "acme/accelerator-blueprints/shared"})

    def program() -> None:
        AwsBaseline("aws-baseline", given, facts("prod"), {}, frozenset())

    assert [item.type for item in record(program, unknown_outputs=True).graph] == ["accel:index:AwsBaseline"]


def test_buckets_are_emptied_by_destroy_only_where_asked_and_where_nothing_is_protected() -> None:
    disposable = {"create": {"network": NETWORK, "forceDestroy": True}}
    buckets = recorded(disposable, "dev").graph.of("aws:s3/bucket:Bucket")
    assert len(buckets) == 4
    assert {bucket.get("forceDestroy") for bucket in buckets} == {True}
    with pytest.raises(InvalidArgument, match="force_destroy"):
        recorded(disposable, "prod")


@pytest.mark.parametrize(
    "existing",
    [
        {"keys": {**OWN_KEYS, "logsKeyArn": LOGS_KEY.replace(REGION, "eu-west-1")}},
        {"modelStore": {"bucketName": "our-weights", "keyArn": WEIGHTS_KEY.replace(REGION, "eu-west-1")}},
    ],
)
def test_an_adopted_key_of_another_region_is_refused_since_no_service_could_use_it(existing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="keys of us-east-1, where they are used, not arn:aws:kms:eu-west-1"):
        chosen({"create": {"network": NETWORK}, "existing": existing})


def test_what_aws_would_refuse_is_refused_before_anything_is_made() -> None:
    narrow = chosen({"create": {"network": {**NETWORK, "cidrBlock": "10.40.0.0/24"}}})
    with pytest.raises(InvalidArgument, match="/16 to /22"):
        AwsBaseline.check("aws-baseline", narrow, facts("prod"), frozenset())
