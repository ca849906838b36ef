"""Which subnets of a stack lead to the internet."""

from accel.planning.graph import Graph, Resource
from policies.properties import attached, objects
from policies.resource_types import SUBNETS, VPCS

_GATEWAYS = ("aws:ec2/internetGateway:InternetGateway",)
_DEFAULT_TABLES = ("aws:ec2/defaultRouteTable:DefaultRouteTable",)
_TABLES = ("aws:ec2/routeTable:RouteTable", *_DEFAULT_TABLES)
_ROUTES = ("aws:ec2/route:Route",)
_ASSOCIATIONS = ("aws:ec2/routeTableAssociation:RouteTableAssociation",)
_MAIN_ASSOCIATIONS = ("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",)


def public_subnets(graph: Graph) -> list[Resource]:
    """Return the subnets whose route table leads to an internet gateway. One pass over each type.

    A subnet without a route table of its own has the main one of its VPC, which leads nowhere unless somebody says so.
    """
    outward = _leads_outward(graph)
    if not outward:
        return []
    tables = graph.of(*_TABLES)
    routes = attached(graph, tables, _ROUTES, "routeTableId")
    public = [table for table in tables if {table.urn, *(route.urn for route in routes[table.urn])} & outward]
    associations = _naming(graph, public, _ASSOCIATIONS)
    subnets = graph.of(*SUBNETS)
    own = attached(graph, subnets, _ASSOCIATIONS, "subnetId")
    by_main = _in_public_vpcs(graph, public, outward)
    return [
        subnet
        for subnet in subnets
        if any(one.urn in associations for one in own[subnet.urn]) or (subnet.urn in by_main and not own[subnet.urn])
    ]


def _in_public_vpcs(graph: Graph, public: list[Resource], outward: set[str]) -> set[str]:
    """Return the URNs of the subnets in VPCs whose main route table is a public one."""
    vpcs = graph.of(*VPCS)
    replaced = attached(graph, vpcs, _MAIN_ASSOCIATIONS, "vpcId")
    defaults = attached(graph, vpcs, _DEFAULT_TABLES, "defaultRouteTableId")
    # A route may go into the table that the VPC came with, which then is no resource of the stack.
    routes = attached(graph, vpcs, _ROUTES, "routeTableId")
    subnets = attached(graph, vpcs, SUBNETS, "vpcId")
    known, associations = {table.urn for table in public}, _naming(graph, public, _MAIN_ASSOCIATIONS)
    found: set[str] = set()
    for vpc in vpcs:
        if replaced[vpc.urn]:
            leads = any(one.urn in associations for one in replaced[vpc.urn])
        else:
            leads = bool({table.urn for table in defaults[vpc.urn]} & known)
            leads = leads or bool({route.urn for route in routes[vpc.urn]} & outward)
        found.update(subnet.urn for subnet in subnets[vpc.urn] if leads)
    return found


def _naming(graph: Graph, tables: list[Resource], types: tuple[str, ...]) -> set[str]:
    return {found.urn for listed in attached(graph, tables, types, "routeTableId").values() for found in listed}


def _leads_outward(graph: Graph) -> set[str]:
    """Return the URNs of the routes, and of the tables with routes, that name an internet gateway."""
    gateways = attached(graph, graph.of(*_GATEWAYS), (*_TABLES, *_ROUTES), "routes", "gatewayId")
    outward = {found.urn for listed in gateways.values() for found in listed}
    outward.update(found.urn for found in graph.of(*_TABLES, *_ROUTES) if _names_a_gateway(found))
    return outward


def _names_a_gateway(resource: Resource) -> bool:
    """Internet gateways that the stack did not make are known by their ids."""
    targets = [resource.get("gatewayId"), *(route.get("gatewayId") for route in objects(resource.get("routes")))]
    return any(isinstance(target, str) and target.startswith("igw-") for target in targets)
