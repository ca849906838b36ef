import datetime
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accel.planning.cost import registry
from accel.planning.cost.estimate import Estimate, estimate
from accel.planning.graph import UNKNOWN, Graph, Resource, Secret
from tests.planning.cost import test_figures, test_figures_aws, test_figures_azure
from tests.planning.cost.stacks import AWS, GCP, call, cluster, costed, endpoint, pool, scalable, tpu
from tests.policies.building import TODAY, facts, resource

FIGURES = (*test_figures.FIGURES, *test_figures_aws.FIGURES, *test_figures_azure.FIGURES)
EVERYTHING = tuple(
    replace(item, urn=f"{item.urn}-{index}") for index, (_, items, _) in enumerate(FIGURES) for item in items
)
_TYPES = sorted(
    {
        type_
        for package in ("aws", "azure-native", "gcp", "kubernetes")
        for module in registry._modules(package)
        for type_ in module.pricers
    }
)
_VALUES = st.sampled_from(
    [UNKNOWN, None, "", "x", -1, 0, 1, 2.5, True, [], {}, [UNKNOWN], [None], {"a": UNKNOWN}, Secret(1)]
)


def values_below(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of a property tree with each of its keys."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from values_below(tree[key])


def judge(found: Estimate, *resources: Resource) -> None:
    """Assert what holds of every estimate."""
    classified = {item.urn for items in (found.lines, found.usage_based, found.free, found.unpriced) for item in items}
    assert {item.urn for item in resources} <= classified
    for line in found.lines:
        assert 0 <= line.min_monthly_usd <= line.monthly_usd + 1e-9
        assert line.monthly_usd <= line.max_monthly_usd + 1e-9
        assert line.unit_usd > 0
        assert line.hourly_usd <= line.peak_hourly_usd + 1e-9
        assert line.source
        assert datetime.date.fromisoformat(line.source_date)
    for item in found.usage_based:
        assert item.unit_usd > 0
        assert item.unit in item.assumption
    for name in ("min", "expected", "max"):
        total = sum(getattr(line.monthly, name) for line in found.lines)
        assert getattr(found.monthly_usd, name) == pytest.approx(total)
    json.dumps(found.to_json())


def test_what_holds_of_every_estimate_holds_of_all_figures_together() -> None:
    found = costed(*EVERYTHING)
    judge(found, *EVERYTHING)
    assert not [item for item in found.unpriced if item.cause == "unclassified"]


@pytest.mark.parametrize("value", [UNKNOWN, None, "x", -1, []], ids=repr)
def test_no_property_of_a_wrong_value_is_a_crash_or_a_figure_below_zero(value: object) -> None:
    """Each property of each figure in turn becomes something that nobody expected."""
    for _, resources, _ in FIGURES:
        for item in resources:
            for holder, key in list(values_below(item.inputs)):
                before = holder[key]
                holder[key] = value
                judge(costed(*resources), *resources)
                holder[key] = before


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    type_=st.sampled_from(_TYPES),
    inputs=st.dictionaries(
        st.sampled_from(
            [
                "nodeConfig",
                "autoscaling",
                "nodeCount",
                "location",
                "region",
                "zone",
                "productionVariants",
                "acceleratorType",
                "schedulingConfig",
                "vpcEndpointType",
                "subnetIds",
                "metricQueries",
                "type",
                "size",
                "bootDisk",
                "machineType",
                "instanceType",
                "nodePools",
                "spec",
                "storageClass",
            ]
        ),
        _VALUES,
    ),
)
def test_no_resource_is_a_crash(type_: str, inputs: dict[str, Any]) -> None:
    item = resource(type_, inputs=inputs)
    judge(costed(item), item)


