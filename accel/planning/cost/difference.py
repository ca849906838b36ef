"""What a change costs a month: resources matched between two estimates by their type and name, not by their stack."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from accel.planning.cost.estimate import Estimate
from accel.planning.cost.items import CostLine, Span, Unpriced, UsageItem

Change = Literal["added", "removed", "changed"]
_CENT = 0.005
_NOTHING = Span(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Changed:
    """What one resource cost before, and costs after."""

    name: str
    type: str
    change: Change
    before: Span
    after: Span
    items_before: tuple[str, ...]
    items_after: tuple[str, ...]

    @property
    def effect(self) -> Span:
        """What the change adds to a month; of bounds, the difference of the bounds."""
        return _minus(self.after, self.before)

    def to_json(self) -> dict[str, Any]:
        """Return the resource as the machine-readable report has it."""
        return {
            "name": self.name,
            "type": self.type,
            "change": self.change,
            "before_monthly_usd": self.before._asdict(),
            "after_monthly_usd": self.after._asdict(),
            "effect_monthly_usd": self.effect._asdict(),
            "items_before": list(self.items_before),
            "items_after": list(self.items_after),
        }


@dataclass(frozen=True)
class Difference:
    """What two estimates differ in."""

    before: Span
    after: Span
    changed: tuple[Changed, ...]
    """Resources whose cost changes, the largest effect first."""
    unpriced: tuple[Unpriced, ...]
    """What is there only after the change, and has no figure: it is not in the effect."""
    no_longer_unpriced: tuple[Unpriced, ...]
    usage_based: tuple[UsageItem, ...]
    """What is there only after the change, and paid by use: it is not in the effect."""

    @cached_property
    def effect(self) -> Span:
        """What the change adds to a month."""
        return _minus(self.after, self.before)

    def to_json(self) -> dict[str, Any]:
        """Return the difference as the machine-readable report has it."""
        return {
            "before_monthly_usd": self.before._asdict(),
            "after_monthly_usd": self.after._asdict(),
            "effect_monthly_usd": self.effect._asdict(),
            "resources": [item.to_json() for item in self.changed],
            "unpriced": [item.to_json() for item in self.unpriced],
            "no_longer_unpriced": [item.to_json() for item in self.no_longer_unpriced],
            "usage_based": [item.to_json() for item in self.usage_based],
        }


def difference(before: Estimate, after: Estimate) -> Difference:
    """Return what changes between two estimates."""
    old, new = _by_resource(before.lines), _by_resource(after.lines)
    there_before, there_after = _keys(before), _keys(after)
    changed: list[Changed] = []
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key, ()), new.get(key, ())
        if _same(was, becomes):
            continue
        kind: Change = "added" if key not in there_before else "removed" if key not in there_after else "changed"
        changed.append(
            Changed(key[1], key[0].rpartition("$")[2], kind, _sum(was), _sum(becomes), _items(was), _items(becomes))
        )
    changed.sort(key=lambda item: (-abs(item.effect.expected), -abs(item.effect.max), item.name, item.type))
    unknown_before = {(*_key(item.urn), item.reason) for item in before.unpriced}
    unknown_after = {(*_key(item.urn), item.reason) for item in after.unpriced}
    used_before = {(*_key(item.urn), item.item) for item in before.usage_based}
    return Difference(
        before=before.monthly_usd,
        after=after.monthly_usd,
        changed=tuple(changed),
        unpriced=tuple(item for item in after.unpriced if (*_key(item.urn), item.reason) not in unknown_before),
        no_longer_unpriced=tuple(
            item for item in before.unpriced if (*_key(item.urn), item.reason) not in unknown_after
        ),
        usage_based=tuple(item for item in after.usage_based if (*_key(item.urn), item.item) not in used_before),
    )


def _key(urn: str) -> tuple[str, str]:
    """Return what stays the same of a URN from stack to stack: the types of its parents and its own, and its name."""
    _, _, rest = urn.partition("::")
    _, _, rest = rest.partition("::")
    types, _, name = rest.partition("::")
    return types, name


def _keys(estimate: Estimate) -> set[tuple[str, str]]:
    found = (estimate.lines, estimate.usage_based, estimate.free, estimate.unpriced)
    return {_key(item.urn) for items in found for item in items}


def _by_resource(lines: Iterable[CostLine]) -> dict[tuple[str, str], tuple[CostLine, ...]]:
    found: dict[tuple[str, str], list[CostLine]] = {}
    for line in lines:
        found.setdefault(_key(line.urn), []).append(line)
    return {key: tuple(group) for key, group in found.items()}


def _same(before: tuple[CostLine, ...], after: tuple[CostLine, ...]) -> bool:
    spans = zip(_sum(before), _sum(after), strict=True)
    return bool(before) == bool(after) and all(abs(new - old) < _CENT for old, new in spans)


def _sum(lines: Iterable[CostLine]) -> Span:
    spans = [line.monthly for line in lines]
    return Span(*(sum(span[index] for span in spans) for index in range(3))) if spans else _NOTHING


def _items(lines: Iterable[CostLine]) -> tuple[str, ...]:
    return tuple(f"{line.item}, {line.purchase.replace('_', ' ')}" if line.rented else line.item for line in lines)


def _minus(after: Span, before: Span) -> Span:
    return Span(after.min - before.min, after.expected - before.expected, after.max - before.max)
