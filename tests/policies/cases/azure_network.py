from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_OWNED: dict[str, Any] = {"networkSecurityGroup": {"id": UNKNOWN}}
_ADDRESS = resource("azure-native:network:PublicIPAddress", "address")


def allowed(source: object = "10.0.0.0/8", **rest: object) -> dict[str, object]:
    given = {
        "name": "allow",
        "access": "Allow",
        "direction": "Inbound",
        "protocol": "Tcp",
        "sourceAddressPrefix": source,
    }
    return {**given, **rest}


def group(*rules: object, version: str = ":network") -> Resource:
    return resource(f"azure-native{version}:NetworkSecurityGroup", "rules", {"securityRules": list(rules)})


def rule(**inputs: object) -> Resource:
    return resource("azure-native:network:SecurityRule", "rule", allowed(**inputs))


def subnet(version: str = ":network", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:Subnet", "subnet", {"addressPrefix": "10.0.0.0/24", **inputs})


def network(*subnets: object) -> Resource:
    return resource("azure-native:network:VirtualNetwork", "network", {"subnets": list(subnets)})


CASES = (
    kept("nsg-no-open-ingress", "networks of ours", group(allowed())),
    kept("nsg-no-open-ingress", "the world is denied", group(allowed("*", access="Deny"))),
    kept("nsg-no-open-ingress", "the load balancer probes", group(allowed("AzureLoadBalancer"))),
    kept(
        "nsg-no-open-ingress",
        "machines that are named",
        rule(sourceAddressPrefix=None, sourceApplicationSecurityGroups=[{"id": UNKNOWN}]),
    ),
    *(
        broken("nsg-no-open-ingress", f"the world is called {world}", group(allowed(world)))
        for world in ("*", "Internet", "Any", "internet", "0.0.0.0/0", "::/0", "0.0.0.0/1")
    ),
    broken(
        "nsg-no-open-ingress",
        "the world is one of the ranges of a rule",
        rule(sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", "0.0.0.0/0"]),
    ),
    broken("nsg-no-open-ingress", "no source is everybody", group(allowed(None))),
    broken(
        "nsg-no-open-ingress",
        "the second rule of another API version",
        group(allowed(), allowed("*", name="open"), version=":network/v20230901"),
    ),
    broken(
        "nsg-no-open-ingress",
        "a package of one API version",
        group(allowed("*"), version="_network_v20240301:network"),
    ),
    unknown("nsg-no-open-ingress", "the source is new", rule(sourceAddressPrefix=UNKNOWN)),
    unknown("nsg-no-open-ingress", "whether it allows is unknown", group(allowed("*", access=UNKNOWN))),
    unknown(
        "nsg-no-open-ingress",
        "beside an unknown rule the world is let in",
        group(UNKNOWN, allowed(UNKNOWN, sourceAddressPrefixes=[UNKNOWN, "0.0.0.0/0"])),
        at=("rules",),
    ),
    beside("nsg-no-open-ingress", "to the world is not from it", group(allowed("*", direction="Outbound"))),
    kept("subnet-security-group", "a subnet with a group", subnet(**_OWNED)),
    kept("subnet-security-group", "a network of subnets with groups", network({"name": "gpu", **_OWNED})),
    kept("subnet-security-group", "a gateway takes none", subnet(subnetName="GatewaySubnet")),
    kept("subnet-security-group", "a firewall takes none", network({"name": "AzureFirewallSubnet"})),
    broken("subnet-security-group", "a subnet without", subnet()),
    broken("subnet-security-group", "a subnet of another API version", subnet(":network/v20230901")),
    broken(
        "subnet-security-group", "one of a network is without", network({"name": "gpu", **_OWNED}, {"name": "open"})
    ),
    unknown("subnet-security-group", "the group is new", subnet(networkSecurityGroup=UNKNOWN)),
    unknown("subnet-security-group", "the name is unknown", subnet(subnetName=UNKNOWN)),
    unknown(
        "subnet-security-group",
        "beside an unknown one stands one without",
        network(UNKNOWN, {"name": "open"}),
        at=("network",),
    ),
    beside("subnet-security-group", "an address is no subnet", _ADDRESS),
)
