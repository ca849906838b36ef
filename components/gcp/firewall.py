"""The firewall rules of GcpNetwork as plain data: nothing in, nothing out, and what is let through by account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import address_ranges
from components.contract import InvalidArgument

ANYWHERE = "0.0.0.0/0"
_HIGHEST_PORT = 65_535
_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_ALLOW_PRIORITY = 1000
# Just before the rules that every network has anyhow: those leave no log.
_DENY_PRIORITY = 65_534
# What GKE itself opens from its control planes to its nodes, by tag; here by account.
_CONTROL_PLANE_PORTS = ("443", "10250")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; of its ranges, an ingress rule has sources and an egress rule has destinations."""

    role: str
    direction: str
    ranges: tuple[str, ...]
    protocol: str = "all"
    ports: tuple[str, ...] = ()
    allow: bool = True
    from_each_other: bool = False
    """Beside its ranges, let the machines in that it is for."""
    of_gke: bool = False
    """For nodes of GKE alone."""


DENY_ALL = (
    Rule("deny-ingress", "INGRESS", (ANYWHERE,), allow=False),
    Rule("deny-egress", "EGRESS", (ANYWHERE,), allow=False),
)
"""For every machine of the network, whatever its account."""


def permissions(
    *,
    subnet: str,
    pods: str,
    google_apis: str,
    control_plane: str | None = None,
    control_plane_ports: Sequence[str] = (),
    own_networks: Sequence[str] = (),
    own_networks_ports: Sequence[str] = (),
    internet: Sequence[str] = (),
    internet_ports: Sequence[str] = (),
    iap_ssh: bool = False,
) -> tuple[Rule, ...]:
    """Return what a network lets through, in the order in which the rules are made."""
    found = [
        # Pods talk from their own range, which no account stands for.
        Rule("internal-ingress", "INGRESS", (pods,), from_each_other=True),
        Rule("internal-egress", "EGRESS", (subnet, pods)),
        Rule("google-apis", "EGRESS", address_ranges(google_apis), "tcp", ("443",)),
    ]
    if control_plane:
        ports = tuple(dict.fromkeys((*_CONTROL_PLANE_PORTS, *control_plane_ports)))
        found.append(Rule("control-plane-ingress", "INGRESS", (control_plane,), "tcp", ports, of_gke=True))
        found.append(Rule("control-plane-egress", "EGRESS", (control_plane,), of_gke=True))
    if own_networks:
        found.append(Rule("own-networks", "INGRESS", tuple(own_networks), "tcp", tuple(own_networks_ports)))
    if internet:
        found.append(Rule("internet", "EGRESS", tuple(internet), "tcp", tuple(internet_ports)))
    if iap_ssh:
        found.append(Rule("iap-ssh", "INGRESS", address_ranges("identity-aware-proxy"), "tcp", ("22",)))
    return tuple(found)


def firewall(
    name: str,
    rule: Rule,
    project: str,
    network: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
    *,
    accounts: Sequence[pulumi.Input[str]] = (),
    tags: Sequence[str] = (),
) -> gcp.compute.Firewall:
    """Register one rule for machines by account or by tag, never both; each keeps a log of what it decided."""
    entry: dict[str, Any] = {"protocol": rule.protocol}
    if rule.ports:
        entry["ports"] = list(rule.ports)
    ingress = rule.direction == "INGRESS"
    each_other = rule.from_each_other
    return gcp.compute.Firewall(
        name,
        project=project,
        network=network,
        direction=rule.direction,
        priority=_ALLOW_PRIORITY if rule.allow else _DENY_PRIORITY,
        allows=[gcp.compute.FirewallAllowArgs(**entry)] if rule.allow else None,
        denies=None if rule.allow else [gcp.compute.FirewallDenyArgs(**entry)],
        source_ranges=list(rule.ranges) if ingress else None,
        destination_ranges=None if ingress else list(rule.ranges),
        source_service_accounts=list(accounts) if each_other and accounts else None,
        source_tags=list(tags) if each_other and tags else None,
        target_service_accounts=list(accounts) if accounts else None,
        target_tags=list(tags) if tags else None,
        log_config=gcp.compute.FirewallLogConfigArgs(metadata="INCLUDE_ALL_METADATA"),
        opts=opts,
    )


def require_ports(field: str, ports: Sequence[str]) -> None:
    """Refuse what is neither a port nor a range of ports."""
    for index, text in enumerate(ports):
        match = _PORTS.fullmatch(text)
        ends = [int(end) for end in match.groups() if end is not None] if match else []
        if not ends or ends != sorted(ends) or not all(1 <= end <= _HIGHEST_PORT for end in ends):
            raise InvalidArgument(f"{field}[{index}]", text, f"a port such as 443, or a range 1-{_HIGHEST_PORT}")
