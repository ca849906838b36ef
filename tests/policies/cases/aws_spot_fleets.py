"""A spot fleet describes its machines itself or names a template; EKS makes templates for its nodes."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_TEMPLATES = [{"launchTemplateSpecification": {"id": "lt-1", "version": "1"}}]


def fleet(*specifications: object, **inputs: object) -> Resource:
    given = {"launchSpecifications": list(specifications)} if specifications else {}
    return resource("aws:ec2/spotFleetRequest:SpotFleetRequest", "fleet", {**given, **inputs})


def machine(**inputs: object) -> dict[str, object]:
    return {"ami": "ami-1", "instanceType": "g5.xlarge", **inputs}


def root(**settings: object) -> dict[str, object]:
    return machine(rootBlockDevices=[settings])


def nodes(**inputs: object) -> Resource:
    return resource("aws:eks/nodeGroup:NodeGroup", "nodes", inputs)


def tasks(public: object, kind: str = "service:Service") -> Resource:
    return resource(f"aws:ecs/{kind}", "tasks", {"networkConfiguration": {"assignPublicIp": public}})


_TEMPLATED = fleet(launchTemplateConfigs=_TEMPLATES)

CASES = (
    kept("ec2-no-key-pair", "a fleet has no key", fleet(machine())),
    broken("ec2-no-key-pair", "one machine of a fleet has a key", fleet(machine(), machine(keyName="ops"))),
    unknown("ec2-no-key-pair", "the machines of a fleet are unknown", fleet(launchSpecifications=UNKNOWN)),
    kept("ec2-no-public-address", "a fleet asks for none", fleet(machine(associatePublicIpAddress=False))),
    broken("ec2-no-public-address", "a fleet asks for one", fleet(machine(associatePublicIpAddress=True))),
    unknown(
        "ec2-no-public-address", "whether a fleet asks is unknown", fleet(machine(associatePublicIpAddress=UNKNOWN))
    ),
    kept("ec2-no-public-address", "tasks ask for none", tasks(False)),
    broken("ec2-no-public-address", "tasks ask for one", tasks(True)),
    broken("ec2-no-public-address", "a set of tasks asks for one", tasks(True, "taskSet:TaskSet")),
    unknown("ec2-no-public-address", "whether tasks ask is unknown", tasks(UNKNOWN)),
    broken(
        "ec2-no-public-address",
        "an elastic address goes to a network interface",
        resource("aws:ec2/eip:Eip", "address", {"networkInterface": "eni-1"}),
    ),
    broken(
        "ec2-no-public-address",
        "an elastic address is tied to a network interface",
        resource("aws:ec2/eipAssociation:EipAssociation", "association", {"networkInterfaceId": UNKNOWN}),
    ),
    kept("ec2-imdsv2", "the template decides for a fleet", _TEMPLATED),
    kept("ec2-imdsv2", "nodes of Amazon Linux 2023 require tokens", nodes(amiType="AL2023_x86_64_NVIDIA")),
    kept("ec2-imdsv2", "nodes follow a template", nodes(amiType="AL2_x86_64_GPU", launchTemplate={"id": "lt-1"})),
    kept("ec2-imdsv2", "EKS chooses newer images by default", nodes()),
    broken("ec2-imdsv2", "a fleet cannot require tokens", fleet(machine())),
    broken("ec2-imdsv2", "nodes of Amazon Linux 2 need no token", nodes(amiType="AL2_x86_64_GPU")),
    unknown("ec2-imdsv2", "a fleet of unknown machines", fleet(launchSpecifications=UNKNOWN)),
    unknown("ec2-imdsv2", "the image of the nodes is unknown", nodes(amiType=UNKNOWN)),
    unknown("ec2-imdsv2", "the template of the nodes is new", nodes(amiType="AL2_x86_64", launchTemplate=UNKNOWN)),
    kept("ebs-encrypted", "the template encrypts for a fleet", _TEMPLATED),
    kept("ebs-encrypted", "the root of a fleet is encrypted", fleet(root(encrypted=True))),
    broken("ebs-encrypted", "the root of a fleet is left to the image", fleet(machine())),
    broken("ebs-encrypted", "the root of a fleet is not encrypted", fleet(root(encrypted=True), root(volumeSize=99))),
    broken(
        "ebs-encrypted",
        "a second disk of a fleet is not encrypted",
        fleet({**root(encrypted=True), "ebsBlockDevices": [{"deviceName": "/dev/sdb"}]}),
    ),
    unknown("ebs-encrypted", "the roots of a fleet are unknown", fleet(machine(rootBlockDevices=UNKNOWN))),
    unknown("ebs-encrypted", "the encryption of a fleet is unknown", fleet(root(encrypted=UNKNOWN))),
    kept("ebs-customer-key", "a fleet has our key", fleet(root(encrypted=True, kmsKeyId=_KEY))),
    broken("ebs-customer-key", "a fleet has the key of the account", fleet(root(encrypted=True))),
    unknown("ebs-customer-key", "the key of the fleet is new", fleet(root(encrypted=True, kmsKeyId=UNKNOWN))),
    beside("ebs-customer-key", "a fleet of a template has no disks of its own", _TEMPLATED),
)
