"""Networks on Google Cloud: most of one is free; ways out, addresses, names and logs are not."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known, parts
from accel.planning.cost.items import Free, Item
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    "gcp:compute/network:Network",
    "gcp:compute/networkPeering:NetworkPeering",
    "gcp:compute/route:Route",
    "gcp:compute/router:Router",
    "gcp:servicenetworking/connection:Connection",
)
_EXTERNAL = "EXTERNAL"


def _logged(resource: Resource, context: CostContext) -> Iterator[Item]:
    """Yield the logs of what is free itself."""
    if resource.get("logConfig") is None:
        yield Free(resource.urn, resource.type)
    else:
        yield from by_use(
            resource, context, "logging_storage_vended_network", "Cloud Logging, network logs", "for what it logs"
        )


def _nat(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        by_use(
            resource, context, "cloud_nat_gateway", "Cloud NAT, machines", "for each machine that uses it, up to 32"
        ),
        by_use(resource, context, "cloud_nat_data", "Cloud NAT, data", "for what goes through it"),
    )


def _address(resource: Resource, context: CostContext) -> Iterator[Item]:
    if known(resource.get("addressType", _EXTERNAL), "addressType") != _EXTERNAL:
        yield Free(resource.urn, resource.type)
    else:
        yield from service_line(resource, context, "static_ip", "external address in use")


def _forwarding_rule(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "forwarding_rule", "forwarding rule")
    yield from by_use(resource, context, "forwarding_rule_data", "forwarding rule, data", "for what comes in")


def _zone(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "dns_zone", "DNS zone")


def _record_set(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "dns_queries", "Cloud DNS, queries", "for what clients ask")


PRICERS: dict[str, Pricer] = {
    "gcp:compute/subnetwork:Subnetwork": _logged,
    "gcp:compute/firewall:Firewall": _logged,
    "gcp:compute/routerNat:RouterNat": _nat,
    "gcp:compute/address:Address": _address,
    "gcp:compute/globalAddress:GlobalAddress": _address,
    "gcp:compute/forwardingRule:ForwardingRule": _forwarding_rule,
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": _forwarding_rule,
    "gcp:dns/managedZone:ManagedZone": _zone,
    "gcp:dns/recordSet:RecordSet": _record_set,
}
