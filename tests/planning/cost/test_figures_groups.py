"""Managed instance groups, fast disks, and what else EC2 sells: figures worked by hand from the cited unit prices."""

from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Resource
from tests.planning.cost.stacks import costed
from tests.planning.cost.test_figures import Figure
from tests.planning.cost.test_figures_aws import group, template
from tests.policies.building import resource

# USD. us-central1, gcosts: Cyclenerd/google-cloud-pricing-cost-calculator@fd66b26f pricing.yml, 2026-07-30:
# g2-standard-8 0.853624 an hour, spot 0.479872; e2-standard-4 0.134023; pd-balanced 0.10 a GB-month, local SSD 0.08.
# us-east-1: infracost@95ba4f49 ebs_volume: gp3 0.08 a GB-month, 0.005 an IOPS-month, 0.04 a MiB/s-month.
# g6.xlarge 0.8048 an hour (karpenter), 0.354112 spot (ec2info).


def made_of(machine: object = "g2-standard-8", *, disks: object = None, **inputs: Any) -> Resource:
    boot = {"boot": True, "sourceImage": "debian", "diskSizeGb": 100, "diskType": "pd-balanced"}
    given = {"machineType": machine, "disks": disks if disks is not None else [boot], **inputs}
    return resource("gcp:compute/instanceTemplate:InstanceTemplate", "template", given)


def instances(of: Resource | None = None, **inputs: Any) -> Resource:
    given = {"region": "us-central1", "versions": [{"instanceTemplate": UNKNOWN}], **inputs}
    kind = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
    return resource(kind, "group", given, uses={"versions": of or made_of()})


def scaled(fewest: object, most: object, **policy: Any) -> Resource:
    given = {"autoscalingPolicy": {"minReplicas": fewest, "maxReplicas": most, **policy}}
    return resource("gcp:compute/regionAutoscaler:RegionAutoscaler", "scaler", given, uses={"target": instances()})


def office(required: object = 2, **inputs: Any) -> dict[str, Any]:
    """Build a schedule from 8 to 19 on working days."""
    hours = {"name": "office", "schedule": "0 8 * * 1-5", "durationSec": 11 * 3600, "timeZone": "Asia/Tokyo"}
    return {**hours, "minRequiredReplicas": required, **inputs}


def volume(**inputs: Any) -> Resource:
    return resource("aws:ebs/volume:Volume", "volume", {"type": "gp3", "size": 100, **inputs})


T4 = [{"type": "nvidia-tesla-t4", "count": 1}]
BOUND = {"scheduling": {"provisioningModel": "RESERVATION_BOUND"}}
SPOT = {"scheduling": {"provisioningModel": "SPOT", "preemptible": True}}

