import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from accel.catalog.iam import can_name_resource
from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.identity import AwsIdentity, AwsIdentityArgs, validate
from components.contract import InvalidArgument
from policies.evaluation import evaluate
from tests.policies.building import facts

BUCKET = "arn:aws:s3:::models"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
REPOSITORY = "arn:aws:ecr:us-east-1:763104351884:repository/huggingface-pytorch-tgi-inference"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-token-AbCdEf"
TAGS = {
    "environment": "prod",
    "owner": "ml",
    "cost-center": "research",
    "blueprint": "chat",
    "stack": "prod",
    "managed-by": "accelerator-blueprints",
}


def arguments(**changes: Any) -> AwsIdentityArgs:
    found: dict[str, Any] = {
        "account_id": "111122223333",
        "region": "us-east-1",
        "endpoint_name": "prod-chat",
        "repository_arns": [REPOSITORY],
        "model_bucket_arn": BUCKET,
        "model_prefix": "llama-2-7b/",
        "key_arns": [KEY],
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "security_group_ids": ["sg-1"],
        "tags": TAGS,
        **changes,
    }
    return {key: value for key, value in found.items() if value is not None}  # type: ignore[return-value] - as the caller built it


def graph_of(args: AwsIdentityArgs, **how: Any) -> Graph:
    return record(lambda: AwsIdentity("chat-identity", args) and None, **how).graph


def statements(graph: Graph) -> dict[str, dict[str, Any]]:
    policy = graph.of("aws:iam/rolePolicy:RolePolicy")[0].get("policy")
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_it_makes_one_role_with_one_policy() -> None:
    assert [resource.type for resource in graph_of(arguments())] == [
        "accel:index:AwsIdentity",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
    ]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_only_sagemaker_of_this_account_and_region_assumes_it(unknown_outputs: bool) -> None:
    role = graph_of(arguments(), unknown_outputs=unknown_outputs).of("aws:iam/role:Role")[0]
    (trust,) = json.loads(role.get("assumeRolePolicy"))["Statement"]
    assert trust["Principal"] == {"Service": "sagemaker.amazonaws.com"}
    assert trust["Condition"] == {
        # SageMaker's guide: of this form for inference, never the ARN of one endpoint.
        "ArnLike": {"aws:SourceArn": "arn:aws:sagemaker:us-east-1:111122223333:*"},
        "StringEquals": {"aws:SourceAccount": "111122223333"},
    }


def test_it_reads_one_folder_of_weights_and_lists_nothing_beside_it() -> None:
    found = statements(graph_of(arguments()))
    assert found["ReadWeights"]["Action"] == ["s3:GetObject"]
    assert found["ReadWeights"]["Resource"] == f"{BUCKET}/llama-2-7b/*"
    assert found["ListWeights"]["Resource"] == BUCKET
    assert found["ListWeights"]["Condition"] == {"StringLike": {"s3:prefix": ["llama-2-7b/", "llama-2-7b/*"]}}


def test_without_a_bucket_it_reads_no_bucket() -> None:
    found = statements(graph_of(arguments(model_bucket_arn=None, model_prefix=None)))
    assert not any(action.startswith("s3:") for each in found.values() for action in each["Action"])


def test_it_pulls_from_its_repositories_only() -> None:
    found = statements(graph_of(arguments()))
    assert found["PullImages"]["Resource"] == [REPOSITORY]
    assert found["SignInToRegistry"]["Action"] == ["ecr:GetAuthorizationToken"]


def test_it_writes_to_the_logs_of_its_endpoint_only() -> None:
    group = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/Endpoints/prod-chat"
    found = statements(graph_of(arguments()))
    assert found["WriteLogs"]["Resource"] == f"{group}:log-stream:*"
    assert found["FindLogStreams"]["Resource"] == [group, f"{group}:*"]


def test_it_watches_the_alarms_of_its_endpoint_only() -> None:
    found = statements(graph_of(arguments()))["WatchRollbackAlarms"]
    assert found["Action"] == ["cloudwatch:DescribeAlarms"]
    assert found["Resource"] == "arn:aws:cloudwatch:us-east-1:111122223333:alarm:prod-chat-*"


def test_it_sends_metrics_to_the_namespaces_of_sagemaker_only() -> None:
    found = statements(graph_of(arguments()))["SendMetrics"]
    assert found["Condition"] == {
        "StringEquals": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/Endpoints"]}
    }


def test_its_network_interfaces_stand_in_the_given_subnets_and_groups() -> None:
    home = "arn:aws:ec2:us-east-1:111122223333"
    found = statements(graph_of(arguments()))
    assert found["AddInterfacesToSubnets"]["Resource"] == [f"{home}:subnet/subnet-1", f"{home}:subnet/subnet-2"]
    assert found["AddInterfacesToGroups"]["Resource"] == [f"{home}:security-group/sg-1"]
    assert found["HandleInterfaces"]["Condition"] == {"ArnEquals": {"ec2:Vpc": f"{home}:vpc/vpc-1"}}
    assert "LookAtNetwork" not in statements(graph_of(arguments(vpc_id=None, subnet_ids=None, security_group_ids=None)))


