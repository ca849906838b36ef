"""The traps of price tables: stale rows, placeholders, units, split prices, rows that are missing."""

import datetime

import pytest

from accel.catalog import prices, tpu
from accel.catalog.machines import machine
from accel.catalog.names import UnknownName
from accel.catalog.prices import (
    MAX_AGE_DAYS,
    Price,
    all_prices,
    current,
    current_prices,
    items,
    price,
    prices_of,
    tpu_chip_price,
)

TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cloud", "region", "item", "purchase", "usd"),
    [
        # karpenter-provider-aws v1.15.1, 2026-07-20
        ("aws", "us-east-1", "p5.48xlarge", "on_demand", 55.04),
        ("aws", "us-east-1", "inf2.xlarge", "on_demand", 0.7582),
        ("aws", "us-east-1", "p4d.24xlarge", "on_demand", 21.957642),
        # google-cloud-pricing-cost-calculator fd66b26f, 2026-07-30
        ("gcp", "us-central1", "g2-standard-8", "on_demand", 0.853624),
        ("gcp", "us-central1", "g2-standard-8", "spot", 0.479872),
        ("gcp", "us-central1", "g2-standard-8", "cud_1yr", 0.537783),
        ("gcp", "asia-northeast1", "a2-highgpu-1g", "on_demand", 4.049591),
        # fmbench 2.1.1, 2025-02-03
        ("aws-sagemaker", "us-east-1", "ml.inf2.xlarge", "on_demand", 0.99),
        ("aws-sagemaker", "us-east-1", "ml.inf2.48xlarge", "on_demand", 15.58),
        # ec2-instances-info, 2025-05-28
        ("aws", "us-east-1", "p5.48xlarge", "spot", 25.5632),
        # gpuhunt 35841515, 2026-02-26 and 2026-05-21
        ("crusoe", "us-northcentral1-a", "gpu:H100-SXM-80GB", "on_demand", 3.9),
        ("jarvislabs", "any", "gpu:L4", "spot", 0.29),
    ],
)
def test_prices_are_those_of_their_sources(cloud: str, region: str, item: str, purchase: str, usd: float) -> None:
    found = price(cloud, region, item, purchase)
    assert found is not None
    assert found.usd_per_hour == pytest.approx(usd, rel=1e-6)
    assert found.source


@pytest.mark.parametrize(
    ("cloud", "region", "item", "guide"),
    [
        ("aws", "us-east-1", "p5.48xlarge", 98.32),
        ("aws", "us-east-1", "p4d.24xlarge", 32.77),
        ("gcp", "us-central1", "tpu-v5litepod-8", 12.88),
        ("azure", "eastus", "Standard_ND96isr_H100_v5", 98.32),
    ],
)
def test_a_price_of_the_guide_is_kept_and_loses_to_every_other_row(
    cloud: str, region: str, item: str, guide: float
) -> None:
    rows = [row for row in prices_of(item, cloud) if (row.region, row.purchase) == (region, "on_demand")]
    assert guide in [row.usd_per_hour for row in rows]
    winner = price(cloud, region, item)
    assert winner is not None
    assert not winner.indicative
    assert winner == rows[0] == current(rows)[0]


def test_the_guide_does_not_win_over_an_older_row_either(monkeypatch: pytest.MonkeyPatch) -> None:
    chip, guide = "gpuhunt-tpu", "guide-4"
    rows = [["gcp", "r", "x", "on_demand", "1.2", chip], ["gcp", "r", "x", "on_demand", "1.6", guide]]
    monkeypatch.setattr(prices, "_rows", lambda _file: {"x": rows})
    found = price("gcp", "r", "x")
    assert found is not None
    assert found.source_date < "2025-01-01"
    assert found.usd_per_hour == 1.2


def test_the_newest_of_two_published_rows_wins_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["aws", "r", "x", "spot", "1", "karpenter-aws"], ["aws", "r", "x", "spot", "2", "ec2info"]]
    for order in (rows, rows[::-1]):
        monkeypatch.setattr(prices, "_rows", lambda _file, order=order: {"x": order})
        found = price("aws", "r", "x", "spot")
        assert found is not None
        assert found.usd_per_hour == 1


@pytest.mark.parametrize(
    ("cloud", "item", "guide", "counts"),
    [
        ("coreweave", "gpu:H100", 2.06, 6.155),
        ("runpod", "gpu:A100-80GB", 1.64, 1.79),
        ("lambda", "gpu:H100", 2.49, 4.29),
    ],
)
def test_prices_of_gpu_clouds_in_the_guide_are_kept_and_lose(
    cloud: str, item: str, guide: float, counts: float
) -> None:
    assert guide in [row.usd_per_hour for row in prices_of(item, cloud) if row.indicative]
    found = price(cloud, "any", item)
    assert found is not None
    assert (found.usd_per_hour, found.indicative) == (counts, False)


def test_a_range_of_prices_is_not_a_price() -> None:
    assert price("vast", "any", "gpu:A100-80GB") is None
    ends = {row.purchase: row.usd_per_hour for row in prices_of("gpu:A100-80GB", "vast")}
    assert ends == {"marketplace_low": 0.8, "marketplace_high": 1.5}


