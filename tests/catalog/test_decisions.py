from accel.catalog.accelerators import accelerators
from accel.catalog.areas import area_of, areas, stands_in
from accel.catalog.decisions import (
    METHODS,
    WORKLOADS,
    branches,
    capacity_block_machines,
    frameworks_of,
    training_bytes_per_parameter,
    why_excluded,
)
from accel.catalog.machines import machines
from accel.catalog.offers import offers
from accel.catalog.prices import ANYWHERE
from accel.catalog.providers import providers
from accel.catalog.regions import regions


def test_every_branch_of_the_flow_names_accelerators_and_providers_of_the_catalogue() -> None:
    for workload in WORKLOADS:
        for branch in branches(workload):
            assert set(branch.accelerators) <= set(accelerators())
            assert set(branch.providers) <= set(providers())
            assert branch.accelerators or branch.providers
            assert branch.source


def test_every_vendor_with_an_offer_has_its_frameworks() -> None:
    vendors = {accelerators()[row.accelerator].vendor for row in offers()}
    assert [vendor for vendor in vendors if not frameworks_of(vendor)] == []
    assert frameworks_of("aws") == ("pytorch",)
    assert frameworks_of("nobody") == ()


def test_inferentia2_serves_and_does_not_train() -> None:
    assert why_excluded("aws-inferentia2", "inference") is None
    assert why_excluded("aws-inferentia2", "training") == "is made for inference alone"


def test_training_takes_sixteen_bytes_a_parameter() -> None:
    assert [training_bytes_per_parameter(method) for method in METHODS] == [16, 2, 0.5]


def test_capacity_blocks_are_of_machines_that_aws_has() -> None:
    assert capacity_block_machines() <= set(machines("aws"))


def test_every_region_with_an_offer_has_an_area() -> None:
    places = {(row.provider, row.region) for row in offers() if row.region != ANYWHERE}
    assert sorted(place for place in places if area_of(*place) is None) == []


def test_every_region_of_the_large_clouds_has_an_area() -> None:
    for cloud in ("aws", "gcp"):
        assert [region for region in regions(cloud) if area_of(cloud, region) is None] == []


def test_europe_holds_the_eu_and_not_the_other_way_round() -> None:
    assert {"eu", "europe", "us", "asia"} <= set(areas())
    assert stands_in("gcp", "europe-west4", "europe")
    assert stands_in("gcp", "europe-west4", "eu")
    assert stands_in("gcp", "europe-west2", "europe")
    assert not stands_in("gcp", "europe-west2", "eu")
    assert not stands_in("aws", "us-gov-west-1", "us")
    assert not stands_in("crusoe", ANYWHERE, "us")
