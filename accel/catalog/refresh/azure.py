"""Azure: virtual machines by the hour, from the Retail Prices API. No account is needed."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from accel.catalog.machines import machines
from accel.catalog.refresh.answer import Answer, Api, Key, Refused, Scope
from accel.catalog.refresh.fetch import Fetcher, same_origin

ENDPOINT = "https://prices.azure.com"
_PATH = "/api/retail/prices"
_SOURCE = "azure-retail-prices"
# Savings plans are in the answers of this version alone.
_VERSION = "2023-01-01-preview"
_HOURS_A_YEAR = 8760
_YEARS = {"1 Year": 1, "3 Years": 3}
_LONGEST = 1000
"""Pages of one region; an answer that does not end is malformed."""
_OTHER_PRODUCTS = ("Windows", " Win", "Cloud Services", "CloudServices", "Dedicated")
_PURCHASES = frozenset({
    "on_demand", "spot", "savings_plan_1yr", "savings_plan_3yr", "reserved_1yr_all_upfront", "reserved_3yr_all_upfront",
})  # fmt: skip


def refresh(
    fetcher: Fetcher, regions: Mapping[str, frozenset[str]], *, endpoint: str = ENDPOINT, today: str = ""
) -> Answer:
    """Return what Azure charges for the machines of the catalogue.

    Args:
        fetcher: reads; no key is needed.
        regions: by cloud (`azure`), what to ask for; one region at a time, so that prices that change between two
            pages move rows of one region only.
        endpoint: address of the API or of a mirror.
        today: the day of the answer, which the API does not date. ISO 8601.

    Raises:
        Refused: a page cannot be had or is malformed, or is in another currency.
    """
    today = today or datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    wanted = regions["azure"]
    newest: dict[Key, tuple[str, float]] = {}
    unpriced: dict[str, str] = {}
    for region in sorted(wanted):
        for row in _rows(fetcher, endpoint, region):
            try:
                for key, usd in _prices(row, region, today):
                    since = str(row["effectiveStartDate"])
                    if usd == 0:
                        # The API answers 0 for sizes that have no retail price; it gives none away.
                        unpriced[str(key)] = "the API says 0, which is no price"
                    else:
                        newest[key] = max(newest.get(key, ("", 0.0)), (since, usd))
            except (AttributeError, KeyError, TypeError, ValueError):
                msg = f"Azure {region}: a row is not of the form of a price"
                raise Refused(msg) from None
    usd = {key: price for key, (_, price) in newest.items()}
    api = Api(_SOURCE, f"{ENDPOINT}{_PATH}", today)
    kept = {name: reason for name, reason in unpriced.items() if name not in set(map(str, usd))}
    return Answer((Scope("azure", wanted, _PURCHASES, api),), usd, kept)


def _rows(fetcher: Fetcher, endpoint: str, region: str) -> Iterator[dict[str, Any]]:
    # Values of filters are case-sensitive.
    params: dict[str, str] | None = {
        "api-version": _VERSION,
        "currencyCode": "USD",
        "$filter": f"serviceName eq 'Virtual Machines' and armRegionName eq '{region}'",
    }
    link = endpoint.rstrip("/") + _PATH
    followed: set[str] = set()
    while link:
        page = len(followed) + 1
        what = f"Azure {region}, page {page}"
        if link in followed or page > _LONGEST:
            msg = f"{what}: the pages lead in a circle"
            raise Refused(msg)
        followed.add(link)
        body = fetcher.json(what, link, params)
        found = body.get("Items")
        if not isinstance(found, list):
            msg = f"{what}: it has no items"
            raise Refused(msg)
        if body.get("BillingCurrency") != "USD":
            msg = f"{what}: priced in {body.get('BillingCurrency')}, not in USD"
            raise Refused(msg)
        if body.get("Count") != len(found):
            msg = f"{what}: it says {body.get('Count')} items and has {len(found)}"
            raise Refused(msg)
        yield from found
        link = body.get("NextPageLink") or ""
        params = None
        if link and not same_origin(link, endpoint):
            msg = f"{what}: the next page is on another server"
            raise Refused(msg)


def _prices(row: Mapping[str, Any], region: str, today: str) -> Iterator[tuple[Key, float]]:
    item = str(row.get("armSkuName", ""))
    if (
        item not in machines("azure")
        or row["armRegionName"] != region
        or any(mark in row["productName"] for mark in _OTHER_PRODUCTS)
        or "Low Priority" in row["skuName"]
        or row.get("isPrimaryMeterRegion") is False
        or row.get("tierMinimumUnits")
        or not row["effectiveStartDate"][: len(today)] <= today <= (row.get("effectiveEndDate") or today)
    ):
        return
    if row["currencyCode"] != "USD":
        msg = f"Azure {region} {item}: priced in {row['currencyCode']}, not in USD"
        raise Refused(msg)
    if row["unitOfMeasure"] != "1 Hour":
        msg = f"Azure {region} {item}: priced by {row['unitOfMeasure']!r}, not by the hour"
        raise Refused(msg)
    usd = float(row["retailPrice"])
    spot = "Spot" in row["skuName"]
    if row["type"] == "Reservation":
        # One price for the whole term, whatever its unit of measure says.
        years = _YEARS.get(row["reservationTerm"])
        if years in {1, 3}:
            yield Key("azure", region, item, f"reserved_{years}yr_all_upfront"), usd / (years * _HOURS_A_YEAR)
    elif row["type"] == "Consumption":
        yield Key("azure", region, item, "spot" if spot else "on_demand"), usd
        for plan in () if spot else row.get("savingsPlan") or ():
            if years := _YEARS.get(plan["term"]):
                yield Key("azure", region, item, f"savings_plan_{years}yr"), float(plan["retailPrice"])