FIGURES: tuple[Figure, ...] = (
    # 2 x (0.853624 x 730 + 100 x 0.10) = 2 x 633.14552
    ("a managed group at rest", (instances(targetSize=2), made_of()), (1266.29104,) * 3),
    # 0.479872 x 730 + 10
    (
        "a managed group of spot machines",
        (instances(made_of(**SPOT), targetSize=1), made_of(**SPOT)),
        (360.30656,) * 3,
    ),
    # 1 to 5 of 633.14552, on average 1 + 0.3 x 4 = 2.2
    (
        "a managed group that an autoscaler moves",
        (instances(), made_of(), scaled(1, 5)),
        (633.14552, 1392.920144, 3165.7276),
    ),
    # switched off, it moves nothing
    (
        "a managed group beside an autoscaler that is off",
        (instances(targetSize=1), made_of(), scaled(1, 5, mode="OFF")),
        (633.14552,) * 3,
    ),
    # 0 to 4; in 55 of 168 hours 2 to 4, on average 2.6, else on average 1.2: of 633.14552
    #   least 2 x 55 / 168 = 0.6547619, on average (2.6 x 55 + 1.2 x 113) / 168 = 1.6583333
    (
        "a managed group with a floor in working hours",
        (instances(), made_of(), scaled(0, 4, scalingSchedules=[office()])),
        (414.5595666667, 1049.9663206667, 2532.58208),
    ),
    # 0.134023 x 730 and a local SSD of 375 GB at 0.08; its disk is a resource of its own
    (
        "a managed group with a local SSD",
        (
            instances(made_of(disks=[{"type": "SCRATCH"}, {"source": "disk"}]), targetSize=1),
            made_of("e2-standard-4", disks=[{"type": "SCRATCH"}, {"source": "disk"}]),
        ),
        (127.83679,) * 3,
    ),
    # 0.134023 x 730, 10 x 0.04 for the disk, and 2 x 375 x 0.08
    (
        "a virtual machine with two local SSDs",
        (
            resource(
                "gcp:compute/instance:Instance",
                inputs={
                    "machineType": "e2-standard-4",
                    "zone": "us-central1-a",
                    "bootDisk": {"initializeParams": {"size": 10, "type": "pd-standard"}},
                    "scratchDisks": [{"interface": "NVME"}, {"interface": "NVME"}],
                },
            ),
        ),
        (158.23679,) * 3,
    ),
    # 100 x 0.08 + 7,000 x 0.005 + 375 x 0.04: 3,000 IOPS and 125 MiB/s come with it
    ("a fast gp3 disk", (volume(iops=10_000, throughput=500),), (58.0,) * 3),
    ("a gp3 disk with what it has anyhow", (volume(iops=3_000, throughput=125),), (8.0,) * 3),
    # 2 x (0.8048 x 730 + 100 x 0.08 + 1,000 x 0.005)
    (
        "a group of machines with fast disks",
        (
            group(2, 2),
            template(blockDeviceMappings=[{"ebs": {"volumeSize": 100, "volumeType": "gp3", "iops": 4000}}]),
        ),
        (1201.008,) * 3,
    ),
    # 0.8048 x 730, 100 x 0.08 and 0.005 x 730 (aws.amazon.com/vpc/pricing)
    (
        "a machine with a public address",
        (
            resource(
                "aws:ec2/instance:Instance",
                inputs={
                    "instanceType": "g6.xlarge",
                    "rootBlockDevice": {"volumeSize": 100},
                    "associatePublicIpAddress": True,
                },
            ),
        ),
        (599.154,) * 3,
    ),
    # 0.134023 x 730, 10 x 0.04 and 0.005 x 730 (infracost); the second address is a resource of its own
    (
        "a virtual machine with two external addresses",
        (
            resource(
                "gcp:compute/instance:Instance",
                inputs={
                    "machineType": "e2-standard-4",
                    "zone": "us-central1-a",
                    "bootDisk": {"initializeParams": {"size": 10, "type": "pd-standard"}},
                    "networkInterfaces": [{"accessConfigs": [{}]}, {"accessConfigs": [{"natIp": "203.0.113.7"}]}],
                },
            ),
        ),
        (101.88679,) * 3,
    ),
    # capacity-blocks (aws.amazon.com/ec2/capacityblocks/pricing): 39.33 x 730
    (
        "a machine of a capacity block",
        (
            resource(
                "aws:ec2/instance:Instance",
                inputs={"instanceType": "p5.48xlarge", "instanceMarketOptions": {"marketType": "capacity-block"}},
            ),
        ),
        (28710.90,) * 3,
    ),
    # a template that has market options and names no market means spot: 0.354112 x 730 + 8
    (
        "a group of a template that asks for spot without naming it",
        (group(1, 1), template(instanceMarketOptions={"spotOptions": {"maxPrice": "1"}})),
        (266.50176,) * 3,
    ),
)


