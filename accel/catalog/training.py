"""Training: what is assumed of it where nothing is said, and the guide's examples with what they print."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accel.catalog.assumptions import Assumption
from accel.catalog.names import known
from accel.catalog.rows import rows


@dataclass(frozen=True, slots=True)
class GuideExample:
    """One line of the guide's comparison of training costs: one node, MFU 0.40."""

    hardware: str
    machine: str
    tflops: float
    """Of one accelerator."""
    accelerators: int
    usd_per_hour: Mapping[str, float]
    """By purchase, as the guide has it."""
    printed_hours: float | None
    """As the guide prints it; None where it prints none."""
    printed_usd: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True)
class GuideOwnership:
    """The guide's figures for buying one server with one A100; pairs are its ranges."""

    purchase_usd: tuple[float, float]
    power_usd_per_month: tuple[float, float]
    rent_usd_per_hour: float
    hours_per_month: float
    printed_rent_usd_per_month: tuple[float, float]
    printed_months: tuple[float, float]
    printed_months_with_running_costs: tuple[float, float]
    source: str


def assumption(name: str) -> Assumption:
    """Return an assumption.

    Raises:
        UnknownName: nobody has written it down; carries the nearest one.
    """
    row = known("assumption about training", name, {row["name"]: row for row in _of_kind("assumption")})
    return Assumption(name, row["value"], row["source"], str(row["source_date"]))


@cache
def guide_examples() -> tuple[GuideExample, ...]:
    """Return the guide's comparison, in its order."""
    return tuple(
        GuideExample(
            hardware=row["hardware"],
            machine=row["machine"],
            tflops=row["tflops"],
            accelerators=row["accelerators"],
            usd_per_hour=row["usd_per_hour"],
            printed_hours=row.get("printed_hours"),
            printed_usd=row.get("printed_usd", {}),
            source=row["source"],
        )
        for row in _of_kind("guide_example")
    )


@cache
def guide_ownership() -> GuideOwnership:
    """Return the guide's figures for buying."""
    row = _of_kind("guide_ownership")[0]
    pairs = {key: (value[0], value[1]) for key, value in row.items() if isinstance(value, list)}
    return GuideOwnership(
        rent_usd_per_hour=row["rent_usd_per_hour"],
        hours_per_month=row["hours_per_month"],
        source=row["source"],
        **pairs,
    )


def _of_kind(kind: str) -> list[dict[str, Any]]:
    return [row for row in rows("training.yaml") if row["kind"] == kind]
