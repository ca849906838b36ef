"""The execution role of one SageMaker endpoint."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.regions import partition
from accel.catalog.sagemaker import is_endpoint_name, limit
from components.aws.arguments import require_account, require_region
from components.aws.policy_documents import rendered, service_trust
from components.aws.sagemaker_role_policies import Place, endpoint_statements
from components.contract import InvalidArgument, require_together
from components.ordering import after


class AwsIdentityArgs(TypedDict):
    """Arguments of `AwsIdentity`."""

    account_id: str
    """Number of the account, twelve digits."""
    region: str
    """Region of the endpoint."""
    endpoint_name: str
    """Name of the only endpoint that the role is for: its logs and alarms are named after it."""
    repository_arns: Sequence[pulumi.Input[str]]
    """ARNs of the ECR repositories of its images."""
    model_bucket_arn: NotRequired[pulumi.Input[str]]
    """ARN of the bucket of weights; together with `model_prefix`. Absent where weights come from a hub."""
    model_prefix: NotRequired[str]
    """Folder of the weights in the bucket, ending with a slash: the role reads nothing else."""
    key_arns: NotRequired[Sequence[pulumi.Input[str]]]
    """ARNs of the KMS keys of weights, volumes, captured data and secrets."""
    secret_arns: NotRequired[Sequence[pulumi.Input[str]]]
    """ARNs of the secrets that the container reads by itself; none where it is isolated from the network."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """Id of the VPC that the containers run in; together with `subnet_ids` and `security_group_ids`."""
    subnet_ids: NotRequired[pulumi.Input[Sequence[str]]]
    """Ids of the subnets that the role may put network interfaces into."""
    security_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Ids of the security groups of these network interfaces."""
    capture_bucket_arn: NotRequired[pulumi.Input[str]]
    """ARN of the bucket of captured requests and answers; together with `capture_prefix`."""
    capture_prefix: NotRequired[str]
    """Folder of the captured data in the bucket, ending with a slash."""
    permissions_boundary_arn: NotRequired[pulumi.Input[str]]
    """ARN of the policy that bounds every role of the account, where it has one."""
    tags: Mapping[str, str]
    """Tags of the role."""


def validate(args: AwsIdentityArgs) -> None:
    """Refuse a wrong account, region, endpoint name or folder, and halves of what belongs together.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_region(args["region"])
    if not is_endpoint_name(args["endpoint_name"]):
        highest = limit("name_characters").highest
        allowed = f"letters, digits and hyphens between them, at most {highest} characters"
        raise InvalidArgument("endpoint_name", args["endpoint_name"], allowed)
    if not args["repository_arns"]:
        raise InvalidArgument("repository_arns", [], "at least the repository of the model server's image")
    require_together(args, "model_bucket_arn", "model_prefix")
    require_together(args, "capture_bucket_arn", "capture_prefix")
    require_together(args, "vpc_id", "subnet_ids", "security_group_ids")
    for field in ("model_prefix", "capture_prefix"):
        prefix = args.get(field)
        if prefix is not None and not is_folder(prefix):
            raise InvalidArgument(field, prefix, "a folder such as llama-2-7b/, without a slash at its start")


def is_folder(prefix: str) -> bool:
    """Say whether a prefix names a folder of a bucket and nothing beside it: no wildcard, a slash at its end."""
    return prefix.endswith("/") and not prefix.startswith("/") and "//" not in prefix and not set(prefix) & set("*?$")


class AwsIdentity(pulumi.ComponentResource):
    """A role that SageMaker assumes for one endpoint, and that can do what this endpoint needs.

    It reads one folder of weights, pulls from the given repositories, writes to the endpoint's own log group, and puts
    network interfaces into the given subnets. Only actions for which AWS knows no resource are allowed on `*`.

    Cost: none; IAM is free.

    Raises:
        InvalidArgument: an argument contradicts another or is one that AWS would refuse; nothing was registered.
    """

    role_arn: pulumi.Output[str]
    """ARN of the role, known once its permissions are in place: SageMaker tries them when a model is created."""
    role_name: pulumi.Output[str]
    """Name of the role."""

    def __init__(self, name: str, args: AwsIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsIdentity", name, {}, opts)
        place = Place(partition(args["region"]), args["region"], args["account_id"])
        role = aws.iam.Role(
            f"{name}-role",
            description=f"Execution role of the SageMaker endpoint {args['endpoint_name']}",
            assume_role_policy=json.dumps(_trust(place)),
            permissions_boundary=args.get("permissions_boundary_arn"),
            tags=args["tags"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        permissions = aws.iam.RolePolicy(
            f"{name}-permissions",
            role=role.name,
            policy=rendered(endpoint_statements(place, args)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.role_arn = after(role.arn, permissions)
        self.role_name = role.name
        self.register_outputs({"role_arn": self.role_arn, "role_name": self.role_name})


def _trust(place: Place) -> dict[str, Any]:
    # SageMaker's guide: the ARN has this form for inference, and never that of one model or endpoint.
    source = f"arn:{place.partition}:sagemaker:{place.region}:{place.account_id}:*"
    condition = {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": place.account_id}}
    return service_trust("sagemaker.amazonaws.com", condition)
