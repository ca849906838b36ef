"""What holds of every estimate, whatever is in the stack."""

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
from tests.planning.cost import (
    test_figures,
    test_figures_aws,
    test_figures_azure,
    test_figures_azure_services,
    test_figures_groups,
)
from tests.planning.cost.stacks import AWS, GCP, costed
from tests.policies.building import TODAY, facts, resource

FIGURES = (
    *test_figures.FIGURES,
    *test_figures_aws.FIGURES,
    *test_figures_azure.FIGURES,
    *test_figures_azure_services.FIGURES,
    *test_figures_groups.FIGURES,
)
EVERYTHING = tuple(
    replace(item, urn=f"{item.urn}-{index}") for index, (_, items, _) in enumerate(FIGURES) for item in items
)
_TYPES = sorted(
    {
        type_
        for package in ("aws", "azure", "azure-native", "gcp", "kubernetes")
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
                "osDisk",
                "defaultNodePool",
                "autoscalingPolicy",
                "versions",
                "properties",
                "sku",
                "networkInterfaces",
                "loadBalancingRules",
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
