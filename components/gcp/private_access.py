"""The way from private addresses to Google's APIs: routes, and names that lead to the addresses behind them."""

from collections.abc import Mapping
from ipaddress import IPv4Network

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import address_ranges, private_domains

_TTL_SECONDS = 300
_GATEWAY = "default-internet-gateway"
_APIS = "googleapis.com"


def private_access(
    name: str,
    project: str,
    network: gcp.compute.Network,
    target: str,
    labels: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> list[pulumi.CustomResource]:
    """Lead all names of Google's APIs to `private.googleapis.com` or `restricted.googleapis.com`.

    The packets leave through the gateway of the internet and stay within Google: that is how Google routes them.
    """
    (block,) = address_ranges(target)
    made: list[pulumi.CustomResource] = [route(f"{name}-google-apis", project, network, block, opts)]
    for domain in private_domains():
        zone = gcp.dns.ManagedZone(
            f"{name}-{domain.replace('.', '-')}",
            project=project,
            description=f"{domain} at {target}",
            dns_name=f"{domain}.",
            visibility="private",
            private_visibility_config=gcp.dns.ManagedZonePrivateVisibilityConfigArgs(
                networks=[gcp.dns.ManagedZonePrivateVisibilityConfigNetworkArgs(network_url=network.id)]
            ),
            labels=labels,
            opts=opts,
        )
        host = f"{target}." if domain == _APIS else f"{domain}."
        addresses = [str(address) for address in IPv4Network(block)]
        for suffix, record, kind, data in (("a", host, "A", addresses), ("all", f"*.{domain}.", "CNAME", [host])):
            made.append(
                gcp.dns.RecordSet(
                    f"{name}-{domain.replace('.', '-')}-{suffix}",
                    project=project,
                    managed_zone=zone.name,
                    name=record,
                    type=kind,
                    ttl=_TTL_SECONDS,
                    rrdatas=data,
                    opts=opts,
                )
            )
    return made


def route(
    name: str, project: str, network: gcp.compute.Network, block: str, opts: pulumi.ResourceOptions
) -> gcp.compute.Route:
    """Route a range to the internet's gateway."""
    return gcp.compute.Route(
        name, project=project, network=network.id, dest_range=block, next_hop_gateway=_GATEWAY, opts=opts
    )
