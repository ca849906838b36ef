"""What leaves a cloud: figures worked by hand from the cited tiers."""

import pytest

from accel.planning.cost.egress import egress_slices, egress_usd, move_cost_usd
from accel.planning.cost.items import Unpriceable

AWS, GCP = ("aws", "us-east-1"), ("gcp", "us-central1")


@pytest.mark.parametrize(
    ("cloud", "region", "gib", "usd"),
    [
        ("aws", "us-east-1", 0, 0.0),
        # infracost@95ba4f49 data_transfer: 0.09 to 10,240 GB, 0.085 to 51,200, 0.07 to 153,600, 0.05 beyond
        ("aws", "us-east-1", 100, 9.00),
        ("aws", "us-east-1", 10_240, 921.60),
        ("aws", "us-east-1", 10_241, 921.685),
        ("aws", "us-east-1", 61_200, 921.60 + 40_960 * 0.085 + 10_000 * 0.07),
        ("aws", "eu-west-1", 163_600, 921.60 + 40_960 * 0.085 + 102_400 * 0.07 + 10_000 * 0.05),
        # the same in Tokyo is 0.114 to 10,240 GB and 0.089 beyond
        ("aws", "ap-northeast-1", 20_240, 10_240 * 0.114 + 10_000 * 0.089),
        # gcosts: 0.12 to 1,024 GB, 0.11 to 10,240, 0.08 beyond
        ("gcp", "us-central1", 100, 12.00),
        ("gcp", "us-central1", 20_000, 1024 * 0.12 + 9216 * 0.11 + 9760 * 0.08),
        # Azure Retail Prices of 2026-09-24: 0.087 for 10,235 GB, 0.083 for 40,960, 0.07 for 102,400, 0.05 beyond
        ("azure", "eastus", 100, 8.70),
        ("azure", "eastus", 20_235, 10_235 * 0.087 + 10_000 * 0.083),
        ("azure", "eastus", 160_000, 10_235 * 0.087 + 40_960 * 0.083 + 102_400 * 0.07 + 6_405 * 0.05),
        # the same in Singapore is 0.12 first
        ("azure", "southeastasia", 140, 16.80),
    ],
)
def test_data_that_leaves_pays_tier_by_tier(cloud: str, region: str, gib: float, usd: float) -> None:
    assert egress_usd(cloud, region, gib) == pytest.approx(usd)


@pytest.mark.parametrize(
    ("source", "target", "usd"),
    [
        (AWS, GCP, 9.00),
        (GCP, AWS, 12.00),
        (("azure", "eastus"), AWS, 8.70),
        # between regions of one cloud: 0.02
        (AWS, ("aws", "us-west-2"), 2.00),
        (GCP, ("gcp", "us-east1"), 2.00),
    ],
)
def test_a_move_pays_what_leaving_costs(source: tuple[str, str], target: tuple[str, str], usd: float) -> None:
    assert move_cost_usd(source, target, 100) == pytest.approx(usd)


def test_tiers_join_without_a_gap() -> None:
    for cloud, region in (AWS, GCP, ("azure", "eastus")):
        parts = egress_slices(cloud, region, 150_000)
        assert sum(part.gib for part in parts) == pytest.approx(150_000)
        assert [part.price.usd for part in parts] == sorted((part.price.usd for part in parts), reverse=True)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        (("azure", "japaneast"), AWS, "no price is known of egress internet first 10tb in japaneast"),
        (("azure", "eastus"), ("azure", "westus"), "no price is known of data from azure to another region"),
        (GCP, ("gcp", "europe-west4"), "no price is known of data from gcp to another region"),
    ],
)
def test_what_has_no_source_has_no_price(source: tuple[str, str], target: tuple[str, str], reason: str) -> None:
    with pytest.raises(Unpriceable, match=reason):
        move_cost_usd(source, target, 1)


@pytest.mark.parametrize("gib", [-1, float("nan"), float("inf")])
def test_impossible_amounts_are_refused(gib: float) -> None:
    with pytest.raises(ValueError, match="a number of 0 or more"):
        egress_usd(*AWS, gib)


def test_moving_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing moves"):
        move_cost_usd(AWS, AWS, 1)
