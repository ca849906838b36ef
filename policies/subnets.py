"""Which subnets of a stack lead to the internet."""

from accel.planning.graph import Graph, Resource
from policies.properties import attached, objects
from policies.resource_types import SUBNETS

_GATEWAYS = ("aws:ec2/internetGateway:InternetGateway",)
_TABLES = ("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable")
_ROUTES = ("aws:ec2/route:Route",)
_ASSOCIATIONS = ("aws:ec2/routeTableAssociation:RouteTableAssociation",)


def public_subnets(graph: Graph) -> list[Resource]:
    """Return the subnets with a route of their own to an internet gateway. One pass over each type.

    A subnet without a route table of its own has the main one of its VPC, which leads nowhere unless somebody says so.
    """
    tables = _public_tables(graph)
    if not tables:
        return []
    associations = {
        found.urn for listed in attached(graph, tables, _ASSOCIATIONS, "routeTableId").values() for found in listed
    }
    subnets = graph.of(*SUBNETS)
    found = attached(graph, subnets, _ASSOCIATIONS, "subnetId")
    return [subnet for subnet in subnets if any(one.urn in associations for one in found[subnet.urn])]


def _public_tables(graph: Graph) -> list[Resource]:
    tables = graph.of(*_TABLES)
    gateways = attached(graph, graph.of(*_GATEWAYS), (*_TABLES, *_ROUTES), "routes", "gatewayId")
    outward = {found.urn for listed in gateways.values() for found in listed}
    outward.update(found.urn for found in (*tables, *graph.of(*_ROUTES)) if _names_a_gateway(found))
    routes = attached(graph, tables, _ROUTES, "routeTableId")
    return [table for table in tables if {table.urn, *(route.urn for route in routes[table.urn])} & outward]


def _names_a_gateway(resource: Resource) -> bool:
    """Internet gateways that the stack did not make are known by their ids."""
    targets = [resource.get("gatewayId"), *(route.get("gatewayId") for route in objects(resource.get("routes")))]
    return any(isinstance(target, str) and target.startswith("igw-") for target in targets)
