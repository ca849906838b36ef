"""The network under test: its arguments, and what it registers."""

from typing import Any

from accel.planning.graph import Graph, Resource
from accel.preview.recorder import record
from components.aws.network import AwsNetwork
from tests.components.aws.judging import ACCOUNT
from tests.components.judging import TAGS

REGION = "us-east-1"
ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
VPC = "10.40.0.0/16"
OFFICE = "192.168.0.0/20"
WORLD = "0.0.0.0/0"
NAT = {"egress": "nat"}


def arguments(**changes: Any) -> Any:
    given = {
        "account_id": ACCOUNT,
        "region": REGION,
        "cidr_block": VPC,
        "availability_zones": ZONES,
        "logs_key_arn": KEY,
        "log_retention_days": 365,
        "tags": TAGS,
    }
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsNetwork("net", arguments(**changes)), unknown_outputs=unknown_outputs).graph


def endpoints(graph: Graph) -> dict[str, Resource]:
    """Return the endpoints by the name of their service, without what comes before it."""
    prefix = f"com.amazonaws.{REGION}."
    return {item.get("serviceName").removeprefix(prefix): item for item in graph.of("aws:ec2/vpcEndpoint:VpcEndpoint")}