@pytest.mark.parametrize(
    ("cloud", "region", "item"),
    [
        ("aws", "us-east-1", "p5e.48xlarge"),
        ("aws", "us-east-1", "trn2.48xlarge"),
        ("gcp", "us-central1", "a3-ultragpu-8g"),
        ("gcp", "us-central1", "a4-highgpu-8g"),
        ("aws-sagemaker", "eu-west-1", "ml.inf2.xlarge"),
        ("aws", "us-east-1", "no-such-machine"),
        ("no-such-cloud", "us-east-1", "p5.48xlarge"),
    ],
)
def test_what_has_no_row_has_no_price(cloud: str, region: str, item: str) -> None:
    assert price(cloud, region, item) is None


def test_what_counts_is_the_first_of_each_place_whether_asked_all_at_once_or_one_by_one() -> None:
    at_once = current_prices()
    assert len({(row.cloud, row.region, row.item, row.purchase) for row in at_once}) == len(at_once)
    one_by_one = {row for item in ("p5.48xlarge", "tpu-v5litepod-8", "gpu:H100") for row in current(prices_of(item))}
    assert one_by_one <= set(at_once)
    assert len(all_prices()) > len(at_once)


def test_prices_of_one_cloud_are_of_that_cloud() -> None:
    assert {row.cloud for row in current_prices("lambda")} == {"lambda"}
    assert current_prices("no-such-cloud") == ()


def test_a_price_elsewhere_is_not_a_price_here() -> None:
    assert price("gcp", "us-central1", "g2-standard-8") is not None
    assert price("gcp", "us-south1", "g2-standard-8") is None


def test_a_price_in_a_region_does_not_prove_that_the_machine_is_sold_there() -> None:
    region = "asia-southeast1"
    assert tpu_chip_price("v5e", region) is not None
    zones = tpu.zones(tpu.slice_of_type("v5litepod-8"))
    assert zones
    assert not any(zone.startswith(region) for zone in zones)


@pytest.mark.parametrize("usd", ["700.0", "700", "0", "-1"])
def test_a_placeholder_is_refused_wherever_it_comes_from(usd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"x": [["aws", "r", "x", "on_demand", usd, "karpenter-aws"]]}
    monkeypatch.setattr(prices, "_rows", lambda _file: rows)
    with pytest.raises(ValueError, match="is no price; leave the row out"):
        price("aws", "r", "x")


def test_a_price_knows_its_age() -> None:
    fresh = price("aws", "us-east-1", "p5.48xlarge")
    stale = price("aws", "us-east-1", "p5.48xlarge", "spot")
    assert fresh is not None
    assert stale is not None
    assert (fresh.age_days(TODAY), stale.age_days(TODAY)) == (127, 545)
    assert fresh.is_old(TODAY)
    assert not fresh.is_old(datetime.date(2026, 10, 18))


def test_a_price_is_old_only_after_its_last_day() -> None:
    row = Price("aws", "r", "x", "spot", 1.0, "source", "2026-01-01")
    last = datetime.date(2026, 1, 1) + datetime.timedelta(days=MAX_AGE_DAYS)
    assert not row.is_old(last)
    assert row.is_old(last + datetime.timedelta(days=1))


def test_a_cloud_with_one_price_everywhere_has_it_in_every_region() -> None:
    assert price("crusoe", "eu-iceland1-a", "gpu:L40S-48GB") == price("crusoe", "any", "gpu:L40S-48GB")


def test_an_unknown_item_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'g2-standard-8'"):
        prices_of("g2-standrd-8")


def test_prices_of_an_item_keep_to_one_cloud_where_asked() -> None:
    assert {"coreweave", "jarvislabs", "lambda", "modal"} <= {row.cloud for row in prices_of("gpu:H100")}
    assert {row.cloud for row in prices_of("gpu:H100", "lambda")} == {"lambda"}
    assert "g2-standard-8" in items("gcp")
    assert "g2-standard-8" not in items("aws")


def test_machine_rows_are_whole_and_gpus_to_attach_are_rows_of_their_own() -> None:
    whole = price("gcp", "us-central1", "a2-highgpu-1g")
    without = price("gcp", "us-central1", "n1-standard-8")
    gpu = price("gcp", "us-central1", "gpu:nvidia-tesla-t4")
    assert whole is not None
    assert without is not None
    assert gpu is not None
    assert machine("gcp", "n1-standard-8").accelerator is None
    assert (whole.unit, without.unit, gpu.unit) == ("machine", "machine", "gpu")
    assert without.usd_per_hour < gpu.usd_per_hour * 2 < whole.usd_per_hour


def test_a_slice_is_priced_by_its_chips() -> None:
    chip = tpu_chip_price("tpu-v5e", "us-central1")
    whole = price("gcp", "us-central1", "tpu-v5litepod-8")
    assert chip is not None
    assert whole is not None
    assert chip.usd_per_hour * 8 == pytest.approx(whole.usd_per_hour)
