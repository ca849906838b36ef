"""Rules about what was agreed to: parts of the budget, ways to buy, many accelerators at once."""

from accel.catalog.services import unit_price
from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_AWS = resource("pulumi:providers:aws", "aws", {"region": "us-east-1"})
_VPC = resource("aws:ec2/vpc:Vpc", "vpc")
_DEV = {"environment": "dev"}
_TICKET = {"approval": "capacity-7"}


def nat(blueprint: object = "chat", name: str = "nat") -> Resource:
    return resource(
        "aws:ec2/natGateway:NatGateway", name, {"tags": {"blueprint": blueprint}}, provider=f"{_AWS.urn}::id"
    )


def component(name: str) -> Resource:
    return resource("accel:index:AwsNetwork", name, custom=False)


def part(of: Resource) -> Resource:
    return resource("aws:ec2/natGateway:NatGateway", "nat", provider=f"{_AWS.urn}::id", parent=of.urn)


def _month(gateways: int = 1) -> float:
    price = unit_price("aws", "us-east-1", "nat_gateway")
    assert price
    return price.usd * 730 * gateways


def budget(**usd: float) -> dict[str, dict[str, float]]:
    return {"monthlyUsd": usd}


def pool(machine: object = "a3-highgpu-8g", most: object = 1, labels: object = None, **config: object) -> Resource:
    inputs = {
        "autoscaling": {"totalMinNodeCount": 0, "totalMaxNodeCount": most},
        "nodeConfig": {"machineType": machine, "resourceLabels": labels, **config},
    }
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def group(kind: str, **inputs: object) -> Resource:
    return resource(kind, "group", inputs)


def instance(machine: object, market: object = None, tags: object = None) -> Resource:
    options = {"instanceMarketOptions": {"marketType": market}} if market is not None else {}
    return resource("aws:ec2/instance:Instance", "machine", {"instanceType": machine, "tags": tags, **options})


def tpu(kind: object = "v5p-16", labels: object = None, **scheduling: object) -> Resource:
    return resource(
        "gcp:tpu/v2Vm:V2Vm", "slice", {"acceleratorType": kind, "schedulingConfig": scheduling, "labels": labels}
    )


_VARIANT = {"variantName": "main", "instanceType": "ml.inf2.48xlarge", "initialInstanceCount": 1}
_CONFIGURATION = resource(
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration", {"productionVariants": [_VARIANT]}
)
_SMALL = resource(
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
    "configuration",
    {"productionVariants": [{**_VARIANT, "instanceType": "ml.inf2.xlarge"}]},
)


def endpoint(configuration: Resource = _CONFIGURATION, tags: object = None) -> Resource:
    return resource(
        "aws:sagemaker/endpoint:Endpoint", "endpoint", {"tags": tags}, uses={"endpointConfigName": configuration}
    )


def target(most: object) -> Resource:
    inputs = {"minCapacity": 1, "maxCapacity": most}
    return resource("aws:appautoscaling/target:Target", "target", inputs, uses={"resourceId": endpoint()})


_TEMPLATE = resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {"instanceType": "p5.48xlarge"})
_GOOGLE_TEMPLATE = resource(
    "gcp:compute/instanceTemplate:InstanceTemplate", "template", {"machineType": "a2-highgpu-4g"}
)
_MANAGER = "gcp:compute/instanceGroupManager:InstanceGroupManager"

