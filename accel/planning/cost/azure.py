"""Networks, addresses and identities on Azure."""

from collections import Counter
from collections.abc import Iterator

from accel.planning.cost.azure_translation import LOAD_BALANCER_RULES
from accel.planning.cost.context import CostContext, mappings, parts, required_text
from accel.planning.cost.items import Item, Unpriceable
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    *(
        f"azure-native:authorization:ManagementLock{where}"
        for where in ("AtResourceGroupLevel", "AtResourceLevel", "AtSubscriptionLevel", "ByScope")
    ),
    "azure-native:authorization:RoleAssignment",
    "azure-native:authorization:RoleDefinition",
    "azure-native:consumption:Budget",
    "azure-native:costmanagement:ScheduledActionByScope",
    "azure-native:machinelearningservices:OnlineEndpoint",
    "azure-native:machinelearningservices:Workspace",
    "azure-native:managedidentity:*",
    "azure-native:monitor:AutoscaleSetting",
    # What it sends is paid for where it arrives: in the workspace, in the storage account.
    "azure-native:monitor:DiagnosticSetting",
    # Paid for with the network manager that it belongs to.
    "azure-native:network:AdminRule",
    "azure-native:network:NetworkInterface",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:PrivateDnsZoneGroup",
    "azure-native:network:Route",
    "azure-native:network:RouteTable",
    "azure-native:network:SecurityRule",
    "azure-native:network:Subnet",
    "azure-native:network:VirtualNetwork",
    "azure-native:privatedns:VirtualNetworkLink",
    "azure-native:resources:ResourceGroup",
    "azure-native:security:SecurityContact",
)
_STANDARD = "Standard"
_INCLUDED_RULES = 5


def _nat_gateway(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        service_line(resource, context, "nat_gateway", "NAT gateway"),
        by_use(resource, context, "nat_gateway_data", "NAT gateway, data", "for what goes through it"),
    )


def _public_address(resource: Resource, context: CostContext) -> Iterator[Item]:
    if required_text(resource, "publicIPAddressVersion", "IPv4") != "IPv4":
        raise Unpriceable("no price is known of public addresses other than IPv4")
    tier = required_text(resource, "sku.tier", "Regional")
    service = "public_ipv4" if tier == "Regional" else "public_ipv4_global"
    yield from service_line(resource, context, service, f"{'global ' * (tier != 'Regional')}public IPv4 address")


def _load_balancer(resource: Resource, context: CostContext) -> Iterator[Item]:
    sku = required_text(resource, "sku.name", _STANDARD)
    if sku != _STANDARD:
        raise Unpriceable(f"no price is known of load balancers of the SKU {sku}")
    yield from parts(
        resource,
        _rules(resource, context),
        by_use(resource, context, "lb_data", "load balancer, data", "for what goes through it"),
    )


def _rules(resource: Resource, context: CostContext) -> Iterator[Item]:
    # The first five are one price together, and none at all cost nothing.
    count = context.derived(_rules_of_balancers).get(resource.urn, 0)
    for name in ("loadBalancingRules", "outboundRules"):
        count += len(mappings(resource.get(name), name))
    if count:
        yield from service_line(resource, context, "lb_rules_first_5", "load balancer, its first 5 rules")
    if count > _INCLUDED_RULES:
        yield from service_line(
            resource, context, "lb_rule_further", "load balancer, further rules", count - _INCLUDED_RULES
        )


def _rules_of_balancers(context: CostContext) -> dict[str, int]:
    """Return how many rules of the classic provider each load balancer has."""
    return Counter(urn for rule in context.graph.of(*LOAD_BALANCER_RULES) for urn in set(rule.dependencies))


def _private_endpoint(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        service_line(resource, context, "private_endpoint", "private endpoint"),
        by_use(resource, context, "private_endpoint_data", "private endpoint, data", "for what goes in and comes out"),
    )


def _zone(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "dns_zone", "DNS zone")


def _private_zone(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "private_dns_zone", "private DNS zone")


PRICERS: dict[str, Pricer] = {
    "azure-native:dns:Zone": _zone,
    "azure-native:network:LoadBalancer": _load_balancer,
    "azure-native:network:NatGateway": _nat_gateway,
    "azure-native:network:PrivateEndpoint": _private_endpoint,
    "azure-native:network:PublicIPAddress": _public_address,
    "azure-native:privatedns:PrivateZone": _private_zone,
}
