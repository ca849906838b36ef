"""Prices come for a host, a slice, a chip or a GPU. One function converts them, at the edge."""

import pytest

from accel.catalog import prices
from accel.catalog.names import UnknownName
from accel.catalog.prices import price, prices_of, tpu_chip_price, usd_per_accelerator_hour


@pytest.mark.parametrize(
    ("cloud", "region", "item", "unit", "accelerators"),
    [
        ("aws", "us-east-1", "p5.48xlarge", "machine", 8),
        ("aws", "us-east-1", "inf2.48xlarge", "machine", 12),
        ("aws-sagemaker", "us-east-1", "ml.inf2.48xlarge", "machine", 12),
        ("gcp", "us-central1", "g2-standard-96", "machine", 8),
        ("gcp", "us-central1", "tpu-v5litepod-8", "slice", 8),
        # The number in these names counts TensorCores, two a chip.
        ("gcp", "us-central1", "tpu-v5p-8", "slice", 4),
        ("gcp", "us-central2", "tpu-v4-8", "slice", 4),
        ("gcp", "europe-west4", "tpu-v3-64", "slice", 32),
        ("gcp", "us-central1", "tpu-v5e:chip", "chip", 1),
        ("crusoe", "any", "gpu:H100-SXM-80GB", "gpu", 1),
        ("lambda", "us-east-1", "gpu_8x_b200_sxm6", "machine", 8),
        ("verda", "any", "2A6000.20V", "machine", 2),
    ],
)
def test_every_unit_comes_down_to_one_accelerator(
    cloud: str, region: str, item: str, unit: str, accelerators: int
) -> None:
    row = price(cloud, region, item)
    assert row is not None
    assert row.unit == unit
    assert usd_per_accelerator_hour(row) == pytest.approx(row.usd_per_hour / accelerators)


def test_a_share_of_a_gpu_costs_less_than_a_whole_one_but_not_for_the_whole() -> None:
    share, whole = price("aws", "us-east-1", "g6f.large"), price("aws", "us-east-1", "g6.xlarge")
    assert share is not None
    assert whole is not None
    each = usd_per_accelerator_hour(share)
    assert each == pytest.approx(share.usd_per_hour * 8)
    assert share.usd_per_hour < whole.usd_per_hour


def test_a_machine_without_accelerators_has_no_price_for_one() -> None:
    row = price("aws", "us-east-1", "m5.xlarge")
    assert row is not None
    assert usd_per_accelerator_hour(row) is None


@pytest.mark.parametrize(
    ("generation", "region", "purchase", "chips", "usd"),
    [
        # skypilot-catalog 006059e0 for slices, gpuhunt 35841515 for chips
        ("v5e", "us-central1", "on_demand", 8, 1.2),
        ("v5e", "us-central1", "spot", 8, 0.24493),
        ("v6e", "us-central1", "on_demand", 4, 2.7),
        ("v6e", "us-east1", "spot", 4, 1.89),
        ("v5p", "us-central1", "on_demand", 4, 4.2),
        ("v4", "us-central2", "on_demand", 4, 3.22),
        ("v3", "europe-west4", "on_demand", 4, 2.2),
        ("v3", "europe-west4", "on_demand", 32, 2.0),
        ("v2", "europe-west4", "on_demand", 4, 1.2375),
        ("v2", "europe-west4", "on_demand", 16, 1.5),
    ],
)
def test_tpu_prices_are_for_one_chip_whatever_the_source_counts(
    generation: str, region: str, purchase: str, chips: int, usd: float
) -> None:
    for name in (generation, f"tpu-{generation}"):
        found = tpu_chip_price(name, region, purchase, chips=chips)
        assert found is not None
        assert found.usd_per_hour == pytest.approx(usd, rel=1e-4)
        assert found.unit == "chip"


def test_a_single_machine_is_never_priced_as_a_pod() -> None:
    assert price("gcp", "us-central1", "tpu-v2-pod:chip") is not None
    assert tpu_chip_price("v2", "us-central1", chips=4) is None
    assert tpu_chip_price("v2", "us-central1", chips=16) is not None


def test_a_chip_price_made_of_a_slice_says_so() -> None:
    found = tpu_chip_price("v5e", "us-central1", "spot", chips=8)
    assert found is not None
    assert found.item == "tpu-v5e:chip"
    assert "(from tpu-v5litepod-" in found.source


def test_a_tpu_without_a_row_has_no_price_and_an_unknown_one_is_refused() -> None:
    assert tpu_chip_price("v5e", "us-west2") is None
    assert tpu_chip_price("v6e", "us-central1", "cud_3yr") is None
    with pytest.raises(UnknownName, match="did you mean 'v5p'"):
        tpu_chip_price("v5pp", "us-central1")


def test_slices_of_one_generation_cost_the_same_for_each_chip() -> None:
    chips = [
        usd_per_accelerator_hour(row)
        for name in ("tpu-v5litepod-1", "tpu-v5litepod-4", "tpu-v5litepod-8", "tpu-v5litepod-16", "tpu-v5litepod-256")
        for row in prices_of(name)
        if (row.region, row.purchase, row.indicative) == ("us-central1", "on_demand", False)
    ]
    assert chips == pytest.approx([1.2] * 5)


def test_every_slice_with_a_price_is_one_that_cloud_tpu_offers() -> None:
    slices = prices._slices()
    assert set(slices) == {"v3", "v4", "v5e", "v5p", "v6e"}
    assert all(chips > 0 for group in slices.values() for _, chips in group)
