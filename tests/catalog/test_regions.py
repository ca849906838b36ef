import pytest

from accel.catalog.names import UnknownName
from accel.catalog.prices import all_prices
from accel.catalog.regions import folded, partition, region, region_of, regions, stands_beside_its_region


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        # docs.aws.amazon.com: aws-availability-zones, available-local-zones, available-wavelength-zones
        ("us-east-1", "us-east-1"),
        ("us-east-1a", "us-east-1"),
        ("us-gov-west-1b", "us-gov-west-1"),
        ("us-west-2-lax-1a", "us-west-2"),
        ("us-west-2-lax-1", "us-west-2"),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1"),
        ("euw1-az3", "eu-west-1"),
        ("use1-az1", "us-east-1"),
        ("apne1-az4", "ap-northeast-1"),
        ("cnnw1-az1", "cn-northwest-1"),
        ("usgw1-az2", "us-gov-west-1"),
        ("use1-qro1-az1", "us-east-1"),
        ("use1-wl1-bos-wlz1", "us-east-1"),
        # docs.cloud.google.com: regions-zones, ai-zones, tpu/docs/types-zones
        ("us-central1-a", "us-central1"),
        ("us-central1-ai1a", "us-central1"),
        ("us-central1-ai1", "us-central1"),
        ("us-south1-ai1b", "us-south1"),
        ("EUROPE-WEST4", "europe-west4"),
        ("https://www.googleapis.com/compute/v1/projects/p/zones/europe-west4-b", "europe-west4"),
        ("projects/p/zones/asia-east1-c", "asia-east1"),
        # Azure: displayed, programmatic, and as Kubernetes labels a zone
        ("West Europe", "westeurope"),
        ("westeurope", "westeurope"),
        ("westeurope-1", "westeurope"),
        ("East US 2", "eastus2"),
        ("eastus2-3", "eastus2"),
    ],
)
def test_every_way_to_write_a_place_leads_to_its_region(place: str, expected: str) -> None:
    assert region_of(place) == expected
    assert region_of(expected) == expected


@pytest.mark.parametrize(
    "place", ["", "global", "eu", "us", "asia", "nam4", "eur4", "mars-1a", "zone-1", "disk-2", "xyz9-az1", "a-b", "-"]
)
def test_what_is_in_no_region_stays_what_it_is(place: str) -> None:
    assert region_of(place) == place


@pytest.mark.parametrize("place", ["us-west-2-lax-1a", "us-east-1-wl1-bos-wlz-1", "use1-qro1-az1", "US-EAST-1-QRO-1A"])
def test_local_and_wavelength_zones_stand_beside_their_region(place: str) -> None:
    assert stands_beside_its_region(place)


@pytest.mark.parametrize("place", ["us-east-1", "us-east-1a", "use1-az1", "us-south1-ai1b", "westeurope-1", "EU", ""])
def test_other_zones_stand_in_it(place: str) -> None:
    assert not stands_beside_its_region(place)


def test_every_zone_of_google_leads_to_the_region_that_lists_it() -> None:
    for name, zones in regions("gcp").items():
        assert {region_of(zone) for zone in zones} <= {name}


def test_no_region_is_taken_for_a_zone_of_another() -> None:
    for cloud in ("aws", "azure", "gcp"):
        for name in regions(cloud):
            assert region_of(name) == name == folded(name)


def test_no_two_clouds_have_a_region_of_one_name() -> None:
    names = [name for cloud in ("aws", "azure", "gcp") for name in regions(cloud)]
    assert len(names) == len(set(names))


def test_regions_with_prices_are_known() -> None:
    for cloud in ("aws", "azure", "gcp"):
        assert {row.region for row in all_prices() if row.cloud == cloud} <= set(regions(cloud))


@pytest.mark.parametrize(
    ("cloud", "name", "nearest"),
    [("azure", "west-europe", "westeurope"), ("aws", "us-east1", "us-east-1"), ("gcp", "us-east-1", "us-east1")],
)
def test_an_unknown_region_names_the_nearest(cloud: str, name: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as refused:
        region(cloud, name)
    assert refused.value.nearest == nearest


def test_only_aws_has_partitions() -> None:
    assert partition("us-gov-east-1") == "aws-us-gov"
    with pytest.raises(UnknownName):
        partition("westeurope")
