"""Networks, addresses, storage and identities on Azure."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, parts, required_text
from accel.planning.cost.items import Item, Unpriceable
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    "azure-native:authorization:RoleAssignment",
    "azure-native:authorization:RoleDefinition",
    "azure-native:machinelearningservices:OnlineEndpoint",
    "azure-native:machinelearningservices:Workspace",
    "azure-native:managedidentity:*",
    "azure-native:monitor:AutoscaleSetting",
    "azure-native:network:NetworkInterface",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:Route",
    "azure-native:network:RouteTable",
    "azure-native:network:SecurityRule",
    "azure-native:network:Subnet",
    "azure-native:network:VirtualNetwork",
    "azure-native:resources:ResourceGroup",
    # What lies in them is the account's own.
    "azure-native:storage:BlobContainer",
    "azure-native:storage:BlobServiceProperties",
    "azure-native:storage:FileShare",
    "azure-native:storage:ManagementPolicy",
)


def _nat_gateway(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        service_line(resource, context, "nat_gateway", "NAT gateway"),
        by_use(resource, context, "nat_gateway_data", "NAT gateway, data", "for what goes through it"),
    )


def _public_address(resource: Resource, context: CostContext) -> Iterator[Item]:
    if required_text(resource, "publicIPAddressVersion", "IPv4") != "IPv4":
        raise Unpriceable("no price is known of public addresses other than IPv4")
    if required_text(resource, "sku.tier", "Regional") != "Regional":
        raise Unpriceable("no price is known of global addresses")
    yield from service_line(resource, context, "public_ipv4", "public IPv4 address")


def _load_balancer(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "lb_data", "load balancer, data", "for what goes through it")
    raise Unpriceable("no price is known of a load balancer's rules")


def _storage_account(resource: Resource, context: CostContext) -> Iterator[Item]:
    kind = f"{required_text(resource, 'kind', 'StorageV2')} {required_text(resource, 'sku.name', 'Standard_LRS')}"
    raise Unpriceable(f"no price is known of what a storage account stores ({kind})")
    yield


PRICERS: dict[str, Pricer] = {
    "azure-native:network:LoadBalancer": _load_balancer,
    "azure-native:network:NatGateway": _nat_gateway,
    "azure-native:network:PublicIPAddress": _public_address,
    "azure-native:storage:StorageAccount": _storage_account,
}