def test_keys_are_used_through_services_only() -> None:
    found = statements(graph_of(arguments()))
    assert found["UseKeysThroughServices"]["Action"] == ["kms:Decrypt"]
    assert found["UseKeysThroughServices"]["Condition"] == {
        "StringEquals": {"kms:ViaService": ["s3.us-east-1.amazonaws.com"]}
    }
    assert found["GrantKeysToVolumes"]["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert not any(
        action.startswith("kms:")
        for each in statements(graph_of(arguments(key_arns=None))).values()
        for action in each["Action"]
    )


def test_it_reads_exactly_the_given_secret() -> None:
    found = statements(graph_of(arguments(secret_arns=[SECRET])))
    assert found["ReadSecrets"] == {
        "Sid": "ReadSecrets",
        "Effect": "Allow",
        "Action": ["secretsmanager:GetSecretValue"],
        "Resource": [SECRET],
    }
    assert "secretsmanager.us-east-1.amazonaws.com" in listed(
        found["UseKeysThroughServices"]["Condition"]["StringEquals"]["kms:ViaService"]
    )
    assert "ReadSecrets" not in statements(graph_of(arguments()))


def test_captured_data_goes_into_one_folder() -> None:
    found = statements(graph_of(arguments(capture_bucket_arn=BUCKET, capture_prefix="data-capture/prod-chat/")))
    assert found["WriteCapturedData"]["Action"] == ["s3:PutObject"]
    assert found["WriteCapturedData"]["Resource"] == f"{BUCKET}/data-capture/prod-chat/*"
    assert "kms:GenerateDataKey" in found["UseKeysThroughServices"]["Action"]
    assert "WriteCapturedData" not in statements(graph_of(arguments()))


def test_every_resource_is_asterisk_only_where_aws_knows_no_narrower_one() -> None:
    everything = arguments(secret_arns=[SECRET], capture_bucket_arn=BUCKET, capture_prefix="captured/")
    for statement in statements(graph_of(everything)).values():
        if "*" in listed(statement["Resource"]):
            assert not [action for action in statement["Action"] if can_name_resource(action)], statement["Sid"]


def test_its_policy_fits_into_what_iam_allows_in_a_role() -> None:
    everything = arguments(secret_arns=[SECRET], capture_bucket_arn=BUCKET, capture_prefix="captured/")
    policy = graph_of(everything).of("aws:iam/rolePolicy:RolePolicy")[0].get("policy")
    assert len("".join(policy.split())) < 10_240


def test_other_partitions_have_arns_of_their_own() -> None:
    found = statements(graph_of(arguments(region="us-gov-west-1")))
    assert found["WriteLogs"]["Resource"].startswith("arn:aws-us-gov:logs:us-gov-west-1:")


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_role_is_known_to_others_only_with_its_permissions(unknown_outputs: bool) -> None:
    def program() -> None:
        identity = AwsIdentity("chat-identity", arguments())
        aws.sagemaker.Model("model", execution_role_arn=identity.role_arn, primary_container={"image": "a:1"})
        pulumi.export("name", identity.role_name)

    recording = record(program, unknown_outputs=unknown_outputs)
    policy = recording.graph.of("aws:iam/rolePolicy:RolePolicy")[0]
    model = recording.graph.of("aws:sagemaker/model:Model")[0]
    assert policy.urn in model.dependencies
    if unknown_outputs:
        assert model.inputs["executionRoleArn"] is UNKNOWN
    else:
        assert model.get("executionRoleArn") == f"arn:aws:iam::111122223333:role/{recording.outputs['name']}"


def test_it_may_be_bounded() -> None:
    boundary = "arn:aws:iam::111122223333:policy/boundary"
    role = graph_of(arguments(permissions_boundary_arn=boundary)).of("aws:iam/role:Role")[0]
    assert role.get("permissionsBoundary") == boundary


def test_it_keeps_our_own_rules() -> None:
    everything = arguments(secret_arns=[SECRET], capture_bucket_arn=BUCKET, capture_prefix="captured/")
    found = evaluate(graph_of(everything), facts("prod"), overrides=None)
    # What needs a whole stack is not a matter of one component.
    urns = {resource.urn for resource in graph_of(everything)}
    assert [finding for finding in found if finding.urn in urns] == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("account_id", {"account_id": "1111"}),
        ("region", {"region": "us-east-11"}),
        ("endpoint_name", {"endpoint_name": "prod_chat"}),
        ("repository_arns", {"repository_arns": []}),
        ("model_bucket_arn", {"model_prefix": None}),
        ("model_prefix", {"model_prefix": "llama-2-7b"}),
        ("model_prefix", {"model_prefix": "/llama-2-7b/"}),
        ("model_prefix", {"model_prefix": "*/"}),
        ("capture_prefix", {"capture_prefix": "captured/"}),
        ("capture_prefix", {"capture_bucket_arn": BUCKET, "capture_prefix": "a//"}),
        ("vpc_id", {"subnet_ids": None}),
    ],
)
def test_what_aws_would_refuse_is_refused_first(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    assert refused.value.field == field


def test_a_refused_role_leaves_nothing_behind() -> None:
    def program() -> None:
        with pytest.raises(InvalidArgument):
            AwsIdentity("chat-identity", arguments(model_prefix="*/"))

    assert len(record(program).graph) == 0
