"""What a stack holds, costs and breaks beyond an earlier report of it, as data for the forms that show changes."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from accel.planning.cost.items import Span

if TYPE_CHECKING:
    from accel.preview.preview import Preview

_CENT = 0.005

Priced = tuple[str, str, str]
"""URN, item and purchase option of a line."""
Broken = tuple[str, str, str]
"""Level, rule and URN of a finding."""


@dataclass(frozen=True)
class Base:
    """An earlier report, as far as a comparison needs it."""

    stack: str
    monthly_usd: Span
    lines: Mapping[Priced, float]
    """Expected USD a month."""
    findings: Counter[Broken]
    unpriced: frozenset[str]
    """URNs."""
    resources: Mapping[str, Mapping[str, Any]]
    """Inputs as they may be printed, by URN; of what a cloud holds, and of providers."""


class Moved(NamedTuple):
    """A line of costs that came, went or changed; None where there was, or is, none."""

    priced: Priced
    before: float | None
    after: float | None
    change: float


@dataclass(frozen=True)
class Comparison:
    """What differs."""

    before: Span
    effect: Span
    """What the change adds to a month; of bounds, the difference of the bounds."""
    lines: tuple[Moved, ...]
    """The largest change first."""
    new_findings: tuple[Broken, ...]
    gone_findings: tuple[Broken, ...]
    added: tuple[str, ...]
    """URNs, as those below."""
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    """Names of the properties that differ, by URN."""
    unpriced_before: int
    unpriced: int
    same_unpriced: bool

    def __bool__(self) -> bool:
        there = (self.lines, self.new_findings, self.gone_findings, self.added, self.removed, self.changed)
        return any(there) or not self.same_unpriced


def read_base(text: str) -> Base:
    """Read what `--format json` wrote.

    Raises:
        ValueError: it is no such report; the message says what is wrong with it.
    """
    try:
        report: Any = json.loads(text)
        cost = report["cost"]
        total = Span(*(_amount(cost["monthly_usd"][key]) for key in Span._fields))
        lines: dict[Priced, float] = {}
        for line in cost["lines"]:
            key = (str(line["urn"]), str(line["item"]), str(line["purchase"]))
            lines[key] = lines.get(key, 0.0) + _amount(line["monthly_usd"])
        return Base(
            stack=str(report["stack"]),
            monthly_usd=total,
            lines=lines,
            findings=Counter((str(one["level"]), str(one["rule"]), str(one["urn"])) for one in report["findings"]),
            unpriced=frozenset(str(one["urn"]) for one in cost["unpriced"]),
            resources={str(one["urn"]): dict(one["inputs"]) for one in report["resources"] if one["custom"]},
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"no JSON ({error})") from error
    except KeyError as error:
        raise ValueError(f"no report of `accel preview --format json`: the key {error} is absent") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no report of `accel preview --format json` ({error})") from error


def compare(preview: "Preview", base: Base) -> Comparison:
    """Return what differs between an earlier report and a preview."""
    total = preview.estimate.monthly_usd
    broken = Counter((finding.level, finding.rule, finding.urn) for finding in preview.findings)
    unpriced = frozenset(item.urn for item in preview.estimate.unpriced)
    now = {one.urn: preview.inputs_of(one) for one in preview.graph if one.custom}
    differing = {urn: _differing(base.resources[urn], now[urn]) for urn in now if urn in base.resources}
    return Comparison(
        before=base.monthly_usd,
        effect=Span(*(after - before for after, before in zip(total, base.monthly_usd, strict=True))),
        lines=_moved(preview, base),
        new_findings=tuple(sorted((broken - base.findings).elements())),
        gone_findings=tuple(sorted((base.findings - broken).elements())),
        added=tuple(urn for urn in now if urn not in base.resources),
        removed=tuple(urn for urn in base.resources if urn not in now),
        changed={urn: names for urn, names in differing.items() if names},
        unpriced_before=len(base.unpriced),
        unpriced=len(unpriced),
        same_unpriced=unpriced == base.unpriced,
    )


def _moved(preview: "Preview", base: Base) -> tuple[Moved, ...]:
    now: dict[Priced, float] = {}
    for line in preview.estimate.lines:
        key = (line.urn, line.item, line.purchase)
        now[key] = now.get(key, 0.0) + line.monthly_usd
    moved = (
        Moved(key, base.lines.get(key), now.get(key), now.get(key, 0.0) - base.lines.get(key, 0.0))
        for key in {**now, **base.lines}
    )
    return tuple(
        sorted((one for one in moved if abs(one.change) >= _CENT), key=lambda one: (-abs(one.change), one.priced))
    )


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    absent = object()
    return tuple(name for name in sorted({*before, *after}) if before.get(name, absent) != after.get(name, absent))


def _amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no amount")
    return float(value)
