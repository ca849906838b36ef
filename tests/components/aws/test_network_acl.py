import ipaddress
from typing import Any

import pytest

from accel.catalog.aws_network import limit
from components.aws.network import validate
from components.aws.network_acl import private_rules, public_rules
from components.contract import InvalidArgument
from tests.components.aws.judging import only
from tests.components.aws.networks import NAT, OFFICE, VPC, WORLD, ZONES, arguments, recorded

TCP, ICMP = "6", "1"


def passes(rules: list[dict[str, Any]], address: str, port: int, protocol: str = TCP) -> bool:
    """Decide as a network ACL does: the first rule that fits; nothing fits, nothing passes."""
    for rule in sorted(rules, key=lambda rule: rule["rule_no"]):
        inside = ipaddress.ip_address(address) in ipaddress.ip_network(rule["cidr_block"])
        every = rule["protocol"] == "-1"
        if inside and (every or (rule["protocol"] == protocol and rule["from_port"] <= port <= rule["to_port"])):
            return rule["action"] == "allow"
    return False


INSIDE, OFFICE_DESK, S3, ELSEWHERE = "10.40.33.1", "192.168.3.4", "52.216.1.1", "192.168.16.1"


def test_machines_reach_s3_and_get_its_answers() -> None:
    incoming, outgoing = private_rules(VPC, [OFFICE])
    assert passes(outgoing, S3, 443)
    assert all(passes(incoming, S3, port) for port in (1024, 32768, 50000, 61000, 65535))
    assert not passes(outgoing, S3, 80)


@pytest.mark.parametrize("port", [22, 3389, 443, 80])
def test_nobody_outside_reaches_a_machine(port: int) -> None:
    incoming, _ = private_rules(VPC, [OFFICE])
    assert not passes(incoming, S3, port)
    assert not passes(incoming, ELSEWHERE, port)
    assert not passes(public_rules(VPC)[0], S3, port)


def test_an_allowed_range_calls_by_https_and_gets_answers_and_nothing_else() -> None:
    incoming, outgoing = private_rules(VPC, [OFFICE])
    assert passes(incoming, OFFICE_DESK, 443)
    assert passes(outgoing, OFFICE_DESK, 50000)
    assert not passes(incoming, OFFICE_DESK, 22)
    assert not passes(outgoing, ELSEWHERE, 50000)
    assert not passes(private_rules(VPC, [])[0], OFFICE_DESK, 443)


def test_machines_and_endpoints_talk_to_each_other_inside() -> None:
    for rules in private_rules(VPC, []):
        assert passes(rules, INSIDE, 443)
        assert passes(rules, INSIDE, 40000)


def test_a_nat_gateway_hands_requests_out_and_answers_back() -> None:
    incoming, outgoing = public_rules(VPC)
    assert passes(incoming, INSIDE, 443)
    assert passes(outgoing, S3, 443)
    assert passes(incoming, S3, 1024)
    assert passes(incoming, S3, 65535)
    assert passes(outgoing, INSIDE, 32768)


@pytest.mark.parametrize("rules", [*private_rules(VPC, []), *public_rules(VPC)])
def test_a_message_that_packets_are_too_big_passes_every_border(rules: list[dict[str, Any]]) -> None:
    icmp = [rule for rule in rules if rule["protocol"] == ICMP]
    assert [(rule["icmp_type"], rule["icmp_code"], rule["cidr_block"]) for rule in icmp] == [(3, 4, WORLD)]


def test_the_acl_of_the_component_has_these_rules_and_all_private_subnets() -> None:
    graph = recorded(allowed_cidrs=[OFFICE])
    acl = only(graph, "NetworkAcl", "net-private-acl")
    incoming, outgoing = private_rules(VPC, [OFFICE])
    assert [rule["ruleNo"] for rule in acl.get("ingress")] == [rule["rule_no"] for rule in incoming]
    assert [rule["cidrBlock"] for rule in acl.get("egress")] == [rule["cidr_block"] for rule in outgoing]
    assert len(acl.get("subnetIds")) == len(ZONES)
    # As EC2 tells them, or every refresh would find a difference.
    assert all(rule["protocol"].lstrip("-").isdigit() for rule in (*acl.get("ingress"), *acl.get("egress")))
    assert only(recorded(**NAT), "NetworkAcl", "net-public-acl").get("subnetIds")


def test_as_many_ranges_are_allowed_as_a_network_acl_has_room_for() -> None:
    ranges = [f"172.20.{index}.0/24" for index in range(40)]
    most = next(count for count in range(40, 0, -1) if _accepts(ranges[:count]))
    rules = private_rules(VPC, ranges[:most])
    assert max(len(found) for found in rules) == limit("network_acl_rules")[1] - 1
    with pytest.raises(InvalidArgument, match=f"at most {most} ranges"):
        validate(arguments(allowed_cidrs=ranges[: most + 1]))


def _accepts(ranges: list[str]) -> bool:
    try:
        validate(arguments(allowed_cidrs=ranges))
    except InvalidArgument:
        return False
    return True
