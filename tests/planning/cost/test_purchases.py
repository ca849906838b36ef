"""What if the machines were bought in another way, or stood elsewhere."""

import pytest

from accel.catalog.prices import all_prices
from accel.planning.cost.estimate import Estimate, estimate
from accel.planning.cost.purchases import OPTIONS, is_commitment
from accel.planning.graph import Graph, Resource
from tests.planning.cost.stacks import AWS, GCP, call, cluster, endpoint, pool, tpu
from tests.planning.cost.test_figures_azure import vm
from tests.policies.building import TODAY, facts, resource


def bought(purchase: str | None, *resources: Resource, region: str | None = None) -> Estimate:
    graph = Graph([AWS, GCP, *resources])
    return estimate(graph, facts(), today=TODAY, purchase=purchase, region=region)


P5 = resource(
    "aws:ec2/instance:Instance", inputs={"instanceType": "p5.48xlarge", "rootBlockDevice": {"volumeSize": 100}}
)
G6 = resource("aws:ec2/instance:Instance", inputs={"instanceType": "g6.xlarge", "rootBlockDevice": {"volumeSize": 100}})


@pytest.mark.parametrize(
    ("purchase", "item", "usd"),
    [
        # us-east-1: 0.354112 spot, 0.52392 and 0.3694 reserved without upfront payment (ec2info); the disk stays 8.00
        ("spot", G6, 0.354112 * 730 + 8),
        ("reserved_1yr", G6, 0.52392 * 730 + 8),
        ("reserved_3yr", G6, 0.3694 * 730 + 8),
        ("reserved_1yr_all_upfront", G6, 0.489041 * 730 + 8),
        # us-central1: 0.537783 and 0.384131 committed (gcosts), a disk of 100 GB at 0.10
        ("cud_1yr", pool(nodeCount=1), 0.537783 * 730 + 10),
        ("reserved_1yr", pool(nodeCount=1), 0.537783 * 730 + 10),
        ("cud_3yr", pool(nodeCount=1), 0.384131 * 730 + 10),
        ("on_demand", pool(config={"spot": True}, nodeCount=1), 0.853624 * 730 + 10),
        # eastus: 3.05741 savings plan, 1.36305 reserved (ec2info), a P10 disk at 19.71
        ("savings_plan_1yr", vm(), 3.05741 * 730 + 19.71),
        ("savings_plan_3yr", vm(), 2.26587 * 730 + 19.71),
        ("reserved_3yr", vm(), 1.36305 * 730 + 19.71),
        # us-east-1: 39.33 for a p5.48xlarge of a capacity block (capacity-blocks), a disk of 100 GB at 0.08
        ("capacity_block", P5, 39.33 * 730 + 8),
        # 8 chips at 0.24493 (skypilot: tpu-v5litepod-8 1.95941 an hour)
        ("spot", tpu(), 8 * 0.24492625 * 730),
    ],
)
def test_machines_are_priced_as_they_would_be_bought(purchase: str, item: Resource, usd: float) -> None:
    found = bought(purchase, item)
    assert found.monthly_usd.expected == pytest.approx(usd, abs=0.05)
    (machine,) = (line for line in found.lines if line.rented)
    assert machine.purchase in OPTIONS[purchase]


def test_what_is_not_sold_so_stays_as_it_is() -> None:
    (line,) = bought("spot", *endpoint()).lines
    assert (line.purchase, line.monthly_usd) == ("on_demand", pytest.approx(722.70))


def test_a_commitment_is_paid_for_at_night_too() -> None:
    vm_ = tpu("v5litepod-8")
    night = (call(vm_, "start", "0 8 * * 1-5"), call(vm_, "stop", "0 19 * * 1-5"))
    (off,) = bought(None, vm_, *night).lines_by_urn[vm_.urn]
    (committed,) = bought("reserved_1yr", vm_, *night).lines_by_urn[vm_.urn]
    assert off.monthly_usd == pytest.approx(9.60 * 730 * 55 / 168)
    # guide section 5: 8.37 an hour for v5litepod-8
    assert committed.monthly_usd == pytest.approx(8.37 * 730)
    assert "of 730 hours" not in committed.item


def test_reserving_beside_a_contract_is_not_counted() -> None:
    (item,) = bought("spot", tpu(reserved=True)).unpriced
    assert item.reason == "reserved chips are paid for by the contract of their reservation"


def test_preemptible_machines_keep_their_own_word_for_it() -> None:
    (machine, _) = bought(None, pool(config={"preemptible": True}, nodeCount=1)).lines
    assert machine.purchase == "preemptible"
    (machine, _) = bought("on_demand", pool(config={"preemptible": True}, nodeCount=1)).lines
    assert machine.purchase == "on_demand"


def test_another_region_moves_only_what_is_in_its_cloud() -> None:
    found = bought(None, pool(nodeCount=1), G6, region="europe-west4")
    prices = {line.item: line.unit_usd for line in found.lines}
    assert prices["g2-standard-8 node"] == 0.897202
    assert prices["g6.xlarge"] == 0.8048


def test_azure_moves_to_a_region_of_azure() -> None:
    found = bought(None, vm(), G6, region="westeurope")
    prices = {line.item: line.unit_usd for line in found.lines}
    # karpenter-provider-azure@352646f5: 4.775 in West Europe
    assert prices["Standard_NC24ads_A100_v4"] == 4.775
    assert prices["g6.xlarge"] == 0.8048


def test_multi_regions_and_global_things_do_not_move() -> None:
    bucket = resource("gcp:storage/bucket:Bucket", inputs={"location": "EU"})
    found = bought(None, bucket, cluster(), region="asia-northeast1")
    assert found.usage_based[0].unit_usd == 0.026


def test_every_way_to_buy_of_the_catalogue_can_be_asked_for() -> None:
    names = {row.purchase for row in all_prices() if row.cloud in {"aws", "azure", "gcp"}}
    assert names <= {name for group in OPTIONS.values() for name in group}


@pytest.mark.parametrize(("name", "committed"), [("spot", False), ("cud_3yr", True), ("savings_plan_1yr", True)])
def test_commitments_are_told_apart(name: str, committed: bool) -> None:
    assert is_commitment(name) is committed
