"""Google Cloud: machines composed of their cores, memory, GPUs and SSD, and TPU chips, from the Cloud Billing Catalog.

An API key is needed; it travels in a header and is written nowhere.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from accel.catalog.machines import machines
from accel.catalog.prices import items
from accel.catalog.refresh.answer import Answer, Api, Key, Refused, Scope
from accel.catalog.refresh.fetch import Fetcher
from accel.catalog.refresh.gcp_skus import Part, gpus, hourly_prices, parts, tpu_generations
from accel.catalog.tpu import slice_of_type

ENDPOINT = "https://cloudbilling.googleapis.com"
KEY_VARIABLE = "GOOGLE_API_KEY"
_PATH = "/v1/services/6F81-5844-456A/skus"
"""Compute Engine, which sells the TPUs since v5e too."""
_SOURCE = "gcp-billing-catalog"
_PAGE = 5000
_LONGEST = 1000
"""Pages; an answer that does not end is malformed."""
_PURCHASES = frozenset({"on_demand", "spot", "cud_1yr", "cud_3yr"})
_TPU = "tpu-"
_CHIP = ":chip"


def headers(key: str) -> dict[str, str]:
    """Return the header that carries the key: addresses end up in logs, headers do not."""
    return {"x-goog-api-key": key}


def refresh(
    fetcher: Fetcher, regions: Mapping[str, frozenset[str]], *, endpoint: str = ENDPOINT, today: str = ""
) -> Answer:
    """Return what Google charges for the machines and TPU chips of the catalogue.

    Args:
        fetcher: reads, and sends the key.
        regions: by cloud (`gcp`), what to keep; the API tells all of them at once.
        endpoint: address of the API or of a mirror.
        today: the day of the answer, which the API does not date. ISO 8601.

    Raises:
        Refused: a page cannot be had or is malformed, or is in another currency.
    """
    today = today or datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    hourly, unpriced = hourly_prices(_skus(fetcher, endpoint))
    usd: dict[Key, float] = {}
    for region in sorted(regions["gcp"]):
        for purchase in sorted(_PURCHASES):
            here = {part: price for (place, how, part), price in hourly.items() if (place, how) == (region, purchase)}
            for item, needed in _composed().items():
                key = Key("gcp", region, item, purchase)
                missing = [part for part in needed if part not in here]
                if not missing:
                    usd[key] = sum(here[part] * amount for part, amount in needed.items())
                elif len(missing) < len(needed):
                    names = ", ".join(f"{part.kind} {part.name}".rstrip() for part in missing)
                    unpriced[str(key)] = f"no SKU prices its {names}"
    for item, reason in _not_composed().items():
        unpriced[f"gcp {item}"] = reason
    api = Api(_SOURCE, f"{ENDPOINT}{_PATH} (machines composed of their SKUs)", today)
    return Answer((Scope("gcp", regions["gcp"], _PURCHASES, api),), usd, unpriced)


def _composed() -> dict[str, dict[Part, float]]:
    """Return of what each item is made that the API's SKUs make up."""
    found = {name: made for name, machine in machines("gcp").items() if (made := parts(machine))}
    for item in items("gcp") | machines("gcp").keys():
        if item.startswith("gpu:") and item.removeprefix("gpu:") in gpus():
            found[item] = {Part("gpu", item.removeprefix("gpu:")): 1.0}
        elif item.startswith(_TPU) and not item.endswith(_CHIP):
            piece = slice_of_type(item.removeprefix(_TPU))
            if piece.generation.name in tpu_generations():
                found[item] = {Part("tpu", piece.generation.name): float(piece.chips)}
    return found | {f"{_TPU}{name}{_CHIP}": {Part("tpu", name): 1.0} for name in tpu_generations()}


def _not_composed() -> dict[str, str]:
    known = _composed()
    tpus = "its SKUs do not say how many chips they count"
    return {
        item: tpus if item.startswith(_TPU) else "no SKU of a part of it is known"
        for item in sorted(items("gcp") | machines("gcp").keys())
        if item not in known
    }


def _skus(fetcher: Fetcher, endpoint: str) -> Iterator[dict[str, Any]]:
    token = ""
    followed: set[str] = set()
    while True:
        page = len(followed) + 1
        what = f"Google Cloud, page {page}"
        if token in followed or page > _LONGEST:
            msg = f"{what}: the pages lead in a circle"
            raise Refused(msg)
        followed.add(token)
        params = {"currencyCode": "USD", "pageSize": str(_PAGE)} | ({"pageToken": token} if token else {})
        body = fetcher.json(what, endpoint.rstrip("/") + _PATH, params)
        found = body.get("skus")
        if not isinstance(found, list):
            msg = f"{what}: it has no SKUs"
            raise Refused(msg)
        yield from found
        token = body.get("nextPageToken") or ""
        if not token:
            return
