import datetime

import pytest

from accel.catalog.areas import area_of
from accel.catalog.jurisdictions import country_of, jurisdiction
from accel.catalog.regions import regions
from accel.catalog.tables import table

TODAY = datetime.date(2026, 11, 24)
IN_THE_EEA_ONLY = {"IS", "LI", "NO"}
CLOUDS = ("aws", "gcp", "azure")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_country_of_every_region_is_known(cloud: str) -> None:
    assert [name for name in regions(cloud) if country_of(cloud, name) is None] == []


def test_no_region_has_two_countries_and_none_is_unheard_of() -> None:
    seen: set[tuple[str, str]] = set()
    for cloud, _, names, _, _ in table("region_countries.csv"):
        for name in names.split():
            assert (cloud, name) not in seen
            seen.add((cloud, name))
            assert name in regions(cloud) or (cloud, name) in {("gcp", "eu"), ("gcp", "us"), ("azure", "westindia")}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_countries_agree_with_the_areas_that_prices_are_looked_up_by(cloud: str) -> None:
    for name in regions(cloud):
        found = jurisdiction(country_of(cloud, name) or "", TODAY)
        in_the_union = found is not None and found.standing == "eea" and found.country not in IN_THE_EEA_ONLY
        if area_of(cloud, name) is not None:
            assert (area_of(cloud, name) == "eu") is in_the_union, name
        if area_of(cloud, name) == "us":
            assert country_of(cloud, name) == "US"


@pytest.mark.parametrize(
    ("cloud", "place", "country"),
    [
        ("gcp", "europe-west4-a", "NL"),
        ("gcp", "EU", "EU"),
        ("gcp", "projects/p/regions/us-central1", "US"),
        ("aws", "eu-central-1a", "DE"),
        ("aws", "use1-az1", "US"),
        ("aws", "us-east-1-qro-1a", None),
        ("azure", "West Europe", "NL"),
        ("azure", "westeurope-1", "NL"),
        ("gcp", "nam4", None),
        ("lambda", "us-east-1", None),
    ],
)
def test_places_are_found_by_region_zone_id_and_url(cloud: str, place: str, country: str | None) -> None:
    assert country_of(cloud, place) == country


def test_every_country_of_a_region_that_is_no_third_country_has_a_source_and_a_known_standing() -> None:
    rows = table("data_protection.csv")
    assert len({row[0] for row in rows}) == len(rows)
    for country, standing, covers, until, source, source_date in rows:
        assert standing in {"eea", "adequate", "partial"}
        assert bool(covers) is (standing == "partial")
        assert source
        assert datetime.date.fromisoformat(source_date) <= TODAY
        found = jurisdiction(country, TODAY)
        assert found is not None
        assert (found.until.isoformat() if found.until else "") == until


def test_the_eea_has_thirty_members() -> None:
    members = [row[0] for row in table("data_protection.csv") if row[1] == "eea"]
    assert len(members) == len({*members}) == 30 + len({"EU"})


def test_a_decision_that_has_ended_counts_no_more() -> None:
    last = datetime.date(2031, 12, 27)
    assert jurisdiction("GB", last) is not None
    assert jurisdiction("GB", last + datetime.timedelta(days=1)) is None
    assert jurisdiction("IN", TODAY) is None
