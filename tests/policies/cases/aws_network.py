from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_VPC = resource("aws:ec2/vpc:Vpc", "network", {"cidrBlock": "10.0.0.0/16"})


def group(*ingress: object) -> Resource:
    return resource("aws:ec2/securityGroup:SecurityGroup", "group", {"ingress": list(ingress)})


def single(**inputs: object) -> Resource:
    return resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", inputs)


def older(direction: object, *ranges: object) -> Resource:
    given = {"type": direction, "cidrBlocks": list(ranges), "fromPort": 443, "toPort": 443, "protocol": "tcp"}
    return resource("aws:ec2/securityGroupRule:SecurityGroupRule", "rule", given)


def inbound(**changes: object) -> dict[str, object]:
    return {"fromPort": 8080, "toPort": 8080, "protocol": "tcp", "cidrBlocks": ["10.0.0.0/8"], **changes}


def prefix_list(*ranges: object) -> Resource:
    entries = [{"cidr": found} for found in ranges]
    return resource("aws:ec2/managedPrefixList:ManagedPrefixList", "list", {"entries": entries})


def rule_for(of: Resource) -> Resource:
    return resource(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {}, uses={"securityGroupId": of}
    )


def leaving(**changes: object) -> Resource:
    rule = {"fromPort": 0, "toPort": 0, "protocol": "-1", "cidrBlocks": ["0.0.0.0/0"], **changes}
    return resource("aws:ec2/securityGroup:SecurityGroup", "group", {"egress": [rule]})


def acl(**changes: object) -> Resource:
    rule = {"action": "allow", "protocol": "tcp", "fromPort": 1024, "toPort": 65535, "cidrBlock": "10.0.0.0/8"}
    return resource("aws:ec2/networkAcl:NetworkAcl", "acl", {"ingress": [UNKNOWN, {**rule, **changes}]})


def acl_rule(**changes: object) -> Resource:
    rule = {"ruleAction": "allow", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}
    return resource("aws:ec2/networkAclRule:NetworkAclRule", "rule", {**rule, **changes})


def acl_of(*rules: object) -> Resource:
    return resource("aws:ec2/networkAcl:NetworkAcl", "acl", {"ingress": list(rules)})


_ACL = acl_of()
_EVERYTHING = {"ruleNo": 100, "action": "allow", "protocol": "-1", "cidrBlock": "0.0.0.0/0", "fromPort": 0, "toPort": 0}
_REFUSED = tuple(
    {**_EVERYTHING, "ruleNo": port % 100, "action": "deny", "protocol": "tcp", "fromPort": port, "toPort": port}
    for port in (22, 3389)
)


def separate(name: str, order: int, action: str, of: Resource | str) -> Resource:
    given = {"ruleNumber": order, "ruleAction": action, "protocol": "-1", "cidrBlock": "0.0.0.0/0"}
    if isinstance(of, str):
        return resource("aws:ec2/networkAclRule:NetworkAclRule", name, {**given, "networkAclId": of})
    return resource("aws:ec2/networkAclRule:NetworkAclRule", name, given, uses={"networkAclId": of})


def default_group(of: Resource, **inputs: object) -> Resource:
    return resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", inputs, uses={"vpcId": of})


def flow_log(of: Resource, kind: object) -> Resource:
    return resource("aws:ec2/flowLog:FlowLog", "flows", {"trafficType": kind}, uses={"vpcId": of})


def subnet(**inputs: object) -> Resource:
    return resource("aws:ec2/subnet:Subnet", "subnet", inputs)


def log_group(**inputs: object) -> Resource:
    return resource("aws:cloudwatch/logGroup:LogGroup", "logs", inputs)