CASES = (
    kept("blueprint-budget", "it costs what is its own", _AWS, nat(), settings=budget(chat=_month())),
    kept("blueprint-budget", "another costs more", _AWS, nat("other"), component("chat"), settings=budget(chat=1)),
    broken("blueprint-budget", "nobody is called so", _AWS, nat(), at=("stack",), settings=budget(chatt=1_000)),
    kept("blueprint-budget", "nothing is divided", _AWS, nat()),
    broken("blueprint-budget", "it costs more", _AWS, nat(), at=("stack",), settings=budget(chat=_month() - 0.01)),
    broken(
        "blueprint-budget",
        "two parts of it cost more together",
        _AWS,
        nat(),
        nat(name="nat-2"),
        at=("stack",),
        settings=budget(chat=_month(2) - 0.01),
    ),
    broken(
        "blueprint-budget",
        "a part without tags belongs to its component",
        _AWS,
        component("chat-network"),
        part(component("chat-network")),
        at=("stack",),
        settings=budget(chat=1),
    ),
    unknown("blueprint-budget", "whose it is, is unknown", _AWS, nat(UNKNOWN), settings=budget(chat=1)),
    beside("blueprint-budget", "a network costs nothing", _VPC, settings=budget(vpc=0.01)),
    kept("purchase-allowed", "a spot H100 in development", pool(spot=True), facts=_DEV),
    kept("purchase-allowed", "a reserved slice", tpu(reserved=True), facts=_DEV),
    kept("purchase-allowed", "an H100 on demand in production", pool()),
    kept("purchase-allowed", "the stack refuses nothing", pool(), facts=_DEV, settings={"refused": {}}),
    broken("purchase-allowed", "an H100 on demand in development", pool(), facts=_DEV),
    broken("purchase-allowed", "an A100 on demand in staging", pool("a2-highgpu-1g"), facts={"environment": "staging"}),
    broken("purchase-allowed", "Trainium on demand in development", instance("trn1.32xlarge"), facts=_DEV),
    broken("purchase-allowed", "a slice of v5p on demand", tpu(), facts=_DEV),
    broken(
        "purchase-allowed",
        "the stack refuses spot to what serves",
        pool("g2-standard-8", spot=True),
        settings={"refused": {"nvidia-l4": ["spot", "preemptible"]}},
    ),
    unknown("purchase-allowed", "how it is bought is unknown", pool(spot=UNKNOWN), facts=_DEV),
    unknown("purchase-allowed", "what is bought is unknown", pool(UNKNOWN), facts=_DEV),
    beside("purchase-allowed", "a small accelerator", pool("g2-standard-8"), facts=_DEV),
    kept("large-hardware-approved", "a ticket says so", pool(labels=_TICKET)),
    kept("large-hardware-approved", "the endpoint has its ticket", _CONFIGURATION, endpoint(tags=_TICKET)),
    kept("large-hardware-approved", "seven are fewer", pool("g2-standard-8", 7)),
    kept("large-hardware-approved", "spot machines are taken back", pool(spot=True)),
    kept("large-hardware-approved", "the stack asks from more on", pool(), settings={"minAccelerators": 16}),
    kept(
        "large-hardware-approved",
        "the stack calls the tag otherwise",
        pool(labels={"approved-by": "anna"}),
        settings={"tag": "approved-by"},
    ),
    kept(
        "large-hardware-approved",
        "a group lists its tags in pairs",
        group(
            "aws:autoscaling/group:Group",
            maxSize=2,
            tags=[{"key": "approval", "value": "capacity-7", "propagateAtLaunch": True}],
            mixedInstancesPolicy={"launchTemplate": {"overrides": [{"instanceType": "p5.48xlarge"}]}},
        ),
    ),
    kept(
        "large-hardware-approved",
        "a node group takes one kind or the other",
        group(
            "aws:eks/nodeGroup:NodeGroup",
            instanceTypes=["g5.12xlarge", "g6.12xlarge"],
            scalingConfig={"minSize": 0, "maxSize": 1},
        ),
    ),
    kept("large-hardware-approved", "one small instance", _SMALL, endpoint(_SMALL)),
    broken("large-hardware-approved", "eight in one machine", pool()),
    broken("large-hardware-approved", "the autoscaler may take ten", pool("g2-standard-8", 10)),
    broken("large-hardware-approved", "an empty tag says nothing", pool(labels={"approval": ""})),
    broken("large-hardware-approved", "a large slice", tpu()),
    broken("large-hardware-approved", "a machine of sixteen", instance("trn1.32xlarge")),
    broken(
        "large-hardware-approved",
        "a group of machines",
        group("aws:eks/nodeGroup:NodeGroup", instanceTypes=["g5.12xlarge"], scalingConfig={"minSize": 0, "maxSize": 2}),
    ),
    broken(
        "large-hardware-approved",
        "a pool of AKS that grows",
        group(
            "azure-native:containerservice:AgentPool",
            vmSize="Standard_NC24ads_A100_v4",
            enableAutoScaling=True,
            count=1,
            maxCount=8,
        ),
    ),
    broken(
        "large-hardware-approved",
        "the endpoint may grow",
        _CONFIGURATION,
        endpoint(),
        target(3),
        at=("endpoint",),
    ),
    broken(
        "large-hardware-approved",
        "a group takes what its template names",
        resource("aws:autoscaling/group:Group", "group", {"maxSize": 1}, uses={"launchTemplate": _TEMPLATE}),
        _TEMPLATE,
    ),
    broken(
        "large-hardware-approved",
        "a group of Google Cloud takes what its template names",
        resource(_MANAGER, "group", {"targetSize": 2}, uses={"versions": _GOOGLE_TEMPLATE}),
        _GOOGLE_TEMPLATE,
    ),
    unknown("large-hardware-approved", "the tag is unknown", pool(labels=UNKNOWN)),
    unknown("large-hardware-approved", "how many nodes is unknown", pool(most=UNKNOWN)),
    unknown(
        "large-hardware-approved",
        "how far the endpoint may grow is unknown, and one is too many",
        _CONFIGURATION,
        endpoint(),
        target(UNKNOWN),
        at=("endpoint",),
    ),
    beside("large-hardware-approved", "processors are no accelerators", pool("e2-standard-4", 40)),
    beside("large-hardware-approved", "a template rents nothing by itself", _CONFIGURATION),
)
