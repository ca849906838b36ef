"""Offers join machines, prices and providers; each is checked against the tables that it is made of."""

import datetime
from collections import Counter

import pytest

from accel.catalog.machines import machine
from accel.catalog.names import UnknownName
from accel.catalog.offers import Offer, offers
from accel.catalog.places import places
from accel.catalog.prices import price, tpu_chip_price
from accel.catalog.providers import provider


def only(cloud: str, name: str, region: str, purchase: str = "on_demand") -> Offer:
    found = [offer for offer in offers(cloud, region, purchase) if offer.machine == name]
    assert len(found) == 1
    return found[0]


def test_an_offer_has_what_the_machine_has_and_costs_what_the_price_says() -> None:
    offer = only("aws", "p5.48xlarge", "us-east-1")
    row = price("aws", "us-east-1", "p5.48xlarge")
    known = machine("aws", "p5.48xlarge")
    assert row is not None
    assert offer.usd_per_hour == row.usd_per_hour
    assert (offer.accelerator, offer.count, offer.memory_gib) == (known.accelerator, 8, known.accelerator_memory_gib)
    assert offer.usd_per_accelerator_hour == pytest.approx(6.88)
    assert offer.total_memory_gib == 640
    assert offer.tier == provider("aws").tier == 1
    assert offer.age_days(datetime.date(2026, 11, 24)) == 127


@pytest.mark.parametrize(
    ("name", "chips"), [("tpu-v5litepod-8", 8), ("tpu-v5litepod-256", 256), ("tpu-v5p-8", 4), ("tpu-v6e-64", 64)]
)
def test_a_slice_costs_its_chips(name: str, chips: int) -> None:
    offer = only("gcp", name, "us-east5" if "v5p" in name else "us-central1")
    generation = {"tpu-v5litepod": "v5e", "tpu-v5p": "v5p", "tpu-v6e": "v6e"}[name.rpartition("-")[0]]
    chip = tpu_chip_price(generation, offer.region)
    assert chip is not None
    assert offer.count == chips
    assert offer.usd_per_hour == pytest.approx(chip.usd_per_hour * chips)


def test_a_small_and_a_large_slice_of_v3_have_their_own_prices() -> None:
    alone, pod = only("gcp", "tpu-v3-8", "europe-west4"), only("gcp", "tpu-v3-32", "europe-west4")
    for offer in (alone, pod):
        chip = tpu_chip_price("v3", "europe-west4", chips=int(offer.count))
        assert chip is not None
        assert offer.usd_per_accelerator_hour == pytest.approx(chip.usd_per_hour)


def test_sagemaker_rents_the_machines_of_aws_at_prices_of_its_own() -> None:
    managed, plain = only("aws-sagemaker", "ml.inf2.xlarge", "us-east-1"), only("aws", "inf2.xlarge", "us-east-1")
    assert managed.accelerator == plain.accelerator
    assert managed.usd_per_hour > plain.usd_per_hour


def test_one_gpu_with_its_share_of_a_machine_is_an_offer_and_a_gpu_to_attach_is_none() -> None:
    offer = only("lambda", "gpu:H100", "any")
    assert (offer.accelerator, offer.count, offer.memory_gib) == ("nvidia-h100-80gb", 1, 80)
    assert price("gcp", "us-central1", "gpu:nvidia-tesla-t4") is not None
    assert [row for row in offers("gcp") if row.machine.startswith("gpu:")] == []


def test_a_cloud_with_one_price_everywhere_offers_it_in_each_region() -> None:
    assert only("crusoe", "gpu:L40S-48GB", "eu-iceland1-a").region == "any"


def test_what_has_no_price_is_no_offer_and_nothing_is_free() -> None:
    names = {offer.machine for offer in offers(purchase="on_demand")}
    assert names.isdisjoint({"p5e.48xlarge", "trn2.48xlarge", "a3-ultragpu-8g", "a4-highgpu-8g", "tpu7x-standard-4t"})
    assert all(offer.usd_per_hour > 0 and offer.count > 0 and offer.memory_gib > 0 for offer in offers())


def test_one_thing_in_one_place_bought_in_one_way_is_one_offer() -> None:
    counts = Counter((offer.provider, offer.region, offer.machine, offer.purchase) for offer in offers())
    assert [key for key, count in counts.items() if count > 1] == []


def test_filters_narrow_and_do_not_change() -> None:
    everything = set(offers())
    spot = set(offers("gcp", "us-central1", "spot"))
    assert spot
    assert spot < everything
    assert {(offer.provider, offer.region, offer.purchase) for offer in spot} == {("gcp", "us-central1", "spot")}
    assert offers(region="no-such-region", cloud="aws") == ()


def test_serverless_is_priced_by_the_hour_of_active_time() -> None:
    modal = only("modal", "gpu:H100", "any", "serverless")
    assert modal.tier == 4
    assert modal.usd_per_hour == pytest.approx(0.001097 * 3600)


def test_an_unknown_cloud_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'runpod'"):
        offers("runpood")


def test_places_are_regions_with_a_price_and_zones_that_were_seen() -> None:
    assert "us-east-1" in places("aws", "p5.48xlarge")
    assert places("gcp", "g2-standard-8")["us-central1"] == ("us-central1-a", "us-central1-b", "us-central1-c")
    assert "us-east5-a" in places("gcp", "tpu-v5p-8")["us-east5"]
    assert places("gcp", "a4-highgpu-8g")["us-central1"] == ("us-central1-b",)
    assert places("lambda", "gpu:H100") == {"any": ()}
    assert places("aws", "no-such-machine") == {}
