import datetime
import re
from ipaddress import IPv4Network

import pytest

from accel.catalog import gcp
from accel.catalog.names import UnknownName
from accel.catalog.rows import rows

ROWS = rows("gcp.yaml")
PURPOSES = ("baseline", "gke", "tpu", "registry", "scanning", "secrets", "budget")


def test_every_row_has_a_source_and_a_date() -> None:
    for row in ROWS:
        assert row["source"]
        assert isinstance(row["source_date"], datetime.date)


def test_an_agents_address_carries_the_number_of_the_project() -> None:
    assert (
        gcp.service_agent("container.googleapis.com", "42")
        == "service-42@container-engine-robot.iam.gserviceaccount.com"
    )


def test_every_address_is_one_of_a_service_account() -> None:
    for row in ROWS:
        if row["table"] == "service_agents":
            address = gcp.service_agent(row["service"], "42")
            assert re.fullmatch(r"service-42@[a-z-]+\.iam\.gserviceaccount\.com", address)


def test_every_role_and_api_is_written_as_google_writes_it() -> None:
    purposes = [row["purpose"] for row in ROWS if row["table"] == "roles"]
    assert all(gcp.pattern("role").fits(gcp.role(purpose)) for purpose in purposes)
    assert all(gcp.pattern("api").fits(api) for api in gcp.apis("bootstrap", *PURPOSES))


def test_no_purpose_has_a_role_that_is_refused() -> None:
    refused = {*gcp.basic_roles(), *gcp.impersonation_roles(), *gcp.policy_administration_roles()}
    assert {"roles/owner", "roles/editor"} <= refused
    assert not refused & {row["role"] for row in ROWS if row["table"] == "roles"}


def test_attaching_an_account_takes_a_role_that_nobody_gets_on_a_project() -> None:
    assert gcp.deployer_role("attach-account") in gcp.impersonation_roles()
    with pytest.raises(UnknownName, match="attach-account"):
        gcp.deployer_role("attach-acount")


def test_every_agent_belongs_to_an_api_that_is_enabled() -> None:
    services = {row["service"] for row in ROWS if row["table"] == "service_agents"}
    assert services <= set(gcp.apis(*PURPOSES))


def test_address_ranges_are_ranges_and_the_two_of_the_apis_differ() -> None:
    for row in ROWS:
        if row["table"] == "addresses":
            assert all(IPv4Network(block) for block in gcp.address_ranges(row["name"]))
    (private,) = gcp.address_ranges("private.googleapis.com")
    (restricted,) = gcp.address_ranges("restricted.googleapis.com")
    assert not IPv4Network(private).overlaps(IPv4Network(restricted))


@pytest.mark.parametrize(
    ("kind", "fits", "differs"),
    [
        ("project", ["abcdef", "ml-prod-1", "a" * 30], ["abcde", "a" * 31, "1abcde", "abcde-", "example.com:abc"]),
        ("bucket", ["abc", "a" * 63, "a_b-1"], ["ab", "a" * 64, "googbucket", "a-google", "A-bucket", "a.b", "-ab"]),
        ("account id", ["abcdef", "a" * 30], ["abcde", "a" * 31, "abcde-", "Abcdef"]),
        ("label key", ["owner", "cost-center", "a" * 63], ["", "a" * 64, "1a", "Owner", "a.b"]),
        ("label value", ["", "a", "1", "a" * 63], ["a" * 64, "A", "a b"]),
        ("resource", ["a", "a" * 63, "a-1"], ["", "a" * 64, "1a", "a-", "A"]),
    ],
)
def test_names_are_judged_at_their_bounds(kind: str, fits: list[str], differs: list[str]) -> None:
    pattern = gcp.pattern(kind)
    assert [name for name in fits if not pattern.fits(name)] == []
    assert [name for name in differs if pattern.fits(name)] == []
    assert pattern.means


def test_limits_are_in_order() -> None:
    for row in ROWS:
        if row["table"] == "limits":
            assert gcp.limit(row["name"]).lowest <= gcp.limit(row["name"]).highest


@pytest.mark.parametrize(
    "look_up",
    [
        lambda: gcp.service_agent("contaner.googleapis.com", "1"),
        lambda: gcp.apis("gkee"),
        lambda: gcp.role("read-object"),
        lambda: gcp.address_ranges("private.googleapis"),
        lambda: gcp.pattern("bucketname"),
        lambda: gcp.limit("mtus"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(look_up: object) -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        look_up()  # type: ignore[operator] - a function without arguments
