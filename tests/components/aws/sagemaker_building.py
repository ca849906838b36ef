"""An endpoint to judge, and how to find its parts."""

from typing import Any

from accel.planning.graph import Graph, Resource
from accel.preview.recorder import record
from components.aws.sagemaker_arguments import SageMakerEndpointArgs
from components.aws.sagemaker_endpoint import SageMakerEndpoint

COMMIT = "01c7f73d771dfac7d292323805ebc428287df4f9"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-token-AbCdEf"
OWN_IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/tgi-with-secret:1"
TOPIC = "arn:aws:sns:us-east-1:111122223333:alarms"
TAGS = {
    "environment": "prod",
    "owner": "ml",
    "cost-center": "research",
    "blueprint": "chat",
    "stack": "prod",
    "managed-by": "accelerator-blueprints",
}
HUB = {"model_id": "meta-llama/Llama-2-7b-hf", "revision": COMMIT}


def arguments(**changes: Any) -> SageMakerEndpointArgs:
    found: dict[str, Any] = {
        "region": "us-east-1",
        "endpoint_name": "prod-chat",
        "role_arn": "arn:aws:iam::111122223333:role/chat",
        "instance_type": "ml.inf2.48xlarge",
        "weights_uri": "s3://models/llama-2-7b/",
        "model": "meta-llama/Llama-2-7b-hf",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "security_group_ids": ["sg-1"],
        "kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/1",
        "logs_key_arn": "arn:aws:kms:us-east-1:111122223333:key/2",
        "log_retention_days": 365,
        "tags": TAGS,
        **changes,
    }
    return {key: value for key, value in found.items() if value is not None}  # type: ignore[return-value] - as the caller built it


def graph_of(args: SageMakerEndpointArgs, **how: Any) -> Graph:
    return record(lambda: SageMakerEndpoint("chat", args) and None, **how).graph


def one(graph: Graph, kind: str) -> Resource:
    (found,) = (resource for resource in graph if resource.type.endswith(f":{kind}"))
    return found


def named(graph: Graph, name: str) -> Resource:
    (found,) = (resource for resource in graph if resource.name == name)
    return found


WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def schedule(**changes: Any) -> dict[str, Any]:
    return {"start_hour": 8, "stop_hour": 19, "days": WEEKDAYS, "timezone": "Europe/Berlin", **changes}
