"""Google's SKUs: which of them is the core, the memory, the GPU, the chip or the local SSD of which machines."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accel.catalog.machines import Machine
from accel.catalog.refresh.answer import Refused
from accel.catalog.rows import rows

HOURS_A_MONTH = 730
"""What Google divides monthly prices by."""
_NANO = 1e-9
_PER_HOUR = {"core": "h", "ram": "GiBy.h", "gpu": "h", "slice": "h", "tpu": "h", "ssd": "GiBy.mo"}
_YEARS = {"1": "cud_1yr", "3": "cud_3yr"}
_NOT_LIST_PRICES = re.compile(r"\b(DWS|Reserved|Calendar Mode|Sole Tenancy|Custom|Premium|suspended)\b", re.IGNORECASE)
"""Words of SKUs that price something else than running what they name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a machine that has a SKU of its own."""

    kind: str
    """`core`, `ram` (GiB), `gpu`, `slice` (a GPU and its share of the machine), `tpu` (chip) or `ssd` (GiB)."""
    name: str
    """Series, accelerator or TPU generation; empty for SSD."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one SKU prices."""

    part: Part
    purchase: str


def hourly_prices(skus: Iterable[Mapping[str, Any]]) -> tuple[dict[tuple[str, str, Part], float], dict[str, str]]:
    """Return dollars an hour by region, purchase and part, and the SKUs that contradict each other.

    Two SKUs that name one part in one region at two prices leave it without: neither is known to be the right one.

    Raises:
        Refused: a SKU is malformed, in another currency or by another unit.
    """
    found: dict[tuple[str, str, Part], float] = {}
    conflicts: dict[str, str] = {}
    torn: set[tuple[str, str, Part]] = set()
    for sku in skus:
        try:
            meaning = meaning_of(sku)
            if meaning is None:
                continue
            usd = _usd_per_hour(sku, meaning.part)
            regions = sku["serviceRegions"]
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            msg = f"SKU {sku.get('skuId')}: it is not of the form of a SKU"
            raise Refused(msg) from None
        for region in regions:
            place = (region, meaning.purchase, meaning.part)
            if found.setdefault(place, usd) != usd:
                torn.add(place)
                name = f"{meaning.part.kind} {meaning.part.name}".rstrip()
                conflicts[f"gcp {region} {name} {meaning.purchase}"] = f"two SKUs say {found[place]:g} and {usd:g}"
    for place in torn:
        del found[place]
    return found, conflicts


def meaning_of(sku: Mapping[str, Any]) -> Meaning | None:
    """Return what a SKU prices, or None where it is nothing that machines of the catalogue are made of."""
    text = str(sku["description"])
    if _NOT_LIST_PRICES.search(text):
        return None
    if sku["category"]["resourceGroup"] == "TPU":
        return _tpu(text)
    if found := _slices().match(text):
        part = Part("slice", next(name for name, row in _names("slice").items() if row["gpu"] == found["gpu"]))
        return Meaning(part, "spot" if found["spot"] else "on_demand")
    if found := _commitments().fullmatch(text):
        part = _part(found, found["commitment"], _series_of_commitment())
        return Meaning(part, _YEARS[found["years"]]) if part else None
    if found := _running().match(text):
        part = _part(found, found["instance"], _series_of_instance())
        # Some spot SKUs are tagged OnDemand: the description tells.
        return Meaning(part, "spot" if "Spot Preemptible" in text else "on_demand") if part else None
    return None


def series(machine_type: str) -> str | None:
    """Return the series whose cores and memory a machine type pays for."""
    return max((name for name in _names("series") if machine_type.startswith(f"{name}-")), key=len, default=None)


def parts(machine: Machine) -> dict[Part, float] | None:
    """Return how much of each part an hour of a machine pays for; None where a SKU of one is not known."""
    sliced = machine.name.partition("-")[0]
    if sliced in _names("slice"):
        return {Part("slice", sliced): machine.accelerator_count}
    name = series(machine.name)
    if name is None or machine.vcpus is None or machine.memory_gib is None:
        return None
    found = {Part("core", name): float(machine.vcpus), Part("ram", name): machine.memory_gib}
    if machine.accelerator:
        if machine.accelerator not in _names("accelerator"):
            return None
        found[Part("gpu", machine.accelerator)] = machine.accelerator_count
    if gib := _names("machine").get(machine.name, {}).get("local_ssd_gib"):
        found[Part("ssd", "")] = float(gib)
    return found