@pytest.mark.parametrize(
    ("resources", "reason", "cause"),
    [
        ((pool(UNKNOWN, nodeCount=1),), "nodeConfig.machineType is known only to the cloud", "unknown value"),
        ((pool(nodeCount=UNKNOWN),), "nodeCount is known only to the cloud", "unknown value"),
        (
            (pool(autoscaling={"totalMaxNodeCount": UNKNOWN}),),
            "autoscaling.totalMaxNodeCount is known only to the cloud",
            "unknown value",
        ),
        ((tpu(UNKNOWN),), "its size is known only to the cloud", "unknown value"),
        ((tpu("v5litepod-7"),), "its size is none that Cloud TPU has", "unknown value"),
        (
            (tpu(reserved=True),),
            "reserved chips are paid for by the contract of their reservation",
            "no price",
        ),
        ((tpu(zone="mars-1a"),), "no price is known of TPU v5e chips (on demand) in mars-1a", "no price"),
        (endpoint(serverlessConfig={"maxConcurrency": 1}), "no price is known of serverless inference", "no price"),
        ((pool("g2-standard-9", nodeCount=1),), "no price is known of nvidia-l4 attached to g2-standard-9", "no price"),
        (
            (pool(config={"flexStart": True}, nodeCount=1),),
            "no price is known of g2-standard-8 (flex start) in us-central1",
            "no price",
        ),
        (
            (pool(config={"diskType": "hyperdisk-extreme"}, nodeCount=1),),
            "no price is known of disks of the type hyperdisk-extreme",
            "no price",
        ),
        ((resource("random:index/pet:Pet"),), "nobody has classified the type random:index/pet:Pet", "unclassified"),
    ],
)
def test_what_has_no_price_is_named_with_the_reason(resources: tuple[Resource, ...], reason: str, cause: str) -> None:
    found = costed(*resources)
    assert [(item.reason, item.cause) for item in found.unpriced] == [(reason, cause)]


def test_sagemaker_has_prices_in_one_region_only() -> None:
    served, configuration = endpoint()
    served.inputs["region"] = "eu-west-1"
    found = costed(served, configuration)
    assert [item.reason for item in found.unpriced] == ["no price is known of ml.inf2.xlarge (on demand) in eu-west-1"]
    assert found.lines == ()


def test_a_part_without_a_price_leaves_the_others() -> None:
    found = costed(pool(config={"diskType": "hyperdisk-extreme"}, nodeCount=1))
    assert [line.item for line in found.lines] == ["g2-standard-8 node"]
    assert len(found.unpriced) == 1


def test_price_of_another_region_says_so() -> None:
    key = resource("aws:kms/key:Key", inputs={"region": "eu-west-1"})
    (line,) = costed(key).lines
    assert line.source.endswith("(price of us-east-1)")
    assert not costed(resource("aws:kms/key:Key")).lines[0].source.endswith(")")


def test_region_of_a_resource_is_its_own_before_that_of_its_provider() -> None:
    there = resource("pulumi:providers:gcp", "there", {"region": "europe-west4"})
    disk = {"type": "pd-ssd", "size": 100}
    own = resource("gcp:compute/disk:Disk", "own", {**disk, "zone": "us-central1-a"}, provider=f"{there.urn}::id")
    theirs = resource("gcp:compute/disk:Disk", "theirs", disk, provider=f"{there.urn}::id")
    found = costed(there, own, theirs)
    # 0.17 in us-central1, 0.187 in europe-west4
    assert {urn.rpartition("::")[2]: lines[0].unit_usd for urn, lines in found.lines_by_urn.items()} == {
        "own": 0.17,
        "theirs": 0.187,
    }


def test_multi_region_bucket_is_not_priced_as_a_region() -> None:
    found = costed(resource("gcp:storage/bucket:Bucket", inputs={"location": "EU"}))
    assert found.usage_based[0].unit_usd == 0.026
    found = costed(resource("gcp:storage/bucket:Bucket", inputs={"location": "ASIA"}))
    assert [item.reason for item in found.unpriced] == ["no price is known of Cloud Storage in asia"]


def test_components_and_providers_are_free() -> None:
    component = resource("accel:index:GkeCluster", custom=False)
    found = costed(component)
    assert {item.urn for item in found.free} == {AWS.urn, GCP.urn, component.urn}


def test_component_is_recognised_where_nobody_tells_that_it_is_one() -> None:
    """The engine shows rules a component like any other resource."""
    component = resource("eks:index:Cluster", "component")
    child = resource("aws:ec2/vpc:Vpc", "child", parent=component.urn)
    assert costed(component, child).unpriced == ()
    assert len(costed(component).unpriced) == 1


