"""Kubernetes, autoscaling groups and load balancers of AWS: figures worked by hand from the cited unit prices."""

import pytest

from accel.planning.graph import UNKNOWN, Resource
from tests.planning.cost.stacks import costed
from tests.planning.cost.test_figures import Figure
from tests.policies.building import resource

# us-east-1, USD. karpenter: karpenter-provider-aws@v1.15.1. ec2info: cristim/ec2-instances-info 2025-05-28 (spot_avg).
# infracost: infracost@95ba4f49, golden files eks_cluster, ebs_volume and lb.
G6 = 0.8048  # g6.xlarge an hour, on demand, karpenter
G6_SPOT = 0.354112  # the same, spot, ec2info
GP3 = 0.08  # a GB-month, infracost


def eks(**inputs: object) -> Resource:
    return resource("aws:eks/cluster:Cluster", "cluster", inputs)


def template(**inputs: object) -> Resource:
    disk = {"deviceName": "/dev/xvda", "ebs": {"volumeSize": 100, "volumeType": "gp3"}}
    given = {"instanceType": "g6.xlarge", "blockDeviceMappings": [disk], **inputs}
    return resource("aws:ec2/launchTemplate:LaunchTemplate", "template", given)


def nodes(fewest: object, most: object, **inputs: object) -> Resource:
    given = {
        "instanceTypes": ["g6.xlarge", "g5.xlarge"],
        "diskSize": 100,
        "scalingConfig": {"minSize": fewest, "maxSize": most, "desiredSize": fewest},
        **inputs,
    }
    return resource("aws:eks/nodeGroup:NodeGroup", "nodes", given)


def group(fewest: object, most: object, *, launched: str = "launchTemplate", **inputs: object) -> Resource:
    given = {"minSize": fewest, "maxSize": most, launched: {"id": UNKNOWN}, **inputs}
    return resource("aws:autoscaling/group:Group", "group", given, uses={launched: template()})


def policy(of: Resource) -> Resource:
    return resource("aws:autoscaling/policy:Policy", "policy", {}, uses={"autoscalingGroupName": of})


MIXED = {
    "instancesDistribution": {"onDemandBaseCapacity": 1, "onDemandPercentageAboveBaseCapacity": 25},
    "launchTemplate": {"overrides": [{"instanceType": "g6.xlarge"}, {"instanceType": "g5.xlarge"}]},
}

FIGURES: tuple[Figure, ...] = (
    # 0.10 x 730; version 1.34 is in standard support until 2026-12-02
    ("an EKS cluster in standard support", (eks(version="1.34"),), (73.0, 73.0, 73.0)),
    # 0.60 x 730; version 1.31 left standard support on 2025-11-26
    ("an EKS cluster in extended support", (eks(version="1.31"),), (438.0, 438.0, 438.0)),
    # upgraded instead of paying more
    (
        "an EKS cluster that never enters extended support",
        (eks(version="1.31", upgradePolicy={"supportType": "STANDARD"}),),
        (73.0, 73.0, 73.0),
    ),
    # 1 to 3 of (0.8048 x 730 + 100 x 0.08) = 595.504; on average 1 + 0.3 x 2 = 1.6
    ("EKS nodes with their disks", (nodes(1, 3),), (595.504, 952.8064, 1786.512)),
    # 2 x (0.354112 x 730 + 8) = 2 x 266.50176
    ("EKS spot nodes", (nodes(2, 2, capacityType="SPOT"),), (533.00352, 533.00352, 533.00352)),
    # nothing moves the group: it stays at its 2 of 0.8048 x 730 + 8
    ("an autoscaling group at rest", (group(1, 4, desiredCapacity=2), template()), (1191.008,) * 3),
    # 1 to 4, on average 1 + 0.3 x 3 = 1.9
    (
        "an autoscaling group that a policy moves",
        (group(1, 4, desiredCapacity=2), template(), policy(group(1, 4))),
        (595.504, 1131.4576, 2382.016),
    ),
    # 5 machines: 1 + 0.25 x 4 = 2 on demand, 3 spot: (2 x 0.8048 + 3 x 0.354112) x 730 + 5 x 8
    (
        "a mixed group",
        (group(5, 5, launched="mixedInstancesPolicy", mixedInstancesPolicy=MIXED), template()),
        (1990.51328,) * 3,
    ),
    # 0.0225 x 730
    ("a load balancer", (resource("aws:lb/loadBalancer:LoadBalancer"),), (16.425,) * 3),
    # 500 x 0.045 (st1) and 200 x 0.015 (sc1)
    (
        "disks that turn",
        (
            resource("aws:ebs/volume:Volume", "st1", {"type": "st1", "size": 500}),
            resource("aws:ebs/volume:Volume", "sc1", {"type": "sc1", "size": 200}),
        ),
        (25.5, 25.5, 25.5),
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
        ((eks(version="1.99"),), "nobody has written down until when EKS 1.99 is in standard support"),
        ((eks(version=UNKNOWN),), "version is known only to the cloud"),
        (
            (eks(version="1.34", computeConfig={"enabled": True}),),
            "the machines of EKS Auto Mode are known only to the cluster",
        ),
        ((nodes(1, UNKNOWN),), "scalingConfig.maxSize is known only to the cloud"),
        ((nodes(1, 1, instanceTypes=UNKNOWN),), "instanceTypes is known only to the cloud"),
        ((nodes(1, 1, instanceTypes=["g9.huge"]),), "no price is known of g9.huge (on demand) in us-east-1"),
        ((group(1, 1),), "its launch template is not part of the stack"),
        ((resource("aws:eks/fargateProfile:FargateProfile"),), "no price is known of pods on Fargate"),
        (
            (resource("aws:lb/loadBalancer:LoadBalancer", inputs={"loadBalancerType": "gateway"}),),
            "no price is known of load balancers of the type gateway",
        ),
    ],
)
def test_what_has_no_price_is_named_with_the_reason(resources: tuple[Resource, ...], reason: str) -> None:
    assert [item.reason for item in costed(*resources).unpriced] == [reason]


def test_last_day_of_standard_support_is_not_extended() -> None:
    import datetime

    from accel.planning.cost.estimate import estimate
    from accel.planning.graph import Graph
    from tests.policies.building import facts

    for day, usd in (("2026-12-02", 73.0), ("2026-12-03", 438.0)):
        found = estimate(
            Graph([eks(version="1.34", region="us-east-1")]), facts(), today=datetime.date.fromisoformat(day)
        )
        assert found.monthly_usd.expected == pytest.approx(usd)
