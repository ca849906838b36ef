"""AWS: EC2 and SageMaker hosting by the hour, from the Price List bulk files. No account is needed.

A region's EC2 file is hundreds of megabytes of JSON: it is parsed as it comes, and only what the catalogue's machines
cost is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urljoin

import ijson  # pyright: ignore[reportMissingTypeStubs] - it has none

from accel.catalog.machines import machines
from accel.catalog.refresh.answer import Answer, Api, Key, Refused, Scope
from accel.catalog.refresh.fetch import Fetcher, same_origin

ENDPOINT = "https://pricing.us-east-1.amazonaws.com"
_INDEX = "/offers/v1.0/aws/{offer}/current/region_index.json"
_HOURS_A_YEAR = 8760
_DAY = len("2026-11-24")

_RESERVED = {
    ("1yr", "standard", "No Upfront"): "reserved_1yr_no_upfront",
    ("1yr", "standard", "All Upfront"): "reserved_1yr_all_upfront",
    ("1yr", "convertible", "No Upfront"): "reserved_1yr_convertible_no_upfront",
    ("3yr", "standard", "No Upfront"): "reserved_3yr_no_upfront",
    ("3yr", "standard", "All Upfront"): "reserved_3yr_all_upfront",
}
_ON_DEMAND = "on_demand"
_EC2_FAMILIES = frozenset({"Compute Instance", "Compute Instance (bare metal)"})
_EC2_ATTRIBUTES = {
    "operatingSystem": "Linux",
    "tenancy": "Shared",
    "preInstalledSw": "NA",
    "capacitystatus": "Used",
    "locationType": "AWS Region",
    "marketoption": "OnDemand",
}
"""What a plain Linux machine has; other values are other products: Windows, dedicated, unused reservations, blocks."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One price list of AWS, and which of its products the catalogue wants."""

    code: str
    cloud: str
    source: str
    purchases: frozenset[str]
    item: Callable[[Mapping[str, Any]], str | None]
    """Product -> the catalogue's name of it, or None."""


def refresh(
    fetcher: Fetcher, regions: Mapping[str, frozenset[str]], *, endpoint: str = ENDPOINT, today: str = ""
) -> Answer:
    """Return what AWS charges for the machines of the catalogue.

    Spot prices are not in these files: AWS tells them to accounts only.

    Args:
        fetcher: reads; no key is needed.
        regions: by cloud (`aws`, `aws-sagemaker`), what to ask for.
        endpoint: address of the API or of a mirror.
        today: unused, the files are dated.

    Raises:
        Refused: a file cannot be had or is malformed.
    """
    del today
    usd: dict[Key, float] = {}
    unpriced: dict[str, str] = {}
    torn: set[Key] = set()
    scopes: list[Scope] = []
    for offer in offers():
        wanted = regions.get(offer.cloud, frozenset())
        if not wanted:
            continue
        url = urljoin(endpoint, _INDEX.format(offer=offer.code))
        index = fetcher.json(f"{offer.code} index", url)
        files = _files(index, offer.code)
        api = Api(offer.source, f"{ENDPOINT}{_INDEX.format(offer=offer.code)}", _date(index, offer.code))
        for region in sorted(wanted - set(files)):
            unpriced[f"{offer.cloud} {region}"] = f"{offer.code} has no price list for the region"
        for region in sorted(wanted & set(files)):
            link = urljoin(url, files[region])
            if not same_origin(link, endpoint):
                msg = f"{offer.code} index: the file of {region} is on another server"
                raise Refused(msg)
            what = f"{offer.code} {region}"
            found = fetcher.stream(what, link, partial(_prices, offer=offer, what=what))
            for item, purchase, price in found:
                key = Key(offer.cloud, region, item, purchase)
                if usd.setdefault(key, price) != price:
                    unpriced[str(key)] = f"two products say {usd[key]:g} and {price:g}"
                    torn.add(key)
        if read := wanted & frozenset(files):
            scopes.append(Scope(offer.cloud, read, offer.purchases, api))
    # Which of two products is the plain machine is not known, so that neither is its price.
    return Answer(tuple(scopes), {key: price for key, price in usd.items() if key not in torn}, unpriced)


def offers() -> tuple[Offer, ...]:
    """Return the price lists that are read."""
    return (
        Offer("AmazonEC2", "aws", "aws-price-list-ec2", frozenset({_ON_DEMAND, *_RESERVED.values()}), _ec2_machine),
        Offer("AmazonSageMaker", "aws-sagemaker", "aws-price-list-sagemaker", frozenset({_ON_DEMAND}), _hosting),
    )


