"""Figures worked by hand from the cited unit prices; the catalogue and the estimator must come to the same."""

import pytest

from accel.planning.graph import Resource
from tests.planning.cost.stacks import (
    action,
    call,
    cluster,
    costed,
    endpoint,
    pod_autoscaler,
    pool,
    scalable,
    scale,
    server,
    tpu,
)
from tests.policies.building import resource

# USD an hour. gcosts: Cyclenerd/google-cloud-pricing-cost-calculator@fd66b26f pricing.yml, 2026-07-30.
# fmbench: PyPI fmbench 2.1.1 fmbench/configs/pricing.yml, 2025-02-03. skypilot: skypilot-catalog@006059e0, gcp/vms.csv.
# infracost: infracost@95ba4f49, golden files. karpenter: karpenter-provider-aws@v1.15.1, us-east-1.
G2_ON_DEMAND = 0.853624  # g2-standard-8, us-central1, gcosts
G2_SPOT = 0.479872  # the same, spot
G2_EUROPE = 0.897202  # g2-standard-8, europe-west4, gcosts
E2 = 0.134023  # e2-standard-4, us-central1, gcosts
INF2 = 0.99  # ml.inf2.xlarge, fmbench
INF2_48 = 15.58  # ml.inf2.48xlarge, fmbench
PD_BALANCED = 0.10  # a GB-month, us-central1, gcosts
WEEK = 5 * 11  # hours from 8 to 19 on five days
ON = 730 * WEEK / 168  # 238.988 hours of a month

NIGHT = (action("up", "cron(0 8 ? * MON-FRI *)", 2, 4), action("down", "cron(0 19 ? * MON-FRI *)", 1, 1))
OFFICE = (scale(1, "0 8 * * 1-5"), scale(0, "0 19 * * 1-5"))

Figure = tuple[str, tuple[Resource, ...], tuple[float, float, float]]

