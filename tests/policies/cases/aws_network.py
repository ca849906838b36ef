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


def acl(**changes: object) -> Resource:
    rule = {"action": "allow", "protocol": "tcp", "fromPort": 1024, "toPort": 65535, "cidrBlock": "10.0.0.0/8"}
    return resource("aws:ec2/networkAcl:NetworkAcl", "acl", {"ingress": [UNKNOWN, {**rule, **changes}]})


def acl_rule(**changes: object) -> Resource:
    rule = {"ruleAction": "allow", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0"}
    return resource("aws:ec2/networkAclRule:NetworkAclRule", "rule", {**rule, **changes})


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
    broken("nacl-no-open-administration", "RDP lies among the return ports", acl(cidrBlock="0.0.0.0/0")),
    broken("nacl-no-open-administration", "every protocol includes SSH", acl_rule()),
    broken("nacl-no-open-administration", "SSH by IPv6", acl(ipv6CidrBlock="::/0", fromPort=22, toPort=22)),
    unknown("nacl-no-open-administration", "the range is unknown", acl(cidrBlock=UNKNOWN, fromPort=22)),
    beside("nacl-no-open-administration", "a VPC has no rules", _VPC),
    kept("default-security-group-closed", "it is adopted and empty", _VPC, default_group(_VPC)),
    broken("default-security-group-closed", "nobody adopted it", _VPC),
    broken(
        "default-security-group-closed",
        "members may talk to each other",
        _VPC,
        default_group(_VPC, ingress=[{"protocol": "-1", "self": True, "fromPort": 0, "toPort": 0}]),
        at=("default",),
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