def _ec2_machine(product: Mapping[str, Any]) -> str | None:
    attributes = product.get("attributes", {})
    if product.get("productFamily") not in _EC2_FAMILIES or any(
        attributes.get(name) != value for name, value in _EC2_ATTRIBUTES.items()
    ):
        return None
    name = attributes.get("instanceType")
    return name if name in machines("aws") else None


def _hosting(product: Mapping[str, Any]) -> str | None:
    attributes = product.get("attributes", {})
    if attributes.get("component", "").lower() != "hosting" or attributes.get("locationType") != "AWS Region":
        return None
    name = attributes.get("instanceName") or attributes.get("instanceType", "").removesuffix("-Hosting")
    return name if name.startswith("ml.") and name.removeprefix("ml.") in machines("aws") else None


def _files(index: Mapping[str, Any], code: str) -> dict[str, str]:
    try:
        return {region: entry["currentVersionUrl"] for region, entry in index["regions"].items()}
    except (AttributeError, KeyError, TypeError):
        msg = f"{code} index: it lists no regions"
        raise Refused(msg) from None


def _date(index: Mapping[str, Any], code: str) -> str:
    date = str(index.get("publicationDate", ""))[:_DAY]
    if len(date) < _DAY:
        msg = f"{code} index: it has no date of publication"
        raise Refused(msg)
    return date


class _Collected:
    """Takes what the parser finds, as it finds it."""

    def __init__(self, take: Callable[[str, Any], None]) -> None:
        self._take = take

    def send(self, pair: tuple[str, Any]) -> None:
        """Take one member of an object."""
        self._take(*pair)


def _prices(pieces: Iterable[bytes], offer: Offer, what: str) -> list[tuple[str, str, float]]:
    """Return item, purchase and dollars an hour of each wanted product.

    Products stand before terms in the file; one parser follows each section, since the file is read only once.
    """
    products: dict[str, str] = {}
    seen = {"products": 0, "terms": 0}
    found: list[tuple[str, str, float]] = []

    def product(sku: str, body: Mapping[str, Any]) -> None:
        seen["products"] += 1
        if item := offer.item(body):
            products[sku] = item

    def term(sku: str, body: Mapping[str, Mapping[str, Any]]) -> None:
        seen["terms"] += 1
        if sku in products:
            found.extend((products[sku], *priced) for priced in _terms(body, f"{what} {products[sku]}", offer))

    parsers = [
        ijson.kvitems_coro(_Collected(take), section)
        for section, take in (("products", product), ("terms.OnDemand", term), ("terms.Reserved", term))
    ]
    try:
        for piece in pieces:
            for parser in parsers:
                parser.send(piece)
        for parser in parsers:
            parser.close()
    except ijson.JSONError as error:
        msg = f"{what}: malformed JSON: {str(error).splitlines()[0]}"
        raise Refused(msg) from None
    except (AttributeError, KeyError, TypeError, ValueError):
        msg = f"{what}: it is not of the form of a price list"
        raise Refused(msg) from None
    if not all(seen.values()):
        msg = f"{what}: it has no {' and no '.join(section for section, count in seen.items() if not count)}"
        raise Refused(msg)
    return found


def _terms(body: Mapping[str, Mapping[str, Any]], what: str, offer: Offer) -> Iterator[tuple[str, float]]:
    for offered in body.values():
        attributes = offered.get("termAttributes") or {}
        purchase = _ON_DEMAND
        years = 0
        if lease := attributes.get("LeaseContractLength"):
            kind = (lease, attributes.get("OfferingClass", ""), attributes.get("PurchaseOption", ""))
            purchase = _RESERVED.get(kind, "")
            years = int(lease.removesuffix("yr")) if purchase else 0
        if purchase not in offer.purchases:
            continue
        hourly = 0.0
        for dimension in offered["priceDimensions"].values():
            if set(dimension["pricePerUnit"]) != {"USD"}:
                msg = f"{what}: priced in {', '.join(sorted(dimension['pricePerUnit'])) or 'nothing'}, not in USD"
                raise Refused(msg)
            usd = float(dimension["pricePerUnit"]["USD"])
            unit = dimension["unit"].lower()
            if unit in {"hrs", "hours"}:
                hourly += usd
            elif unit == "quantity" and years:
                hourly += usd / (years * _HOURS_A_YEAR)
            else:
                msg = f"{what}: priced by {dimension['unit']!r}, not by the hour"
                raise Refused(msg)
        yield purchase, hourly
