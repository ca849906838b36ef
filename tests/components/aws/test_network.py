from typing import Any

import pulumi_aws as aws
import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.network import AwsNetwork, validate
from components.contract import InvalidArgument
from tests.components.aws.judging import ACCOUNT, broken_rules, only, statements, types_of, used
from tests.components.aws.networks import KEY, NAT, OFFICE, REGION, WORLD, ZONES, arguments, endpoints, recorded

CLOSED_TYPES = {
    "AwsNetwork": 1,
    "Vpc": 1,
    "Subnet": 3,
    "RouteTable": 3,
    "RouteTableAssociation": 3,
    "NetworkAcl": 1,
    "DefaultSecurityGroup": 1,
    "SecurityGroup": 2,
    "SecurityGroupIngressRule": 1,
    "SecurityGroupEgressRule": 2,
    "VpcEndpoint": 8,
    "LogGroup": 1,
    "Role": 1,
    "RolePolicy": 1,
    "FlowLog": 1,
}


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_by_default_there_is_no_way_to_the_internet(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    # Neither internet gateway nor NAT gateway, address or route.
    assert types_of(graph) == CLOSED_TYPES
    outputs = only(graph, "AwsNetwork").outputs
    if unknown_outputs:
        assert set(outputs) == {"vpc_id", "private_subnet_ids", "workload_security_group_id"}
        assert all(value is UNKNOWN for value in outputs.values())
    else:
        assert outputs["vpc_id"].startswith("vpc-")
        assert len(set(outputs["private_subnet_ids"])) == 3
        assert outputs["workload_security_group_id"].startswith("sg-")


def test_private_subnets_stand_in_the_zones_in_their_order() -> None:
    zones = [subnet.get("availabilityZone") for subnet in recorded().of("aws:ec2/subnet:Subnet")]
    assert zones == ZONES


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize(
    ("per_zone", "expected"),
    [
        (False, {"Subnet": 4, "NatGateway": 1, "Eip": 1, "Route": 4}),
        (True, {"Subnet": 6, "NatGateway": 3, "Eip": 3, "Route": 4}),
    ],
)
def test_nat_comes_with_public_subnets_only_where_a_gateway_stands(
    per_zone: bool, expected: dict[str, int], unknown_outputs: bool
) -> None:
    found = types_of(recorded(unknown_outputs, nat_per_zone=per_zone, **NAT))
    assert {kind: found.get(kind) for kind in expected} == expected
    assert found["InternetGateway"] == 1
    # The gateway to S3 costs nothing and stays; interface endpoints would be paid for beside the NAT gateway.
    assert found["VpcEndpoint"] == 1


@pytest.mark.parametrize("per_zone", [False, True])
def test_each_private_subnet_leaves_through_its_own_or_the_shared_nat_gateway(per_zone: bool) -> None:
    graph = recorded(nat_per_zone=per_zone, **NAT)
    for zone in ZONES:
        route = only(graph, "Route", f"net-private-{zone}-default")
        assert used(graph, route, "routeTableId") == [f"net-private-{zone}"]
        assert used(graph, route, "natGatewayId") == [f"net-nat-{zone if per_zone else ZONES[0]}"]
        assert route.get("destinationCidrBlock") == WORLD


@pytest.mark.parametrize("per_zone", [False, True])
def test_nat_gateways_stand_in_public_subnets_that_lead_to_the_internet(per_zone: bool) -> None:
    graph = recorded(nat_per_zone=per_zone, **NAT)
    internet = only(graph, "InternetGateway")
    for gateway in graph.of("aws:ec2/natGateway:NatGateway"):
        zone = gateway.name.removeprefix("net-nat-")
        assert used(graph, gateway, "subnetId") == [f"net-public-{zone}"]
        assert used(graph, gateway, "allocationId") == [gateway.name]
        assert only(graph, "Subnet", f"net-public-{zone}").get("availabilityZone") == zone
        assert used(graph, only(graph, "RouteTableAssociation", f"net-public-{zone}"), "routeTableId") == ["net-public"]
        assert internet.urn in gateway.dependencies
    assert used(graph, only(graph, "Route", "net-public-default"), "gatewayId") == [internet.name]
    assert all(internet.urn in address.dependencies for address in graph.of("aws:ec2/eip:Eip"))


MODES: list[dict[str, Any]] = [
    {},
    {"allowed_cidrs": [OFFICE]},
    NAT,
    {**NAT, "nat_per_zone": True, "allowed_cidrs": [OFFICE]},
    {**NAT, "endpoint_services": ["sagemaker.runtime"]},
    {"endpoint_services": []},
]


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("changes", MODES)
def test_the_network_keeps_our_own_rules_in_prod(changes: dict[str, Any], unknown_outputs: bool) -> None:
    assert broken_rules(recorded(unknown_outputs, **changes)) == []


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("changes", [{"allowed_cidrs": [OFFICE]}, {**NAT, "endpoint_services": ["secretsmanager"]}])
def test_whoever_takes_subnets_and_group_waits_for_every_way_out_of_them(
    changes: dict[str, Any], unknown_outputs: bool
) -> None:
    def program() -> None:
        network = AwsNetwork("net", arguments(**changes))
        aws.sagemaker.Model(
            "model",
            execution_role_arn="role",
            primary_container={"image": "a:1"},
            vpc_config={
                "subnets": network.private_subnet_ids,
                "security_group_ids": [network.workload_security_group_id],
            },
        )

    graph = record(program, unknown_outputs=unknown_outputs).graph
    ways = {
        "NetworkAcl",
        "Route",
        "RouteTableAssociation",
        "SecurityGroupEgressRule",
        "SecurityGroupIngressRule",
        "VpcEndpoint",
    }
    # The public subnets' own route and association come before the NAT gateway.
    needed = {
        item.urn for item in graph if item.type.rpartition(":")[2] in ways and not item.name.startswith("net-public-")
    }
    needed |= {item.urn for item in graph if item.name == "net-public-acl"}
    assert len(needed) > 8
    assert needed <= set(only(graph, "Model").dependencies)


@pytest.mark.parametrize("per_zone", [False, True])
def test_a_nat_gateway_comes_after_the_route_that_it_needs(per_zone: bool) -> None:
    graph = recorded(nat_per_zone=per_zone, **NAT)
    outward = only(graph, "Route", "net-public-default").urn
    assert all(outward in gateway.dependencies for gateway in graph.of("aws:ec2/natGateway:NatGateway"))


def test_all_subnets_refuse_public_addresses() -> None:
    subnets = recorded(**NAT).of("aws:ec2/subnet:Subnet")
    assert {subnet.get("mapPublicIpOnLaunch") for subnet in subnets} == {False}


def peers(graph: Graph, kind: str) -> set[tuple[str, str]]:
    """Return (group, peer) of each rule, the peer as a range or as the name of a resource; all speak HTTPS."""
    found: list[tuple[str, str]] = []
    for rule in graph.of(f"aws:vpc/securityGroup{kind}Rule:SecurityGroup{kind}Rule"):
        assert (rule.get("ipProtocol"), rule.get("fromPort"), rule.get("toPort")) == ("tcp", 443, 443)
        (group,) = used(graph, rule, "securityGroupId")
        ranges = [rule.get("cidrIpv4")] if rule.get("cidrIpv4") else []
        (peer,) = [
            *ranges,
            *used(graph, rule, "prefixListId"),
            *used(graph, rule, "referencedSecurityGroupId"),
        ]
        found.append((group, peer))
    assert len(set(found)) == len(found)
    return set(found)


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_endpoints_are_called_by_the_workload_alone(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert peers(graph, "Ingress") == {("net-endpoints", "net-workload")}
    for name, endpoint in endpoints(graph).items():
        if name != "s3":
            assert used(graph, endpoint, "securityGroupIds") == ["net-endpoints"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_workload_calls_endpoints_and_s3_alone(unknown_outputs: bool) -> None:
    found = peers(recorded(unknown_outputs), "Egress")
    assert found == {("net-workload", "net-endpoints"), ("net-workload", "net-s3")}


def test_the_workload_calls_anybody_by_https_where_there_is_a_nat_gateway() -> None:
    assert peers(recorded(**NAT), "Egress") == {("net-workload", "net-s3"), ("net-workload", WORLD)}


def test_allowed_ranges_call_workload_and_endpoints() -> None:
    found = peers(recorded(allowed_cidrs=[OFFICE]), "Ingress")
    assert found == {("net-endpoints", "net-workload"), ("net-endpoints", OFFICE), ("net-workload", OFFICE)}


def test_every_rule_of_a_group_says_what_it_is_for() -> None:
    for changes in ({"allowed_cidrs": [OFFICE]}, NAT):
        rules = [rule for rule in recorded(**changes) if rule.type.endswith("gressRule")]
        assert len(rules) > 1
        assert all(rule.get("description") for rule in rules)


def test_a_network_without_interface_endpoints_has_no_group_for_them() -> None:
    graph = recorded(endpoint_services=[])
    assert types_of(graph)["SecurityGroup"] == 1
    assert peers(graph, "Egress") == {("net-workload", "net-s3")}


def test_the_default_security_group_is_closed_and_no_group_has_rules_inline() -> None:
    graph = recorded()
    for group in graph.of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "aws:ec2/securityGroup:SecurityGroup"):
        assert group.get("ingress") is None
        assert group.get("egress") is None


def test_all_traffic_is_recorded_in_an_encrypted_log_group_by_a_role_for_this_account_alone() -> None:
    graph = recorded(log_retention_days=400)
    log, group, role = only(graph, "FlowLog"), only(graph, "LogGroup"), only(graph, "Role")
    assert log.get("trafficType") == "ALL"
    assert log.get("logDestination") == group.outputs["arn"]
    assert log.get("iamRoleArn") == role.outputs["arn"]
    assert used(graph, log, "vpcId") == ["net-vpc"]
    assert (group.get("kmsKeyId"), group.get("retentionInDays")) == (KEY, 400)
    trust = statements(role, "assumeRolePolicy")["ServiceAssumesRole"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    ours = f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-flow-log/*"
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": ours}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    writes = statements(only(graph, "RolePolicy"))["WriteFlows"]
    assert all(name.startswith(group.outputs["arn"]) for name in writes["Resource"])
    assert only(graph, "RolePolicy").urn in log.dependencies


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"account_id": "1"}, "account_id", "twelve digits"),
        ({"region": "us-east1"}, "region", "did you mean 'us-east-1'?"),
        ({"region": "cn-north-1"}, "region", "outside China"),
        ({"log_retention_days": 31}, "log_retention_days", "60 is the next longer one"),
        ({"cidr_block": "10.0.0.0"}, "cidr_block", "/16 to /22"),
        ({"cidr_block": "10.0.0.1/16"}, "cidr_block", "host bits"),
        ({"cidr_block": "10.0.0.0/255.255.0.0"}, "cidr_block", "write 10.0.0.0/16"),
        ({"cidr_block": "10.0.0.0/15"}, "cidr_block", "/16 to /22"),
        ({"cidr_block": "10.0.0.0/23"}, "cidr_block", "/16 to /22"),
        ({"cidr_block": "fd00::/56"}, "cidr_block", "IPv4"),
        ({"cidr_block": "172.17.128.0/20"}, "cidr_block", "outside 172.17.0.0/16"),
        ({"availability_zones": ZONES[:1]}, "availability_zones", "2 to 7 zones"),
        ({"availability_zones": []}, "availability_zones", "2 to 7 zones"),
        ({"availability_zones": [f"us-east-1{letter}" for letter in "abcdefgh"]}, "availability_zones", "2 to 7"),
        ({"availability_zones": ["us-east-1a", "us-west-2a"]}, "availability_zones", "zones of us-east-1"),
        ({"availability_zones": ["us-east-1a", "us-east-1-bos-1a"]}, "availability_zones", "local and wavelength"),
        ({"availability_zones": ["us-east-1a", "us-east-1a"]}, "availability_zones", "each zone once"),
        ({"egress": "natt"}, "egress", "did you mean 'nat'?"),
        ({"nat_per_zone": True}, "nat_per_zone", "only with egress nat"),
        ({"allowed_cidrs": ["10.1.0.0"]}, "allowed_cidrs", "write 10.1.0.0/32"),
        ({"allowed_cidrs": ["office"]}, "allowed_cidrs", "an IPv4 range"),
        ({"allowed_cidrs": ["fd00::/8"]}, "allowed_cidrs", "an IPv4 range"),
        ({"allowed_cidrs": [OFFICE, OFFICE]}, "allowed_cidrs", "each range once"),
        ({"endpoint_services": ["sagemaker-runtime"]}, "endpoint_services", "did you mean 'sagemaker.runtime'?"),
        ({"endpoint_services": ["sts", "sts"]}, "endpoint_services", "each service once"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_registered(changes: Any, field: str, part: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    assert refused.value.field == field
    assert part in str(refused.value)
    with pytest.raises(InvalidArgument):
        recorded(**changes)


def test_the_whole_world_as_an_allowed_range_breaks_our_rules() -> None:
    broken = {rule for rule, _, _ in broken_rules(recorded(allowed_cidrs=[WORLD]))}
    assert "security-group-no-open-ingress" in broken
