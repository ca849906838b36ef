"""The section of a Markdown report that says what changed since an earlier one."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from accel.preview.comparison import Base, Broken, Comparison, Moved, compare
from accel.preview.markdown_text import code, prose, section, table, usd
from accel.preview.names import name_of, type_of

if TYPE_CHECKING:
    from accel.preview.preview import Preview

_MOST_ROWS = 40


def changes(preview: "Preview", base: Base) -> str:
    """Return the section of changes: costs by line, the largest first, findings and resources that came and went."""
    found = compare(preview, base)
    if not found:
        return "Neither resources nor costs nor findings changed.\n"
    parts = [
        _cost_changes(found.lines),
        _list([*_findings("new", found.new_findings), *_findings("gone", found.gone_findings)]),
        _list(list(_resource_changes(found))),
        _price_changes(found),
    ]
    text = "\n".join(part for part in parts if part)
    return section(f"Changes: {usd(found.effect.expected, sign=True)} USD a month", text, shown=True)


def _cost_changes(moved: tuple[Moved, ...]) -> str:
    if not moved:
        return ""
    rows = [
        [
            code(name_of(urn)),
            prose(f"{item}, {purchase.replace('_', ' ')}"),
            "-" if before is None else usd(before),
            "-" if after is None else usd(after),
            usd(change, sign=True),
        ]
        for (urn, item, purchase), before, after, change in moved[:_MOST_ROWS]
    ]
    rest = moved[_MOST_ROWS:]
    if rest:
        rows.append([f"{len(rest)} more", "", "", "", usd(sum(one.change for one in rest), sign=True)])
    return table(["Resource", "Item", "before", "after", "change"], rows, right=(2, 3, 4))


def _findings(what: str, broken: Iterable[Broken]) -> Iterator[str]:
    for level, rule, urn in broken:
        yield f"- {what}: {prose(level)} {code(rule)} at {code(name_of(urn) or 'the stack')}"


def _resource_changes(found: Comparison) -> Iterator[str]:
    for what, urns in (("added", found.added), ("removed", found.removed)):
        yield from (f"- {what}: {_resource(urn)}" for urn in urns)
    for urn, names in found.changed.items():
        yield f"- changed: {_resource(urn)}, {prose(', '.join(names))}"


def _resource(urn: str) -> str:
    return f"{code(name_of(urn))} ({prose(type_of(urn))})"


def _list(lines: list[str]) -> str:
    more = [f"- and {len(lines) - _MOST_ROWS} more"] if len(lines) > _MOST_ROWS else []
    return "\n".join([*lines[:_MOST_ROWS], *more, ""]) if lines else ""


def _price_changes(found: Comparison) -> str:
    if found.same_unpriced:
        return ""
    counts = f"{found.unpriced} unpriced now, {found.unpriced_before} before"
    return f"{counts}: the change of the total leaves them out.\n"
