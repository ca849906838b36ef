"""Rules of network security groups as plain data: everything is closed, and each opening has a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pulumi_azure_native import network

from accel.catalog.azure import limit
from components.contract import InvalidArgument

ANYWHERE = "*"
INTERNET = "Internet"
_OWN, _FIRST, _PROBES, _EGRESS = 100, 110, 200, 300
"""Priorities: the lower one wins. Ranges of a list are counted upwards from theirs."""
_LAST_PORT = 65_535
_HTTPS = ("443",)


@dataclass(frozen=True, slots=True)
class SecurityRule:
    """One opening, or the denial of everything else."""

    name: str
    priority: int
    direction: str
    source: str
    destination: str
    ports: tuple[str, ...] = ()
    """Ports of TCP; none for every port and protocol."""
    access: str = "Allow"


def workload_rules(
    own: str,
    endpoints: str,
    *,
    allowed: Sequence[str],
    allowed_ports: Sequence[str],
    egress: Sequence[str],
    egress_ports: Sequence[str],
) -> tuple[SecurityRule, ...]:
    """Return the rules of the subnet of machines.

    Args:
        own: its range.
        endpoints: range of the private endpoints.
        allowed: ranges that may call in.
        allowed_ports: where these may call.
        egress: ranges, or tags of Azure, that machines may call; none for no way out.
        egress_ports: ports that they may call there.
    """
    return (
        SecurityRule("allow-own-in", _OWN, "Inbound", own, own),
        *_ingress(allowed, own, tuple(allowed_ports)),
        # Without its probes a load balancer takes every machine out.
        SecurityRule("allow-probes", _PROBES, "Inbound", "AzureLoadBalancer", own),
        _deny("Inbound"),
        SecurityRule("allow-own-out", _OWN, "Outbound", own, own),
        SecurityRule("allow-endpoints", _FIRST, "Outbound", own, endpoints, _HTTPS),
        *(
            SecurityRule(f"allow-egress-{index}", _EGRESS + index, "Outbound", own, target, tuple(egress_ports))
            for index, target in enumerate(egress)
        ),
        _deny("Outbound"),
    )


def endpoint_rules(own: str, workload: str, *, allowed: Sequence[str]) -> tuple[SecurityRule, ...]:
    """Return the rules of the subnet of private endpoints, which call nobody."""
    return (
        SecurityRule("allow-workload", _OWN, "Inbound", workload, own, _HTTPS),
        *_ingress(allowed, own, _HTTPS),
        _deny("Inbound"),
        _deny("Outbound"),
    )


def require_few(field: str, ranges: Sequence[str]) -> None:
    """Refuse more ranges than there are priorities for."""
    most = {"allowed_cidrs": _PROBES - _FIRST, "egress_cidrs": limit("security rule priority").highest - _EGRESS}[field]
    if len(ranges) > most:
        raise InvalidArgument(field, len(ranges), f"at most {most} ranges")


def require_ports(field: str, ports: Sequence[str]) -> None:
    """Refuse what is no port and no range of ports."""
    for index, text in enumerate(ports):
        first, dash, last = text.partition("-")
        numbers = [
            int(part) if part.isascii() and part.isdigit() else 0 for part in ([first, last] if dash else [first])
        ]
        if any(not 1 <= number <= _LAST_PORT for number in numbers) or numbers != sorted(numbers):
            raise InvalidArgument(f"{field}[{index}]", text, "a port such as 443 or a range such as 8000-8010")


def typed(rules: Sequence[SecurityRule]) -> list[network.SecurityRuleArgs]:
    """Return rules as the provider takes them."""
    return [
        network.SecurityRuleArgs(
            name=rule.name,
            priority=rule.priority,
            direction=rule.direction,
            access=rule.access,
            protocol="Tcp" if rule.ports else ANYWHERE,
            source_address_prefix=rule.source,
            source_port_range=ANYWHERE,
            destination_address_prefix=rule.destination,
            destination_port_range=None if rule.ports else ANYWHERE,
            destination_port_ranges=list(rule.ports) or None,
        )
        for rule in rules
    ]


def _ingress(allowed: Sequence[str], own: str, ports: tuple[str, ...]) -> Iterator[SecurityRule]:
    for index, source in enumerate(allowed):
        yield SecurityRule(f"allow-{index}", _FIRST + index, "Inbound", source, own, ports)


def _deny(direction: str) -> SecurityRule:
    last = limit("security rule priority").highest
    return SecurityRule(f"deny-{direction.lower()}", last, direction, ANYWHERE, ANYWHERE, access="Deny")
