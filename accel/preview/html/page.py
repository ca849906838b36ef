"""Puts the report together: figures and picture from their modules, one template, one style sheet, one script."""

import base64
import hashlib
import math
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from accel.catalog.prices import MAX_AGE_DAYS
from accel.preview.comparison import compare
from accel.preview.findings import LEVELS, by_rule, stopping
from accel.preview.html import costs
from accel.preview.html.alternatives import alternatives
from accel.preview.html.architecture import Architecture, architecture
from accel.preview.html.layout import BOX_HEIGHT, BOX_WIDTH, layout
from accel.preview.html.outputs import exemptions, outputs
from accel.preview.html.resources import rows
from accel.preview.names import kind_of, name_of
from accel.preview.sums import by_component, first, usage

if TYPE_CHECKING:
    from accel.preview.comparison import Base
    from accel.preview.preview import Preview

_CODE = re.compile(r"`([^`]+)`")
_LONGEST_NAME = 22
"""Characters that fit into a box of the picture; the whole name stands in its tooltip."""
_MOST = 40
"""Entries of a list that is about the stack as a whole; the table of resources has all."""
_MOST_BARS = 16
_LONGEST = 500
"""Findings of one rule; a rule that each of thousands of resources breaks is no list to read."""
PAGE = 100
"""Rows of the table that are shown until more are asked for; thousands at once would take a browser seconds."""
_CLOUDS = {"AWS": "aws", "Google Cloud": "gcp", "Azure": "azure", "Kubernetes": "kubernetes"}
"""Classes that give clouds their colour in the style sheet; other clouds share one."""
_COLOURS = 6
"""Colours of links in the style sheet."""
_STYLES = ("report.css", "narrow.css", "print.css")


def render(preview: "Preview", *, base: "Base | None" = None, **_: Any) -> str:
    """Return the report as one HTML file: no part of it is fetched, nothing in it can call out, secrets are hidden.

    With `base`, a section says what changed since that report.
    """
    style, script = "".join(map(_asset, _STYLES)), _asset("report.js")
    picture = architecture(preview)
    components = by_component(preview.estimate, preview.graph)
    prices = costs.price_ages(preview.estimate)
    listed = rows(preview)
    ways = alternatives(preview)
    return _template().render(
        preview=preview,
        facts=preview.facts,
        estimate=preview.estimate,
        total=preview.estimate.monthly_usd,
        budget=_budget(preview),
        changes=None if base is None else compare(preview, base),
        levels=_levels(preview),
        stopping=stopping(preview.findings),
        findings=by_rule(preview.findings),
        exemptions=exemptions(preview),
        notes=_notes(preview),
        outputs=outputs(preview),
        picture=picture,
        drawing=layout(picture),
        taken={key: picture.taken(key) for key in picture.nodes},
        shares=_shares(picture),
        colours=link_colours(picture),
        components=first(components, _MOST),
        component_bars=costs.bars(first(components, _MOST_BARS)),
        alternatives=ways,
        dearest=max((way.monthly.expected for way in ways), default=0.0),
        purchases=costs.bars(costs.by_purchase(preview)),
        usage=usage(preview.estimate),
        prices=prices,
        ages=costs.ages(prices),
        rows=listed,
        clouds=list(dict.fromkeys(row.cloud for row in listed)),
        names={row.urn: row.name for row in listed},
        anchors={row.urn: f"resource-{index}" for index, row in enumerate(listed)},
        box=(BOX_WIDTH, BOX_HEIGHT),
        most=_MOST,
        longest=_LONGEST,
        page=PAGE,
        fresh_days=MAX_AGE_DAYS,
        style=Markup(style),  # noqa: S704 - a file of ours, not data
        script=Markup(script),  # noqa: S704 - as above
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    """Return the content security policy: our own style and script by their hashes, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _budget(preview: "Preview") -> dict[str, float] | None:
    """Return the budget and the span of costs in percent of one scale; None for a stack without a budget."""
    budget, total = preview.facts.monthly_budget_usd, preview.estimate.monthly_usd
    if not math.isfinite(budget):
        return None
    scale = max(budget, total.max)
    return {
        "usd": budget,
        "at": costs.percent(budget, scale),
        "low": costs.percent(total.min, scale),
        "expected": costs.percent(total.expected, scale),
        "high": costs.percent(total.max, scale),
    }


def _levels(preview: "Preview") -> dict[str, int]:
    return {level: sum(finding.level == level for finding in preview.findings) for level in LEVELS}


def _notes(preview: "Preview") -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for note in preview.notes:
        found.setdefault(note.topic, []).append(note)
    return found


def _shares(picture: Architecture) -> dict[str, float]:
    """Return each node's cost in percent of the dearest one's."""
    dearest = max((node.monthly_usd for node in picture.nodes.values()), default=0.0)
    return {key: costs.percent(node.monthly_usd, dearest) for key, node in picture.nodes.items()}


def link_colours(picture: Architecture) -> dict[str, int]:
    """Return the colour of the links of each node that gives something: where links meet, their colours differ."""
    takers: dict[str, set[str]] = {}
    for giver, taker in picture.links:
        takers.setdefault(giver, set()).add(taker)
    found: dict[str, int] = {}
    for giver in (key for key in picture.nodes if key in takers):
        met = {
            colour
            for other, colour in found.items()
            if takers[giver] & takers[other] or other in takers[giver] or giver in takers[other]
        }
        used = [list(found.values()).count(colour) for colour in range(_COLOURS)]
        found[giver] = min(range(_COLOURS), key=lambda colour: (colour in met, used[colour], colour))
    return found


@cache
def _asset(name: str) -> str:
    return (files("accel.preview.html") / name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: Any = environment.filters
    filters.update(usd=_usd, coarse=_coarse, change=_change, prose=_prose, short=_short, figure=_figure)
    filters.update(part_of=costs.percent, named=name_of, kind=kind_of)
    environment.globals.update(cloud_style=_cloud_style)  # pyright: ignore[reportArgumentType] - any function may be one
    return environment.get_template("report.html")


def _cloud_style(cloud: str) -> str:
    return _CLOUDS.get(cloud, "other")


def _usd(amount: float) -> str:
    return f"{amount:,.2f}"


def _change(amount: float) -> str:
    """Return an amount with its sign; a real minus is as wide as a plus."""
    rounded = round(amount, 2) or 0.0
    return f"{rounded:+,.2f}".replace("-", "\u2212") if rounded else "0.00"


def _coarse(amount: float) -> str:
    """Return an amount for a label: cents only where there is little else."""
    return f"{amount:,.0f}" if amount >= 100 or amount == 0 else f"{amount:,.2f}"  # noqa: PLR2004 - three figures


def _figure(quantity: float) -> str:
    return f"{quantity:,.4g}"


def _prose(text: str) -> Markup:
    """Return a message with what stands in backticks in the type of code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just before


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