FIGURES: tuple[Figure, ...] = (
    # 0.10 x 730
    ("the fee of a GKE cluster", (cluster(),), (73.00, 73.00, 73.00)),
    # 0.045 x 730
    ("a NAT gateway", (resource("aws:ec2/natGateway:NatGateway"),), (32.85, 32.85, 32.85)),
    # 3 x 0.045 x 730
    (
        "a NAT gateway in three zones",
        (
            resource(
                "aws:ec2/natGateway:NatGateway",
                inputs={"availabilityMode": "regional", "availabilityZoneAddresses": [{}, {}, {}]},
            ),
        ),
        (98.55, 98.55, 98.55),
    ),
    # 2 x 0.01 x 730
    (
        "an interface endpoint in two subnets",
        (
            resource(
                "aws:ec2/vpcEndpoint:VpcEndpoint", inputs={"vpcEndpointType": "Interface", "subnetIds": ["a", "b"]}
            ),
        ),
        (14.60, 14.60, 14.60),
    ),
    # 0.005 x 730
    ("a public address", (resource("aws:ec2/eip:Eip"),), (3.65, 3.65, 3.65)),
    ("a KMS key", (resource("aws:kms/key:Key"),), (1.00, 1.00, 1.00)),
    ("a version of a Cloud KMS key", (resource("gcp:kms/cryptoKey:CryptoKey"),), (0.06, 0.06, 0.06)),
    ("a secret", (resource("aws:secretsmanager/secret:Secret"),), (0.40, 0.40, 0.40)),
    ("an alarm", (resource("aws:cloudwatch/metricAlarm:MetricAlarm", inputs={"period": 60}),), (0.10, 0.10, 0.10)),
    (
        "an alarm that looks every ten seconds",
        (resource("aws:cloudwatch/metricAlarm:MetricAlarm", inputs={"period": 10}),),
        (0.30, 0.30, 0.30),
    ),
    # Two metrics, each 0.10; the expression over them is not a metric.
    (
        "an alarm over two metrics",
        (
            resource(
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                inputs={
                    "metricQueries": [
                        {"id": "e", "expression": "a / b"},
                        {"id": "a", "metric": {"period": 300}},
                        {"id": "b", "metric": {"period": 300}},
                    ]
                },
            ),
        ),
        (0.20, 0.20, 0.20),
    ),
    # (0.853624 + 100 x 0.10 / 730) x 2 x 730 = 1246.29104 + 20
    ("two L4 nodes with their disks", (pool(nodeCount=2),), (1266.29104, 1266.29104, 1266.29104)),
    # 0.479872 x 730 + 50 x 0.10
    (
        "a spot L4 node with a small disk",
        (pool(config={"spot": True, "diskSizeGb": 50}, nodeCount=1),),
        (355.30656, 355.30656, 355.30656),
    ),
    # europe-west4: 0.897202 x 730 + 100 x 0.11
    (
        "an L4 node in Europe",
        (pool(location="europe-west4", nodeLocations=["europe-west4-b"], nodeCount=1),),
        (665.95746, 665.95746, 665.95746),
    ),
    # one to ten nodes of (0.853624 x 730 + 10) = 633.14552; on average 1 + 0.3 x 9 = 3.7
    (
        "L4 nodes that nobody of the stack asks for",
        (pool(autoscaling={"totalMinNodeCount": 1, "totalMaxNodeCount": 10}),),
        (633.14552, 2342.638424, 6331.4552),
    ),
    # the counts are for each of three zones: 3 to 30, on average 3 + 0.3 x 27 = 11.1
    (
        "L4 nodes in each of three zones",
        (
            pool(
                nodeLocations=["us-central1-a", "us-central1-b", "us-central1-c"],
                autoscaling={"minNodeCount": 1, "maxNodeCount": 10},
            ),
        ),
        (1899.43656, 7027.915272, 18994.3656),
    ),
    # a server of 2 to 10 pods fills 2 + 0.3 x 8 = 4.4 nodes of 633.14552
    (
        "L4 nodes as many as the server's pods fill",
        (pool(autoscaling={"totalMinNodeCount": 1, "totalMaxNodeCount": 12}), server(None), pod_autoscaler(2, 10)),
        (633.14552, 2785.840288, 7597.74624),
    ),
    # dev: one pod in working hours: (0.479872 x 730 + 10) x 55 / 168; at most all month
    (
        "a spot L4 node that is empty at night",
        (
            pool(config={"spot": True}, autoscaling={"totalMinNodeCount": 0, "totalMaxNodeCount": 1}),
            server(0),
            *OFFICE,
        ),
        (0.0, 117.9575047619, 360.30656),
    ),
    # the fee of 73.00, and in each of two zones 0.134023 x 730 + 100 x 0.10 = 107.83679
    (
        "processors of a default pool in a regional cluster",
        (
            cluster(
                removeDefaultNodePool=False,
                initialNodeCount=1,
                nodeLocations=["us-central1-a", "us-central1-b"],
                nodeConfig={"machineType": "e2-standard-4"},
            ),
        ),
        (288.67358, 288.67358, 288.67358),
    ),
    # 8 chips x 1.20 x 730 (skypilot: tpu-v5litepod-8 9.60 an hour)
    ("a v5e slice of eight chips on demand", (tpu(),), (7008.00, 7008.00, 7008.00)),
    # 8 x 0.24493 x 730
    ("the same as spot", (tpu(spot=True),), (1430.3912, 1430.3912, 1430.3912)),
    # preemptible is sold at the price of spot
    ("the same as preemptible", (tpu(preemptible=True),), (1430.3912, 1430.3912, 1430.3912)),
    # v5p-8 has four chips: 4 x 4.20 x 730 (skypilot: tpu-v5p-8 16.80 an hour)
    ("a v5p slice is four chips, not eight", (tpu("v5p-8"),), (12264.00, 12264.00, 12264.00)),
    # 7008 x 55 / 168, and two jobs of 0.10
    (
        "a slice that is off at night and at weekends",
        (tpu(), call(tpu(), "start", "0 8 * * 1-5"), call(tpu(), "stop", "0 19 * * 1-5")),
        (2294.4857142857, 2294.4857142857, 2294.4857142857),
    ),
    # 0.99 x 730
    ("one inf2.xlarge", endpoint(), (722.70, 722.70, 722.70)),
    # 1 to 10 of 15.58 x 730 = 11373.40; on average 3.7
    (
        "one to ten inf2.48xlarge",
        (*endpoint("ml.inf2.48xlarge"), scalable(1, 10)),
        (11373.40, 42081.58, 113734.00),
    ),
    # 0.99 x 730 and 256 GB x 0.112 (infracost)
    ("an inf2.xlarge with a volume", endpoint(volumeSizeInGb=256), (751.372, 751.372, 751.372)),
    # 55 hours a week 2 to 4, on average 2.6, and 113 hours 1: in hours a month, times 0.99
    #   least (2 x 55 + 113) x 730 / 168 = 968.988, most (4 x 55 + 113) x 730 / 168 = 1446.964,
    #   on average (2.6 x 55 + 113) x 730 / 168 = 1112.381
    (
        "instances by day and one at night",
        (*endpoint(), scalable(2, 4), *NIGHT),
        (959.2982142857, 1101.2571428571, 1432.4946428571),
    ),
    # g6.xlarge 0.8048 x 730 (karpenter) and 100 GB of gp3 at 0.08
    (
        "a virtual machine with a disk",
        (
            resource(
                "aws:ec2/instance:Instance",
                inputs={"instanceType": "g6.xlarge", "rootBlockDevice": {"volumeSize": 100, "volumeType": "gp3"}},
            ),
        ),
        (595.504, 595.504, 595.504),
    ),
    # n1 alone would be a guess: only the disk of 20 GB pd-standard at 0.04 is priced
    (
        "an attached accelerator has no price of its own",
        (
            resource(
                "gcp:compute/instance:Instance",
                inputs={
                    "machineType": "n1-standard-8",
                    "zone": "us-central1-a",
                    "guestAccelerators": [{"type": "nvidia-tesla-t4", "count": 1}],
                    "bootDisk": {"initializeParams": {"size": 20, "type": "pd-standard"}},
                },
            ),
        ),
        (0.80, 0.80, 0.80),
    ),
    # 200 GB x 0.187
    (
        "an SSD in Europe",
        (resource("gcp:compute/disk:Disk", inputs={"zone": "europe-west4-a", "type": "pd-ssd", "size": 200}),),
        (37.40, 37.40, 37.40),
    ),
    ("a zone of names", (resource("gcp:dns/managedZone:ManagedZone"),), (0.20, 0.20, 0.20)),
)