def gpus() -> frozenset[str]:
    """Return the accelerators whose GPUs have SKUs."""
    return frozenset(_names("accelerator"))


def tpu_generations() -> frozenset[str]:
    """Return the TPU generations whose SKUs count chips."""
    return frozenset(_names("tpu"))


def _tpu(text: str) -> Meaning | None:
    if text.startswith("Commitment"):
        return None
    for name, row in _names("tpu").items():
        if re.search(rf"\b{re.escape(row['description'])}\b", text):
            # Preemptible and spot TPUs are tagged OnDemand.
            return Meaning(Part("tpu", name), "spot" if re.search("Preemptible|Spot", text) else "on_demand")
    return None


def _part(found: re.Match[str], name: str | None, known: Mapping[str, str]) -> Part | None:
    if found["unit"]:
        kind = "ram" if found["unit"] == "Ram" else "core"
        return Part(kind, known[name or ""])
    if found["gpu"]:
        return Part("gpu", _accelerator_of_gpu()[found["gpu"]])
    return Part("ssd", "")


@cache
def _running() -> re.Pattern[str]:
    instances = "|".join(map(re.escape, _series_of_instance()))
    return re.compile(
        rf"(?:(?:Spot Preemptible )?(?P<instance>{instances}) (?P<unit>Core|Ram) running in "
        rf"|(?P<gpu>{_gpus()}) (?:running in|attached to Spot Preemptible VMs running in) "
        rf"|SSD backed Local Storage(?: attached to Spot Preemptible VMs)?(?: in .*)?$)"
    )


@cache
def _slices() -> re.Pattern[str]:
    names = "|".join(re.escape(row["gpu"]) for row in _names("slice").values())
    return re.compile(rf"(?P<spot>Spot Preemptible )?(?P<gpu>{names}) running in ")


@cache
def _commitments() -> re.Pattern[str]:
    names = "|".join(map(re.escape, filter(None, _series_of_commitment())))
    return re.compile(
        rf"Commitment v1: (?:(?:(?P<commitment>{names}) )?(?P<unit>Cpu|Ram)|(?P<gpu>{_gpus()})(?: running)?|Local SSD)"
        r" [Ii]n .* for (?P<years>1|3) Years?"
    )


def _gpus() -> str:
    return "|".join(map(re.escape, sorted(_accelerator_of_gpu(), key=len, reverse=True)))


@cache
def _series_of_instance() -> dict[str, str]:
    return {row["instance"]: name for name, row in _names("series").items()}


@cache
def _series_of_commitment() -> dict[str, str]:
    return {row["commitment"]: name for name, row in _names("series").items() if "commitment" in row}


@cache
def _accelerator_of_gpu() -> dict[str, str]:
    return {text: name for name, row in _names("accelerator").items() for text in row["gpu"]}


@cache
def _names(kind: str) -> dict[str, dict[str, Any]]:
    return {row[kind]: row for row in rows("gcp_skus.yaml") if kind in row}


def _usd_per_hour(sku: Mapping[str, Any], part: Part) -> float:
    # The last is the one that holds now.
    expression = sku["pricingInfo"][-1]["pricingExpression"]
    what = f"SKU {sku.get('skuId')} ({sku['description']})"
    if expression["usageUnit"] != _PER_HOUR[part.kind]:
        msg = f"{what}: priced by {expression['usageUnit']!r}, not by {_PER_HOUR[part.kind]!r}"
        raise Refused(msg)
    price = expression["tieredRates"][-1]["unitPrice"]
    if price["currencyCode"] != "USD":
        msg = f"{what}: priced in {price['currencyCode']}, not in USD"
        raise Refused(msg)
    usd = int(price.get("units") or 0) + int(price.get("nanos") or 0) * _NANO
    return usd / HOURS_A_MONTH if part.kind == "ssd" else usd
