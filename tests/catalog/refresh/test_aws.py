"""AWS's price lists: of hundreds of products with one name, only the plain Linux machine is the machine's price."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.catalog.refresh import aws
from accel.catalog.refresh.answer import Key, Refused
from accel.catalog.refresh.clouds import Outcome

PAGES = Path(__file__).parent / "pages"
FILE = (PAGES / "aws_ec2_us-east-1.json").read_bytes()
EC2, SAGEMAKER = aws.offers()


def prices(body: bytes, size: int = 4096) -> dict[tuple[str, str], float]:
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return {(item, purchase): usd for item, purchase, usd in aws._prices(pieces, EC2, "AmazonEC2 us-east-1")}


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    body = json.loads(FILE)
    change(body)
    return json.dumps(body).encode()


def test_windows_dedicated_unused_and_block_products_of_the_same_machine_are_left_out() -> None:
    found = prices(FILE)
    assert found["p5.48xlarge", "on_demand"] == 55.04
    assert {item for item, _ in found} == {"p5.48xlarge", "inf2.xlarge", "g6.xlarge"}


def test_a_reservation_costs_its_hours_and_its_upfront_fee_spread_over_them() -> None:
    found = prices(FILE)
    assert {purchase: usd for (item, purchase), usd in found.items() if item == "g6.xlarge"} == {
        "on_demand": 0.8048,
        "reserved_1yr_no_upfront": 0.5071,
        "reserved_1yr_all_upfront": pytest.approx(4147 / 8760),
        "reserved_1yr_convertible_no_upfront": 0.5829,
        "reserved_3yr_no_upfront": 0.3478,
        "reserved_3yr_all_upfront": pytest.approx(8593 / 26280),
    }


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_the_size_of_the_pieces_does_not_matter(size: int) -> None:
    assert prices(FILE, size) == prices(FILE)


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=len(FILE.rstrip()) - 1))
def test_a_file_cut_at_any_byte_is_refused(length: int) -> None:
    with pytest.raises(Refused, match="AmazonEC2 us-east-1: malformed JSON"):
        prices(FILE[:length])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (edited(lambda body: body.pop("products")), "it has no products"),
        (edited(lambda body: body.update(terms={})), "it has no terms"),
        (edited(lambda body: body["products"].update(P5LINUX0000001=[])), "not of the form of a price list"),
        (
            edited(lambda body: body["terms"]["OnDemand"]["P5LINUX0000001"].update(x={"offerTermCode": "x"})),
            "not of the form of a price list",
        ),
        (FILE.replace(b'"USD": "55.0400000000"', b'"CNY": "391.2"'), "p5.48xlarge: priced in CNY, not in USD"),
        (FILE.replace(b'"USD": "55.0400000000"', b'"USD": "n/a"'), "not of the form of a price list"),
        (FILE.replace(b'"unit": "Hrs"', b'"unit": "Mo"'), "priced by 'Mo', not by the hour"),
        (b"<html>the price list is being updated</html>", "malformed JSON"),
        (b"", "malformed JSON"),
    ],
)
def test_what_is_not_a_price_list_by_the_hour_in_dollars_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        prices(body)


def test_sagemaker_prices_are_those_of_hosting_alone(refreshed: Callable[..., Outcome]) -> None:
    found = refreshed("aws").answer.usd_per_hour
    assert found[Key("aws-sagemaker", "us-east-1", "ml.g5.xlarge", "on_demand")] == 1.408
    assert {key.item for key in found if key.cloud == "aws-sagemaker"} == {"ml.g5.xlarge", "ml.inf2.xlarge"}


def test_two_products_at_two_prices_price_nothing(refreshed: Callable[..., Outcome], server: Any) -> None:
    body = (PAGES / "aws_sagemaker_us-east-1.json").read_bytes()
    body = body.replace(b'"component": "Notebook"', b'"component": "Hosting"')
    path = "/offers/v1.0/aws/AmazonSageMaker/20261118203025/us-east-1/index.json"
    server.replies(path, type(server.routes[path, ""][0])(body))
    outcome = refreshed("aws")
    name = "aws-sagemaker us-east-1 ml.g5.xlarge on_demand"
    assert outcome.answer.unpriced[name] == "two products say 1.408 and 1.409"
    assert name not in set(map(str, outcome.answer.usd_per_hour))


def test_ec2_is_asked_in_the_known_regions_and_sagemaker_in_all(refreshed: Callable[..., Outcome], server: Any) -> None:
    scopes = {scope.cloud: scope for scope in refreshed("aws").answer.scopes}
    assert scopes["aws"].regions == {"us-east-1", "eu-west-1"}
    assert scopes["aws-sagemaker"].regions == {"us-east-1", "eu-west-1"}
    assert not [path for path, _, _ in server.asked if "ap-south-2" in path]


def test_the_date_of_a_price_is_the_day_its_list_was_published(refreshed: Callable[..., Outcome]) -> None:
    scopes = refreshed("aws").answer.scopes
    assert {scope.cloud: scope.api.date for scope in scopes} == {"aws": "2026-11-18", "aws-sagemaker": "2026-11-17"}


def test_a_region_without_a_price_list_is_reported_and_not_asked_for(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("aws", regions=["us-east-1", "eu-north-1"])
    assert outcome.answer.unpriced["aws eu-north-1"] == "AmazonEC2 has no price list for the region"
    assert all("eu-north-1" not in scope.regions for scope in outcome.answer.scopes)