@pytest.mark.parametrize(("sentence", "resources", "expected"), FIGURES, ids=[figure[0] for figure in FIGURES])
def test_estimate_comes_to_the_figure_worked_by_hand(
    sentence: str, resources: tuple[Resource, ...], expected: tuple[float, float, float]
) -> None:
    assert costed(*resources).monthly_usd == pytest.approx(expected, abs=1e-6), sentence


def test_lines_add_up_to_what_they_say() -> None:
    (machine, disk) = costed(pool(config={"spot": True}, nodeCount=2)).lines
    assert (machine.quantity, machine.unit_usd, machine.purchase) == (2, G2_SPOT, "spot")
    assert machine.hourly_usd == pytest.approx(2 * G2_SPOT)
    assert machine.monthly_usd == pytest.approx(machine.hourly_usd * 730)
    assert (disk.quantity, disk.unit_usd, disk.purchase) == (200, PD_BALANCED, "on_demand")
    assert disk.hourly_usd == pytest.approx(200 * PD_BALANCED / 730)


def test_hours_of_a_schedule_are_told() -> None:
    vm = tpu()
    estimate = costed(vm, call(vm, "start", "0 8 * * 1-5"), call(vm, "stop", "0 19 * * 1-5"))
    (line,) = estimate.lines_by_urn[vm.urn]
    assert line.item == "v5litepod-8, chips, 239 of 730 hours"
    assert line.hourly_usd == pytest.approx(9.60)
    assert line.monthly_usd == pytest.approx(9.60 * ON)


@pytest.mark.parametrize(("load", "instances"), [(0.0, 1.0), (0.5, 5.5), (1.0, 10.0)])
def test_expected_load_can_be_chosen(load: float, instances: float) -> None:
    (line,) = costed(*endpoint("ml.inf2.48xlarge"), scalable(1, 10), load=load).lines
    assert line.quantity == pytest.approx(instances)
    assert line.monthly_usd == pytest.approx(instances * INF2_48 * 730)
    assert line.peak_hourly_usd == pytest.approx(10 * INF2_48)


@pytest.mark.parametrize(("environment", "instances"), [("dev", 1.9), ("staging", 2.8), ("prod", 3.7)])
def test_expected_load_depends_on_the_environment(environment: str, instances: float) -> None:
    (line,) = costed(*endpoint(), scalable(1, 10), environment=environment).lines
    assert line.quantity == pytest.approx(instances)


@pytest.mark.parametrize("load", [-0.1, 1.1, float("nan")])
def test_expected_load_outside_0_to_1_is_refused(load: float) -> None:
    with pytest.raises(ValueError, match="a share between 0 and 1"):
        costed(load=load)


def test_unit_prices_are_those_that_the_comments_cite() -> None:
    assert costed(pool(nodeCount=1)).lines[0].unit_usd == G2_ON_DEMAND
    assert costed(pool(location="europe-west4", nodeCount=1)).lines[0].unit_usd == G2_EUROPE
    assert costed(pool("e2-standard-4", config={"guestAccelerators": []}, nodeCount=1)).lines[0].unit_usd == E2
    assert costed(*endpoint()).lines[0].unit_usd == INF2
