from typing import Any

import pytest

from accel.catalog.aws_network import endpoint_service, endpoint_services, inference_services, service_buckets
from accel.catalog.names import UnknownName
from accel.planning.graph import Resource
from components.aws.network_endpoints import s3_policy
from tests.components.aws.judging import (
    ACCOUNT,
    applies,
    is_action,
    model,
    only,
    service_models,
    statements,
    unknown_actions,
    used,
)
from tests.components.aws.networks import NAT, REGION, ZONES, endpoints, recorded

STRANGER = "999988887777"


def test_the_default_endpoints_are_those_of_sagemaker_inference() -> None:
    wanted = {"sagemaker.runtime", "sagemaker.api", "ecr.api", "ecr.dkr", "logs", "sts", "kms"}
    assert set(inference_services()) == wanted
    assert set(endpoints(recorded())) == {*wanted, "s3"}


def test_interface_endpoints_stand_in_each_zone_and_take_the_usual_host_names() -> None:
    graph = recorded(endpoint_services=["secretsmanager"])
    endpoint = endpoints(graph)["secretsmanager"]
    assert endpoint.get("vpcEndpointType") == "Interface"
    assert endpoint.get("privateDnsEnabled") is True
    assert len(endpoint.get("subnetIds")) == len(ZONES)
    assert only(graph, "Vpc").get("enableDnsSupport") is True
    assert only(graph, "Vpc").get("enableDnsHostnames") is True


@pytest.mark.parametrize("changes", [{}, NAT])
def test_the_gateway_to_s3_is_in_every_private_route_table(changes: dict[str, Any]) -> None:
    graph = recorded(**changes)
    gateway = endpoints(graph)["s3"]
    tables = [f"net-private-{zone}" for zone in ZONES]
    assert gateway.get("vpcEndpointType") == "Gateway"
    assert used(graph, gateway, "routeTableIds") == tables
    for table in tables:
        association = only(graph, "RouteTableAssociation", table)
        assert used(graph, association, "routeTableId") == used(graph, association, "subnetId") == [table]


def may_pass(endpoint: Resource, action: str, resource: str, **context: str) -> bool:
    keys = {name.replace("__", ":"): value for name, value in context.items()}
    return any(applies(statement, action, resource, keys) for statement in statements(endpoint).values())


@pytest.mark.parametrize("service", sorted(endpoint_services()))
def test_only_identities_and_resources_of_the_account_pass_an_endpoint(service: str) -> None:
    endpoint = endpoints(recorded(endpoint_services=[service]))[service]
    action = f"{endpoint_services()[service].action_prefix}:Anything"
    ours = {"aws__PrincipalAccount": ACCOUNT, "aws__ResourceAccount": ACCOUNT}
    assert may_pass(endpoint, action, "arn", **ours)
    assert not may_pass(endpoint, action, "arn", **{**ours, "aws__PrincipalAccount": STRANGER})
    assert not may_pass(endpoint, action, "arn", **{**ours, "aws__ResourceAccount": STRANGER})
    assert not may_pass(endpoint, "ec2:RunInstances", "arn", **ours)


@pytest.mark.parametrize("service", ["ecr.api", "ecr.dkr"])
def test_images_of_aws_can_be_pulled_and_nothing_can_be_pushed_to_others(service: str) -> None:
    endpoint = endpoints(recorded())[service]
    foreign = {"aws__PrincipalAccount": ACCOUNT, "aws__ResourceAccount": "763104351884"}
    assert may_pass(endpoint, "ecr:BatchGetImage", "arn", **foreign)
    assert may_pass(endpoint, "ecr:GetDownloadUrlForLayer", "arn", **foreign)
    assert not may_pass(endpoint, "ecr:PutImage", "arn", **foreign)
    assert not may_pass(endpoint, "ecr:BatchGetImage", "arn", aws__PrincipalAccount=STRANGER)


def test_layers_of_images_are_read_by_requests_that_ecr_signs_and_weights_reach_no_other_bucket() -> None:
    gateway = endpoints(recorded())["s3"]
    layer = f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/sha256/1"
    by_ecr = {"aws__PrincipalAccount": "210987654321", "aws__ResourceAccount": "210987654321"}
    assert may_pass(gateway, "s3:GetObject", layer, **by_ecr)
    assert not may_pass(gateway, "s3:PutObject", layer, **by_ecr)
    assert may_pass(gateway, "s3:GetObject", f"arn:aws:s3:::jumpstart-cache-prod-{REGION}/llama", **by_ecr)
    away = {"aws__PrincipalAccount": ACCOUNT, "aws__ResourceAccount": STRANGER}
    assert not may_pass(gateway, "s3:PutObject", "arn:aws:s3:::thief/weights", **away)
    assert not may_pass(gateway, "s3:GetObject", "arn:aws:s3:::thief/weights", **away)


def test_policies_fit_into_an_endpoint_and_into_the_partition_of_the_region() -> None:
    assert max(len(item.get("policy")) for item in endpoints(recorded()).values()) < 20480
    text = str(s3_policy("aws-us-gov", "us-gov-west-1", ACCOUNT))
    assert "arn:aws-us-gov:s3:::prod-us-gov-west-1-starport-layer-bucket/*" in text
    assert "arn:aws:" not in text
    assert service_buckets()


def test_the_catalogue_names_services_as_botocore_names_their_hosts() -> None:
    hosts: dict[str, set[str]] = {}
    for path in service_models():
        name = path.parent.parent.name
        if name.split("-")[0] in {service.action_prefix for service in endpoint_services().values()}:
            metadata = model(path)["metadata"]
            hosts.setdefault(metadata["endpointPrefix"], set()).update({name, metadata.get("signingName", name)})
    for name, service in endpoint_services().items():
        assert is_action(f"{service.action_prefix}:*")
        assert all(is_action(action) for action in service.reads)
        if name != "ecr.dkr":
            # A registry's host is one for each account, and has no model. Others turn their labels round.
            assert service.action_prefix in hosts[".".join(reversed(name.split(".")))]


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded(endpoint_services=list(endpoint_services()))) == []


def test_an_unknown_service_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(UnknownName, match=r"did you mean 'sagemaker\.api'"):
        endpoint_service("sagemaker.apis")
