"""Rules about what things cost: budgets, caps, prices. Prices are those of the catalogue."""

from accel.catalog.services import unit_price
from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_AWS = resource("pulumi:providers:aws", "aws", {"region": "us-east-1"})
_VPC = resource("aws:ec2/vpc:Vpc", "vpc")
_ON_AWS = {"provider": f"{_AWS.urn}::id"}


def nat(count: int = 1) -> tuple[Resource, ...]:
    return tuple(resource("aws:ec2/natGateway:NatGateway", f"nat-{index}", **_ON_AWS) for index in range(count))


def pool(machine: object = "g2-standard-8", most: object = 1, **config: object) -> Resource:
    inputs = {
        "location": "us-central1",
        "nodeLocations": ["us-central1-a"],
        "autoscaling": {"totalMinNodeCount": 0, "totalMaxNodeCount": most},
        "nodeConfig": {"machineType": machine, **config},
    }
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def _cost_of(gateways: int) -> float:
    price = unit_price("aws", "us-east-1", "nat_gateway")
    assert price
    return price.usd * 730 * gateways


CASES = (
    kept("stack-budget", "it costs what is budgeted", _AWS, *nat(2), facts={"monthly_budget_usd": _cost_of(2)}),
    broken(
        "stack-budget",
        "it costs more than is budgeted",
        _AWS,
        *nat(2),
        at=("stack",),
        facts={"monthly_budget_usd": _cost_of(2) - 0.01},
    ),
    broken(
        "stack-budget",
        "a part of the budget is kept back",
        _AWS,
        *nat(2),
        at=("stack",),
        facts={"monthly_budget_usd": _cost_of(3)},
        settings={"share": 0.5},
    ),
    unknown(
        "stack-budget",
        "what has no figure yet is not counted",
        pool(UNKNOWN),
        facts={"monthly_budget_usd": 1},
    ),
    beside("stack-budget", "a network costs nothing", _VPC, facts={"monthly_budget_usd": 0.01}),
    kept("resource-hourly-cap", "an hour of the most nodes is below the cap", pool(most=10)),
    broken(
        "resource-hourly-cap",
        "one node is cheap and the most nodes are not",
        pool(most=10),
        settings={"maxUsdPerHour": 5},
    ),
    broken(
        "resource-hourly-cap", "development is capped lower", pool("g2-standard-96", 4), facts={"environment": "dev"}
    ),
    unknown("resource-hourly-cap", "how many nodes is unknown", pool(most=UNKNOWN), settings={"maxUsdPerHour": 1}),
    beside(
        "resource-hourly-cap",
        "many cheap resources are not one dear one",
        _AWS,
        *nat(50),
        settings={"maxUsdPerHour": 1},
    ),
    kept("price-known", "it has a price", pool()),
    kept(
        "price-known",
        "nobody needs to know this one",
        resource("random:index/pet:Pet"),
        settings={"ignoredTypes": ["random:*"]},
    ),
    broken("price-known", "nobody has classified the type", resource("random:index/pet:Pet")),
    broken("price-known", "the catalogue has no price of the machine", pool("g2-standard-9")),
    unknown("price-known", "the machine is known later", pool(UNKNOWN)),
    beside("price-known", "it is free", _VPC),
    kept("price-fresh", "it is young enough", pool(), settings={"maxAgeDays": 3650}),
    broken("price-fresh", "it is older", pool(), at=("stack",), settings={"maxAgeDays": 30}),
    unknown("price-fresh", "the machine is known later", pool(UNKNOWN, 0), settings={"maxAgeDays": 3650}),
    beside("price-fresh", "what is free has no price", _VPC, settings={"maxAgeDays": 1}),
)
