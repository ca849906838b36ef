"""What can be rented under a name, and where it costs what."""

import pytest

from accel.catalog.names import UnknownName
from accel.planning.rent import Rentable, rent, rentable, usd_per_hour


def test_a_machine_a_slice_a_gpu_and_an_endpoint_are_rented_by_whom_they_belong_to() -> None:
    assert rentable("p5.48xlarge") == Rentable("aws", "p5.48xlarge", "nvidia-h100-80gb", 8)
    assert rentable("ml.inf2.xlarge") == Rentable("aws-sagemaker", "ml.inf2.xlarge", "aws-inferentia2", 1)
    assert rentable("tpu-v5p-128") == Rentable("gcp", "tpu-v5p-128", "tpu-v5p", 64)
    assert rentable("gpu:H100", "runpod") == Rentable("runpod", "gpu:H100", "nvidia-h100-80gb", 1)
    assert rentable("e2-standard-4") == Rentable("gcp", "e2-standard-4", None, 0)


def test_a_gpu_that_several_rent_out_needs_its_provider() -> None:
    with pytest.raises(ValueError, match=r"runpod.*rent it out: name one with --cloud"):
        rentable("gpu:H100")


def test_a_gpu_to_attach_to_a_machine_is_not_rented_out_alone() -> None:
    with pytest.raises(ValueError, match="not rented out alone"):
        rentable("gpu:nvidia-tesla-t4", "gcp")


def test_a_slice_costs_its_chips() -> None:
    found = rentable("tpu-v5litepod-8")
    row = rent(found, "us-central1", "on_demand")
    assert row is not None
    # $1.20 a chip-hour.
    assert usd_per_hour(found, row) == pytest.approx(9.6)


def test_the_cheapest_region_is_taken_where_none_is_named() -> None:
    found = rentable("p5.48xlarge")
    cheapest, named = rent(found, None, "on_demand"), rent(found, "us-east-1", "on_demand")
    assert cheapest is not None
    assert named is not None
    assert cheapest.usd_per_hour <= named.usd_per_hour == 55.04


def test_one_price_everywhere_holds_in_every_region() -> None:
    row = rent(rentable("gpu:H100", "runpod"), "EU-RO-1", "on_demand")
    assert row is not None
    assert row.region == "any"


@pytest.mark.parametrize(
    ("name", "region", "purchase"),
    [
        ("trn2.48xlarge", None, "on_demand"),
        ("p5.48xlarge", "us-east-1", "cud_1yr"),
        ("trn1.32xlarge", "af-south-1", "on_demand"),
    ],
)
def test_what_no_source_has_a_price_for_is_unpriced(name: str, region: str | None, purchase: str) -> None:
    assert rent(rentable(name), region, purchase) is None


@pytest.mark.parametrize(
    ("name", "region", "purchase", "near"),
    [
        ("p5.48xlarge", "us-east-11", "on_demand", "us-east-1"),
        ("tpu-v5p-8", "us-centrall1", "on_demand", "us-central1"),
        ("p5.48xlarge", None, "on-demand", "on_demand"),
        ("tpu-v5p-8", None, "spott", "spot"),
    ],
)
def test_a_misspelt_region_or_way_to_buy_is_not_unpriced_but_refused(
    name: str, region: str | None, purchase: str, near: str
) -> None:
    with pytest.raises(UnknownName, match=f"did you mean '{near}'"):
        rent(rentable(name), region, purchase)


@pytest.mark.parametrize(
    ("name", "near"), [("p5.48xlarg", "p5.48xlarge"), ("tpu-v5litepod-9", "v5litepod-8"), ("gpu:H10", "gpu:H100")]
)
def test_a_misspelt_name_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownName, match=f"did you mean '{near}'"):
        rentable(name)
