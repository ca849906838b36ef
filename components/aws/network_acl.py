"""Network ACLs: which ranges and ports pass the border of a subnet, whatever its security groups say.

They keep no state, so answers need rules of their own, to the ports that clients choose for themselves.
"""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from accel.catalog.aws_network import limit
from components.aws.network_site import Site
from components.contract import InvalidArgument

_ANYWHERE = "0.0.0.0/0"
_HTTPS = (443, 443)
_REMOTE_DESKTOP = 3389
# EC2 answers with the numbers of protocols: a name would look like a difference after each refresh.
_ALL, _ICMP, _TCP = "-1", "1", "6"
_STEP = 10
Rule = dict[str, Any]


def private_rules(vpc_cidr: str, allowed_cidrs: Sequence[str]) -> tuple[list[Rule], list[Rule]]:
    """Return what may come in and go out of the private subnets.

    S3 answers from public addresses even through its gateway endpoint, so HTTPS goes anywhere; without an internet
    gateway nothing else can take that way.
    """
    incoming = [
        _everything(vpc_cidr),
        *(_tcp(cidr, *_HTTPS) for cidr in allowed_cidrs),
        *_answers_from_anywhere(),
        _packet_too_big(),
    ]
    outgoing = [
        _everything(vpc_cidr),
        _tcp(_ANYWHERE, *_HTTPS),
        *(_tcp(cidr, *limit("ephemeral_ports")) for cidr in allowed_cidrs),
        _packet_too_big(),
    ]
    return _numbered(incoming), _numbered(outgoing)


def public_rules(vpc_cidr: str) -> tuple[list[Rule], list[Rule]]:
    """Return what may come in and go out of the public subnets, in which NAT gateways stand and nothing else."""
    incoming = [_tcp(vpc_cidr, *_HTTPS), *_answers_from_anywhere(), _packet_too_big()]
    outgoing = [_tcp(_ANYWHERE, *_HTTPS), _tcp(vpc_cidr, *limit("ephemeral_ports")), _packet_too_big()]
    return _numbered(incoming), _numbered(outgoing)


def require_few_ranges(vpc_cidr: str, allowed_cidrs: Sequence[str]) -> None:
    """Refuse more ranges than a network ACL has room for."""
    # The final refusal of everything else counts too.
    room = limit("network_acl_rules")[1] - 1
    needed = max(len(rules) for rules in private_rules(vpc_cidr, allowed_cidrs))
    if needed > room:
        most = room - (needed - len(allowed_cidrs))
        raise InvalidArgument("allowed_cidrs", list(allowed_cidrs), f"at most {most} ranges", "join neighbours")


def network_acl(
    site: Site,
    role: str,
    vpc: aws.ec2.Vpc,
    subnets: Sequence[aws.ec2.Subnet],
    rules: tuple[list[Rule], list[Rule]],
) -> aws.ec2.NetworkAcl:
    """Create the network ACL of some subnets."""
    incoming, outgoing = rules
    return aws.ec2.NetworkAcl(
        f"{site.name}-{role}",
        vpc_id=vpc.id,
        subnet_ids=[subnet.id for subnet in subnets],
        ingress=[aws.ec2.NetworkAclIngressArgs(**rule) for rule in incoming],
        egress=[aws.ec2.NetworkAclEgressArgs(**rule) for rule in outgoing],
        tags=site.tagged(role),
        opts=pulumi.ResourceOptions(parent=site.component),
    )


def _answers_from_anywhere() -> list[Rule]:
    """Leave out the port of remote desktops: no rule may open it to the world.

    A NAT gateway that picks it for a connection gets no answer; the client's next attempt has another port.
    """
    lowest, highest = limit("ephemeral_ports")
    return [_tcp(_ANYWHERE, lowest, _REMOTE_DESKTOP - 1), _tcp(_ANYWHERE, _REMOTE_DESKTOP + 1, highest)]


def _everything(cidr: str) -> Rule:
    return {"cidr_block": cidr, "protocol": _ALL, "from_port": 0, "to_port": 0}


def _tcp(cidr: str, first: int, last: int) -> Rule:
    return {"cidr_block": cidr, "protocol": _TCP, "from_port": first, "to_port": last}


def _packet_too_big() -> Rule:
    """ICMP "fragmentation needed": without it connections hang where the path takes smaller packets."""
    return {
        "cidr_block": _ANYWHERE,
        "protocol": _ICMP,
        "from_port": 0,
        "to_port": 0,
        "icmp_type": 3,
        "icmp_code": 4,
    }


def _numbered(rules: Sequence[Rule]) -> list[Rule]:
    return [{"rule_no": (index + 1) * _STEP, "action": "allow", **rule} for index, rule in enumerate(rules)]