@pytest.mark.parametrize(("sentence", "resources", "expected"), FIGURES, ids=[figure[0] for figure in FIGURES])
def test_estimate_comes_to_the_figure_worked_by_hand(
    sentence: str, resources: tuple[Resource, ...], expected: tuple[float, float, float]
) -> None:
    found = costed(*resources)
    assert found.monthly_usd == pytest.approx(expected, abs=1e-6), sentence
    assert found.unpriced == ()


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ((instances(targetSize=1),), "its instance template is not part of the stack"),
        ((instances(targetSize=UNKNOWN), made_of()), "targetSize is known only to the cloud"),
        ((instances(), made_of(), scaled(1, UNKNOWN)), "autoscalingPolicy.maxReplicas is known only to the cloud"),
        (
            (instances(targetSize=1, instanceFlexibilityPolicy={"instanceSelections": []}), made_of()),
            "the cloud chooses its machines among several types",
        ),
        (
            (instances(made_of(**BOUND), targetSize=1), made_of(**BOUND)),
            "no price is known of g2-standard-8 (reserved) in us-central1",
        ),
        (
            (instances(), made_of("n1-standard-8", guestAccelerators=T4)),
            "no price is known of nvidia-tesla-t4 attached to n1-standard-8",
        ),
        (
            (
                resource(
                    "aws:ec2/instance:Instance",
                    inputs={"instanceType": "p5.48xlarge", "availabilityZone": "us-west-2-lax-1a"},
                ),
            ),
            "no price is known in us-west-2-lax-1a: local zones have prices of their own",
        ),
        (
            (resource("aws:sagemaker/notebookInstance:NotebookInstance", inputs={"instanceType": "ml.g6.xlarge"}),),
            "no price is known of notebook instances: those known are of endpoints",
        ),
        (
            (resource("kubernetes:networking.k8s.io/v1:Ingress", inputs={"spec": {"ingressClassName": "gce"}}),),
            "no price is known of the load balancer that may be made for it by its class, gce",
        ),
        (
            (resource("kubernetes:karpenter.sh/v1:NodePool"),),
            "the machines that are made for it are known only to the cluster",
        ),
        (
            (resource("aws:sagemaker/trainingJob:TrainingJob"),),
            "no price is known of training jobs: those known are of endpoints; `accel train-cost` has EC2's",
        ),
        (
            (
                resource(
                    "aws:cloudwatch/metricAlarm:MetricAlarm", inputs={"metricQueries": [{"expression": "SELECT 1"}]}
                ),
            ),
            "which metrics its queries look at is known only to the cloud",
        ),
    ],
)
def test_what_has_no_price_is_named_with_the_reason(resources: tuple[Resource, ...], reason: str) -> None:
    assert [item.reason for item in costed(*resources).unpriced] == [reason]


def test_a_template_is_found_by_its_name_where_nothing_says_what_depends_on_what() -> None:
    named = made_of(name="serving")
    alone = instances(targetSize=1, versions=[{"instanceTemplate": "projects/p/global/instanceTemplates/serving"}])
    found = costed(resource(alone.type, "group", alone.inputs), named)
    assert found.monthly_usd.expected == pytest.approx(633.14552)


def test_which_of_two_templates_has_how_many_machines_is_not_guessed() -> None:
    canary = resource("gcp:compute/instanceTemplate:InstanceTemplate", "canary", made_of().inputs)
    both = resource(
        "gcp:compute/instanceGroupManager:InstanceGroupManager",
        "group",
        {"zone": "us-central1-a", "targetSize": 3},
        uses={"versions": made_of(), "description": canary},
    )
    (item,) = costed(both, made_of(), canary).unpriced
    assert item.reason == "which of its versions has how many machines is known only to the cloud"


@pytest.mark.parametrize("schedule", ["0 8 1 * *", UNKNOWN])
def test_a_floor_that_is_not_weekly_may_hold_at_any_time(schedule: object) -> None:
    found = costed(instances(), made_of(), scaled(0, 4, scalingSchedules=[office(schedule=schedule)]))
    # 2 to 4, on average 2.6, of 633.14552
    assert found.monthly_usd == pytest.approx((1266.29104, 1646.178352, 2532.58208))


def test_a_schedule_that_is_switched_off_asks_for_nothing() -> None:
    found = costed(instances(), made_of(), scaled(0, 4, scalingSchedules=[office(disabled=True)]))
    # 0 to 4, on average 1.2
    assert found.monthly_usd == pytest.approx((0.0, 759.774624, 2532.58208))


def test_a_zone_says_the_region_where_nothing_else_does() -> None:
    machine = resource("aws:ec2/instance:Instance", inputs={"availabilityZone": "eu-west-1b", "instanceType": "m99.x"})
    assert [item.reason for item in costed(machine).unpriced] == ["no price is known of m99.x (on demand) in eu-west-1"]


def test_a_disk_in_a_local_zone_is_not_priced_as_one_in_its_region() -> None:
    (item,) = costed(volume(availabilityZone="us-west-2-lax-1a")).unpriced
    assert item.reason == "no price is known in us-west-2-lax-1a: local zones have prices of their own"


def test_a_zone_need_not_be_known_where_the_provider_says_the_region() -> None:
    found = costed(volume(availabilityZone=UNKNOWN))
    assert found.monthly_usd.expected == pytest.approx(8.00)