CASES = (
    kept("security-group-no-open-ingress", "a private range is admitted", group(inbound())),
    kept("security-group-no-open-ingress", "the way out may be open", older("egress", "0.0.0.0/0")),
    broken("security-group-no-open-ingress", "the world is admitted", group(inbound(cidrBlocks=["0.0.0.0/0"]))),
    broken(
        "security-group-no-open-ingress", "half of the world is admitted", group(inbound(cidrBlocks=["128.0.0.0/1"]))
    ),
    broken("security-group-no-open-ingress", "the world is admitted by IPv6", group(inbound(ipv6CidrBlocks=["::/0"]))),
    broken("security-group-no-open-ingress", "a rule of its own admits the world", single(cidrIpv4="0.0.0.0/0")),
    broken("security-group-no-open-ingress", "an older rule admits the world", older("ingress", "0.0.0.0/0")),
    unknown("security-group-no-open-ingress", "the range is unknown", single(cidrIpv4=UNKNOWN)),
    unknown(
        "security-group-no-open-ingress",
        "all rules are unknown",
        resource("aws:ec2/securityGroup:SecurityGroup", inputs={"ingress": UNKNOWN}),
    ),
    unknown(
        "security-group-no-open-ingress",
        "one range is unknown and the other is the world",
        group(UNKNOWN, inbound(cidrBlocks=[UNKNOWN, "0.0.0.0/0"])),
        at=("group",),
    ),
    beside("security-group-no-open-ingress", "a VPC has no rules", _VPC),
    kept("nacl-no-open-administration", "a private range is admitted", acl()),
    kept(
        "nacl-no-open-administration", "return traffic comes from everywhere", acl(cidrBlock="0.0.0.0/0", toPort=3388)
    ),
    kept("nacl-no-open-administration", "the way out may be open", acl_rule(egress=True)),
    kept("nacl-no-open-administration", "earlier rules refuse both", acl_of(*_REFUSED, _EVERYTHING)),
    kept(
        "nacl-no-open-administration",
        "an earlier rule of its own refuses everything",
        acl_of(),
        separate("first", 50, "deny", _ACL),
        separate("second", 100, "allow", _ACL),
    ),
    kept(
        "nacl-no-open-administration",
        "rules of an adopted ACL refuse first",
        separate("first", 50, "deny", "acl-1"),
        separate("second", 100, "allow", "acl-1"),
    ),
    broken("nacl-no-open-administration", "the action is written large", acl_of({**_EVERYTHING, "action": "Allow"})),
    broken("nacl-no-open-administration", "the protocol is written large", acl(cidrBlock="0.0.0.0/0", protocol="TCP")),
    broken(
        "nacl-no-open-administration", "the refusal comes too late", acl_of(*_REFUSED, {**_EVERYTHING, "ruleNo": 1})
    ),
    broken("nacl-no-open-administration", "only SSH is refused", acl_of(_REFUSED[0], _EVERYTHING)),
    broken(
        "nacl-no-open-administration",
        "half of the internet is refused",
        acl_of(*({**rule, "cidrBlock": "0.0.0.0/1"} for rule in _REFUSED), _EVERYTHING),
    ),
    broken(
        "nacl-no-open-administration",
        "IPv6 is not refused",
        acl_of(*_REFUSED, {**_EVERYTHING, "cidrBlock": None, "ipv6CidrBlock": "::/0"}),
    ),
    broken(
        "nacl-no-open-administration",
        "another ACL refuses",
        separate("second", 100, "allow", "acl-1"),
        separate("first", 50, "deny", "acl-2"),
    ),
    unknown("nacl-no-open-administration", "what a rule does is unknown", acl_of({**_EVERYTHING, "action": UNKNOWN})),
    unknown(
        "nacl-no-open-administration",
        "when the refusal comes is unknown and the world is let in",
        acl_of(*({**rule, "ruleNo": UNKNOWN} for rule in _REFUSED), _EVERYTHING),
        at=("acl",),
    ),
    broken("nacl-no-open-administration", "RDP lies among the return ports", acl(cidrBlock="0.0.0.0/0")),
    broken("nacl-no-open-administration", "every protocol includes SSH", acl_rule()),
    broken("nacl-no-open-administration", "SSH by IPv6", acl(ipv6CidrBlock="::/0", fromPort=22, toPort=22)),
    unknown("nacl-no-open-administration", "the range is unknown", acl(cidrBlock=UNKNOWN, fromPort=22)),
    beside("nacl-no-open-administration", "a VPC has no rules", _VPC),
    kept("security-group-narrow-ports", "one port is open", group(inbound())),
    kept(
        "security-group-narrow-ports",
        "HTTPS goes anywhere",
        leaving(fromPort=443, toPort=443, protocol="tcp"),
    ),
    kept(
        "security-group-narrow-ports",
        "members say anything to each other",
        group(inbound(protocol="-1", cidrBlocks=[], self=True)),
    ),
    kept(
        "security-group-narrow-ports",
        "another group may say anything",
        single(ipProtocol="-1", referencedSecurityGroupId="sg-1"),
    ),
    broken("security-group-narrow-ports", "everything goes anywhere", leaving()),
    broken(
        "security-group-narrow-ports",
        "a private range reaches every port",
        group(inbound(protocol="-1", fromPort=0, toPort=0)),
    ),
    broken(
        "security-group-narrow-ports",
        "all ports of TCP are open",
        group(inbound(fromPort=0, toPort=65535)),
    ),
    broken(
        "security-group-narrow-ports",
        "a rule of its own lets everything out",
        resource(
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            "egress",
            {"ipProtocol": "-1", "cidrIpv6": "::/0"},
        ),
    ),
    broken(
        "security-group-narrow-ports",
        "an older rule lets everything out",
        resource(
            "aws:ec2/securityGroupRule:SecurityGroupRule",
            "older",
            {"type": "egress", "protocol": "all", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.0.0.0/8"]},
        ),
    ),
    unknown("security-group-narrow-ports", "to whom ports are open is unknown", leaving(cidrBlocks=[UNKNOWN])),
    unknown("security-group-narrow-ports", "which protocol goes out is unknown", leaving(protocol=UNKNOWN)),
    unknown(
        "security-group-narrow-ports",
        "the last port is unknown",
        group(inbound(fromPort=0, toPort=UNKNOWN)),
    ),
    beside("security-group-narrow-ports", "a VPC opens no port", _VPC),
    kept("prefix-list-not-open", "our own networks are listed", prefix_list("10.0.0.0/8", "192.0.2.0/24")),
    broken("prefix-list-not-open", "the world is listed among them", prefix_list("10.0.0.0/8", "0.0.0.0/0")),
    broken(
        "prefix-list-not-open",
        "an entry of its own is the world",
        resource("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", "entry", {"cidr": "::/0"}),
    ),
    unknown("prefix-list-not-open", "a listed range is unknown", prefix_list(UNKNOWN)),
    unknown(
        "prefix-list-not-open",
        "one listed range is unknown and the other is half of the world",
        prefix_list(UNKNOWN, "0.0.0.0/1"),
        at=("list",),
    ),
    beside("prefix-list-not-open", "a security group lists its ranges itself", group(inbound())),
    kept("default-security-group-closed", "it is adopted and empty", _VPC, default_group(_VPC)),
    broken("default-security-group-closed", "nobody adopted it", _VPC),
    broken(
        "default-security-group-closed",
        "members may talk to each other",
        _VPC,
        default_group(_VPC, ingress=[{"protocol": "-1", "self": True, "fromPort": 0, "toPort": 0}]),
        at=("default",),
    ),
    broken(
        "default-security-group-closed",
        "a rule of its own opens it",
        _VPC,
        default_group(_VPC),
        rule_for(default_group(_VPC)),
        at=("rule",),
    ),
    broken(
        "default-security-group-closed",
        "a rule opens the group that the VPC came with",
        _VPC,
        default_group(_VPC),
        rule_for(_VPC),
        at=("rule",),
    ),
    kept(
        "default-security-group-closed",
        "a rule opens another group",
        _VPC,
        default_group(_VPC),
        group(),
        rule_for(group()),
    ),
    unknown(
        "default-security-group-closed",
        "which group a rule opens is unknown",
        _VPC,
        default_group(_VPC),
        single(securityGroupId=UNKNOWN),
    ),
    unknown(
        "default-security-group-closed",
        "what it admits is something",
        _VPC,
        default_group(_VPC, ingress=UNKNOWN),
        at=("default",),
    ),
    beside("default-security-group-closed", "an adopted VPC is not in the graph", default_group(_VPC)),
    kept("vpc-flow-logs", "all traffic is recorded", _VPC, flow_log(_VPC, "ALL")),
    broken("vpc-flow-logs", "nothing is recorded", _VPC),
    broken("vpc-flow-logs", "attempts are not recorded", _VPC, flow_log(_VPC, "ACCEPT")),
    unknown("vpc-flow-logs", "the kind is unknown", _VPC, flow_log(_VPC, UNKNOWN)),
    beside("vpc-flow-logs", "no VPC is created", subnet()),
    kept("subnet-no-public-addresses", "the default is none", subnet()),
    broken("subnet-no-public-addresses", "each machine gets one", subnet(mapPublicIpOnLaunch=True)),
    unknown("subnet-no-public-addresses", "the flag is unknown", subnet(mapPublicIpOnLaunch=UNKNOWN)),
    beside("subnet-no-public-addresses", "a VPC assigns nothing", _VPC),
    kept("log-group-customer-key", "a key of ours encrypts", log_group(kmsKeyId=_KEY)),
    broken("log-group-customer-key", "no key is set", log_group()),
    unknown("log-group-customer-key", "the key is new", log_group(kmsKeyId=UNKNOWN)),
    beside("log-group-customer-key", "no log group is created", _VPC),
)
