"""What the execution role of a SageMaker endpoint may do, statement by statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws.policy_documents import Statement

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_NAMESPACES = ("AWS/SageMaker", "/aws/sagemaker/Endpoints")
_LOOK_AT_NETWORK = (
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
)
_HANDLE_INTERFACES = (
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role works."""

    partition: str
    region: str
    account_id: str

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of the account in the region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"


def log_group_name(endpoint_name: str) -> str:
    """Return the log group that SageMaker writes an endpoint's logs to."""
    return f"/aws/sagemaker/Endpoints/{endpoint_name}"


def endpoint_statements(place: Place, args: Mapping[str, Any]) -> list[Statement]:
    """Return the statements for the arguments of `AwsIdentity`; what was not given is not allowed."""
    return [
        *_images(args["repository_arns"]),
        *_logs_and_metrics(place, args["endpoint_name"]),
        *(_weights(args["model_bucket_arn"], args["model_prefix"]) if args.get("model_bucket_arn") else ()),
        *(_capture(args["capture_bucket_arn"], args["capture_prefix"]) if args.get("capture_bucket_arn") else ()),
        *(_network(place, args) if args.get("vpc_id") else ()),
        *(_keys(place, args) if args.get("key_arns") else ()),
        *(_secrets(args["secret_arns"]) if args.get("secret_arns") else ()),
    ]


def _allow(sid: str, actions: Sequence[str], resource: Any, condition: Mapping[str, Any] | None = None) -> Statement:
    statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}
    return statement if condition is None else {**statement, "Condition": condition}


def _images(repository_arns: Sequence[pulumi.Input[str]]) -> list[Statement]:
    return [
        _allow("PullImages", _PULL, list(repository_arns)),
        _allow("SignInToRegistry", ["ecr:GetAuthorizationToken"], "*"),
    ]


def _logs_and_metrics(place: Place, endpoint_name: str) -> list[Statement]:
    group = place.arn("logs", f"log-group:{log_group_name(endpoint_name)}")
    alarms = place.arn("cloudwatch", f"alarm:{endpoint_name}-*")
    return [
        _allow("FindLogStreams", ["logs:CreateLogGroup", "logs:DescribeLogStreams"], [group, f"{group}:*"]),
        _allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{group}:log-stream:*"),
        _allow(
            "SendMetrics",
            ["cloudwatch:PutMetricData"],
            "*",
            {"StringEquals": {"cloudwatch:namespace": list(_NAMESPACES)}},
        ),
        # An update rolls back on these alarms, which SageMaker watches as this role.
        _allow("WatchRollbackAlarms", ["cloudwatch:DescribeAlarms"], alarms),
    ]


def _weights(bucket_arn: pulumi.Input[str], prefix: str) -> list[Statement]:
    return [
        _allow("ReadWeights", ["s3:GetObject"], pulumi.Output.concat(bucket_arn, "/", prefix, "*")),
        _allow("ListWeights", ["s3:ListBucket"], bucket_arn, {"StringLike": {"s3:prefix": [prefix, f"{prefix}*"]}}),
    ]


def _capture(bucket_arn: pulumi.Input[str], prefix: str) -> list[Statement]:
    return [_allow("WriteCapturedData", ["s3:PutObject"], pulumi.Output.concat(bucket_arn, "/", prefix, "*"))]


def _network(place: Place, args: Mapping[str, Any]) -> list[Statement]:
    interfaces = place.arn("ec2", "network-interface/*")
    vpc = pulumi.Output.concat(place.arn("ec2", "vpc/"), args["vpc_id"])
    return [
        _allow("LookAtNetwork", _LOOK_AT_NETWORK, "*"),
        _allow("AddInterfacesToSubnets", ["ec2:CreateNetworkInterface"], _of_kind(place, "subnet", args["subnet_ids"])),
        _allow(
            "AddInterfacesToGroups",
            ["ec2:CreateNetworkInterface"],
            _of_kind(place, "security-group", args["security_group_ids"]),
        ),
        # EC2 asks for all three: the interface has no id yet, its subnet and groups are those above.
        _allow("AddInterfaces", ["ec2:CreateNetworkInterface"], interfaces),
        _allow("HandleInterfaces", _HANDLE_INTERFACES, interfaces, {"ArnEquals": {"ec2:Vpc": vpc}}),
    ]


def _of_kind(place: Place, kind: str, ids: pulumi.Input[Sequence[str]]) -> pulumi.Output[list[str]]:
    return pulumi.Output.from_input(ids).apply(lambda found: [place.arn("ec2", f"{kind}/{item}") for item in found])


def _keys(place: Place, args: Mapping[str, Any]) -> list[Statement]:
    services = ["s3", *(["secretsmanager"] if args.get("secret_arns") else [])]
    through = {"StringEquals": {"kms:ViaService": [f"{service}.{place.region}.amazonaws.com" for service in services]}}
    # One key may serve several purposes.
    keys = pulumi.Output.all(*args["key_arns"]).apply(lambda found: sorted(set(found)))
    writes = ["kms:GenerateDataKey"] if args.get("capture_bucket_arn") else []
    return [
        _allow("UseKeysThroughServices", ["kms:Decrypt", *writes], keys, through),
        # The volumes of the endpoint's machines: EC2 gets the use of the key by a grant.
        _allow("LookAtKeys", ["kms:DescribeKey"], keys),
        _allow("GrantKeysToVolumes", ["kms:CreateGrant"], keys, {"Bool": {"kms:GrantIsForAWSResource": "true"}}),
    ]


def _secrets(secret_arns: Sequence[pulumi.Input[str]]) -> list[Statement]:
    return [_allow("ReadSecrets", ["secretsmanager:GetSecretValue"], list(secret_arns))]