def test_log_is_paid_by_use() -> None:
    (ingested, stored) = costed(resource("aws:cloudwatch/logGroup:LogGroup")).usage_based
    assert (ingested.unit, ingested.unit_usd) == ("GB", 0.5)
    assert ingested.assumption == "0.5 USD per GB, for what is written"
    assert (stored.unit, stored.unit_usd) == ("GB-month", 0.03)


def test_two_equal_disks_are_two_disks() -> None:
    disk = {"volumeType": "gp3", "volumeSize": 100}
    found = costed(resource("aws:ec2/instance:Instance", inputs={"ebsBlockDevices": [disk, dict(disk)]}))
    assert [line.monthly_usd for line in found.lines] == [8.0, 8.0]


def test_numbers_of_the_engine_are_floats() -> None:
    config = {"guestAccelerators": [{"type": "nvidia-l4", "count": 1.0}]}
    sizes = {"totalMinNodeCount": 0.0, "totalMaxNodeCount": 4.0}
    found = costed(pool(config=config, autoscaling=sizes), load=0.5)
    assert [line.quantity for line in found.lines] == [2.0, 200.0]


def test_load_balancer_of_a_cluster_is_not_free() -> None:
    service = resource("kubernetes:core/v1:Service", inputs={"spec": {"type": "LoadBalancer"}})
    assert len(costed(service).unpriced) == 1
    assert costed(resource("kubernetes:core/v1:Service", inputs={"spec": {"type": "ClusterIP"}})).unpriced == ()


def test_variant_that_serves_a_model_never_goes_below_one_instance() -> None:
    (line,) = costed(*endpoint(), scalable(0, 0)).lines
    assert line.monthly == pytest.approx((722.70, 722.70, 722.70))


def test_variant_of_inference_components_goes_to_zero() -> None:
    scaling = {"status": "ENABLED", "minInstanceCount": 0, "maxInstanceCount": 2}
    (line,) = costed(*endpoint(modelName=None, managedInstanceScaling=scaling), load=0.5).lines
    assert line.monthly == pytest.approx((0, 722.70, 1445.40))


def test_target_of_another_variant_moves_nothing() -> None:
    (line,) = costed(*endpoint(), scalable(3, 9, "endpoint/llama/variant/other")).lines
    assert line.quantity == 1


def test_target_is_recognised_before_the_endpoint_has_a_name() -> None:
    (line,) = costed(*endpoint(), scalable(3, 3, UNKNOWN)).lines
    assert line.quantity == 3


def test_ages_of_prices_are_told() -> None:
    found = costed(cluster(), resource("aws:kms/key:Key"))
    # 2024-07-01 to 2026-11-24 is 876 days
    assert found.price_ages() == "Prices from 2024-07-01 to 2026-07-01; the oldest is 876 days old."
    assert costed().price_ages() == ""


def test_today_is_the_day_of_the_stack_unless_given() -> None:
    graph = Graph([AWS, resource("aws:kms/key:Key")])
    assert estimate(graph, facts()).today == TODAY
    later = TODAY + datetime.timedelta(days=1)
    assert estimate(graph, facts(), today=later).age_days(estimate(graph, facts()).lines[0]) == 877


def calls_for(copies: int) -> int:
    """Count the function calls of an estimate of so many copies of all figures."""
    items = [replace(item, urn=f"{item.urn}-{copy}") for copy in range(copies) for item in EVERYTHING]
    graph, judged = Graph([AWS, GCP, *items]), facts()
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        estimate(graph, judged, today=TODAY)
    finally:
        sys.setprofile(None)
    return count


def test_work_grows_with_the_number_of_resources_and_no_faster() -> None:
    calls_for(1)  # what is read once is read before counting
    assert calls_for(20) <= 11 * calls_for(2)


def test_jobs_alone_do_not_change_a_slice_of_somebody_else() -> None:
    mine, job = tpu(), call(tpu(), "stop", "0 19 * * *")
    other = resource(mine.type, "other", mine.inputs)
    (line,) = [line for line in costed(mine, other, job).lines if line.urn == other.urn]
    assert line.monthly_usd == pytest.approx(7008)
