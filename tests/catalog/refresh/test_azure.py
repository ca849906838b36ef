"""Azure's retail prices: pages that are followed to the end, and rows that are not the machine's price."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accel.catalog.refresh.answer import Refused
from accel.catalog.refresh.clouds import NotAsked, Outcome

PAGES = Path(__file__).parent / "pages"
RETAIL = "/api/retail/prices"


def prices(outcome: Outcome) -> dict[tuple[str, str], float]:
    return {(key.item, key.purchase): usd for key, usd in outcome.answer.usd_per_hour.items()}


def spoilt(server: Any, change: Callable[[dict[str, Any]], object]) -> None:
    body = json.loads((PAGES / "azure_eastus_1.json").read_text(encoding="utf-8").replace("{base}", server.url))
    change(body)
    server.replies(RETAIL, type(server.routes[RETAIL, ""][0])(json.dumps(body).encode()))


def test_pages_are_followed_to_the_last(refreshed: Callable[..., Outcome], server: Any) -> None:
    found = prices(refreshed("azure"))
    assert server.pages(RETAIL) == ["", "1000"]
    assert {item for item, _ in found} == {"Standard_ND96isr_H100_v5", "Standard_NC4as_T4_v3"}


def test_the_first_request_asks_for_dollars_and_for_the_machines_of_one_region(
    refreshed: Callable[..., Outcome], server: Any
) -> None:
    refreshed("azure")
    query = server.asked[0][1]
    assert query["currencyCode"] == ["USD"]
    assert query["$filter"] == ["serviceName eq 'Virtual Machines' and armRegionName eq 'eastus'"]


def test_windows_low_priority_and_developer_rows_are_left_out(refreshed: Callable[..., Outcome]) -> None:
    found = prices(refreshed("azure"))
    assert {purchase: usd for (item, purchase), usd in found.items() if "H100" in item} == {
        "on_demand": 98.32,
        "spot": 26.55,
        "savings_plan_1yr": 75.7,
        "savings_plan_3yr": 52.11,
        "reserved_1yr_all_upfront": pytest.approx(63.0),
        "reserved_3yr_all_upfront": pytest.approx(46.8),
    }


def test_of_several_dates_the_price_that_holds_today_counts(refreshed: Callable[..., Outcome]) -> None:
    assert prices(refreshed("azure"))["Standard_NC4as_T4_v3", "on_demand"] == 0.526


def test_a_zero_is_no_price_and_is_reported(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("azure")
    name = "azure eastus Standard_NC40ads_H100_v5 on_demand"
    assert outcome.answer.unpriced == {name: "the API says 0, which is no price"}
    assert "NC40ads" not in outcome.file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda body: body.update(BillingCurrency="EUR"), "page 1: priced in EUR, not in USD"),
        (lambda body: body["Items"][0].update(currencyCode="JPY"), "ND96isr_H100_v5: priced in JPY, not in USD"),
        (lambda body: body["Items"][0].update(unitOfMeasure="1/Month"), "priced by '1/Month', not by the hour"),
        (lambda body: body["Items"].pop(), "page 1: it says 8 items and has 7"),
        (lambda body: body.update(Items=None), "page 1: it has no items"),
        (lambda body: body["Items"][0].update(retailPrice="a lot"), "not of the form of a price"),
        (lambda body: body["Items"][0].pop("productName"), "not of the form of a price"),
        (lambda body: body["Items"].append(None) or body.update(Count=9), "not of the form of a price"),
        (lambda body: body.update(NextPageLink="https://example.org/api/retail/prices"), "is on another server"),
        (lambda body: body["Items"][0].update(retailPrice=-98.32), "-98.32 USD an hour is no price"),
        (lambda body: body["Items"][0].update(retailPrice=9832.0), "9832 USD an hour is no price"),
        (lambda body: body["Items"][0].update(retailPrice=700.0), "700 USD an hour is no price"),
        (lambda body: body["Items"][0].update(retailPrice=0.09832), "more than 10 times off the known 98.32"),
    ],
)
def test_a_spoilt_page_is_refused_and_the_table_stays(
    change: Callable[[dict[str, Any]], object],
    message: str,
    refreshed: Callable[..., Outcome],
    server: Any,
    files: Callable[[], dict[str, bytes]],
) -> None:
    before = files()
    spoilt(server, change)
    with pytest.raises(Refused, match=message):
        refreshed("azure")
    assert files() == before


def test_pages_that_lead_in_a_circle_are_refused(refreshed: Callable[..., Outcome], server: Any) -> None:
    server.page(RETAIL, "azure_eastus_1.json", page="1000")
    with pytest.raises(Refused, match="page 3: the pages lead in a circle"):
        refreshed("azure")


def test_a_region_cannot_smuggle_in_a_filter_of_its_own(refreshed: Callable[..., Outcome], server: Any) -> None:
    with pytest.raises(NotAsked, match="is no region of Azure"):
        refreshed("azure", regions=["eastus' or 1 eq 1 or armRegionName eq 'x"])
    assert server.asked == []
