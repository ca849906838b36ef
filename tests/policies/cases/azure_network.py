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


def within(*rules: object) -> dict[str, object]:
    return {"name": "gpu", "networkSecurityGroup": {"securityRules": list(rules)}}


def admin_rule(access: object = "AlwaysAllow", *sources: object) -> Resource:
    given = {"access": access, "direction": "Inbound", "sources": [{"addressPrefix": source} for source in sources]}
    return resource("azure-native:network:AdminRule", "forced", given)


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
    *(
        broken("nsg-no-open-ingress", f"whoever rents a machine is called {tag}", group(allowed(tag)))
        for tag in ("AzureCloud", "azurecloud", "AzureCloud.westeurope")
    ),
    kept("nsg-no-open-ingress", "one service of Azure manages", group(allowed("AzureMachineLearning"))),
    kept("nsg-no-open-ingress", "a group within a network names ours", network(within(allowed()))),
    broken("nsg-no-open-ingress", "a group within a network is open", network(within(allowed("*")))),
    broken(
        "nsg-no-open-ingress",
        "a group within a subnet is open",
        subnet(networkSecurityGroup={"securityRules": [allowed("Internet")]}),
    ),
    unknown("nsg-no-open-ingress", "the group of a subnet is unknown", subnet(networkSecurityGroup=UNKNOWN)),
    unknown(
        "nsg-no-open-ingress",
        "beside an unknown subnet a group is open",
        network(UNKNOWN, within(UNKNOWN, allowed("*"))),
        at=("network",),
    ),
    kept("nsg-no-open-ingress", "a manager forces ours in", admin_rule("AlwaysAllow", "10.0.0.0/8")),
    kept("nsg-no-open-ingress", "a manager leaves the world to the groups", admin_rule("Allow", "*")),
    broken(
        "nsg-no-open-ingress", "a manager forces the world in", admin_rule("AlwaysAllow", "10.0.0.0/8", "0.0.0.0/0")
    ),
    unknown("nsg-no-open-ingress", "whether a manager forces is unknown", admin_rule(UNKNOWN, "*")),
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
