"""What a stack costs and breaks beyond an earlier report of it."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accel.planning.cost.items import Span
from accel.preview.markdown_text import code, prose, section, table, usd

if TYPE_CHECKING:
    from accel.preview.preview import Preview

_CENT = 0.005
_MOST_ROWS = 40

Priced = tuple[str, str, str]
"""URN, item and purchase option of a line."""


@dataclass(frozen=True)
class Base:
    """An earlier report, as far as a comparison needs it."""

    stack: str
    monthly_usd: Span
    lines: Mapping[Priced, float]
    """Expected USD a month."""
    findings: Counter[tuple[str, str, str]]
    """Level, rule and URN."""
    unpriced: frozenset[str]
    """URNs."""


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
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"no JSON ({error})") from error
    except KeyError as error:
        raise ValueError(f"no report of `accel preview --format json`: the key {error} is absent") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no report of `accel preview --format json` ({error})") from error


def changes(preview: "Preview", base: Base) -> str:
    """Return the section of changes: costs by line, the largest first, findings that came and went."""
    parts = [_cost_changes(preview, base), _finding_changes(preview, base), _price_changes(preview, base)]
    found = [part for part in parts if part]
    if not found:
        return "Neither costs nor findings changed.\n"
    moved = preview.estimate.monthly_usd.expected - base.monthly_usd.expected
    return section(f"Changes: {usd(moved, sign=True)} USD a month", "\n".join(found), shown=True)


def _cost_changes(preview: "Preview", base: Base) -> str:
    now: dict[Priced, float] = {}
    for line in preview.estimate.lines:
        key = (line.urn, line.item, line.purchase)
        now[key] = now.get(key, 0.0) + line.monthly_usd
    moved = [
        (key, base.lines.get(key), now.get(key), now.get(key, 0.0) - base.lines.get(key, 0.0))
        for key in {**now, **base.lines}
        if abs(now.get(key, 0.0) - base.lines.get(key, 0.0)) >= _CENT
    ]
    if not moved:
        return ""
    moved.sort(key=lambda change: (-abs(change[3]), change[0]))
    rows = [
        [
            code(urn.rpartition("::")[2]),
            prose(f"{item}, {purchase.replace('_', ' ')}"),
            "-" if before is None else usd(before),
            "-" if after is None else usd(after),
            usd(change, sign=True),
        ]
        for (urn, item, purchase), before, after, change in moved[:_MOST_ROWS]
    ]
    rest = moved[_MOST_ROWS:]
    if rest:
        rows.append([f"{len(rest)} more", "", "", "", usd(sum(change[3] for change in rest), sign=True)])
    return table(["Resource", "Item", "before", "after", "change"], rows, right=(2, 3, 4))


def _finding_changes(preview: "Preview", base: Base) -> str:
    now = Counter((finding.level, finding.rule, finding.urn) for finding in preview.findings)
    lines = [_finding("new", *key) for key in sorted(now - base.findings)]
    lines += [_finding("gone", *key) for key in sorted(base.findings - now)]
    more = [f"- and {len(lines) - _MOST_ROWS} more"] if len(lines) > _MOST_ROWS else []
    return "\n".join([*lines[:_MOST_ROWS], *more, ""]) if lines else ""


def _finding(what: str, level: str, rule: str, urn: str) -> str:
    return f"- {what}: {prose(level)} {code(rule)} at {code(urn.rpartition('::')[2] or 'the stack')}"


def _price_changes(preview: "Preview", base: Base) -> str:
    now = frozenset(item.urn for item in preview.estimate.unpriced)
    if now == base.unpriced:
        return ""
    return (
        f"{len(now)} resources are unpriced, {len(base.unpriced)} were before: "
        "the change of the total leaves them out.\n"
    )


def _amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no amount")
    return float(value)
