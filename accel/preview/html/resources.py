"""The rows of the report's table of resources."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accel.preview.findings import LEVELS
from accel.preview.names import cloud_of, is_provider, owner_of, short_type

if TYPE_CHECKING:
    from accel.preview.preview import Preview

MOST_CHARACTERS = 1_200_000
"""Of the properties of all resources together; a report is to be opened on a phone and sent by mail."""


@dataclass(frozen=True, slots=True)
class Row:
    """One resource."""

    name: str
    urn: str
    kind: str
    cloud: str
    component: str
    parts: str
    """Names of all components around it, for filters."""
    monthly_usd: float | None
    """None where it is not priced, or not priced in full."""
    priced: str
    """`priced`, `free`, `by use` or `unpriced`."""
    findings: int
    worst: str
    """Strictest level among its findings; empty where there are none."""
    protect: bool
    properties: str | None
    """Its inputs as JSON, secrets as `[secret]`; None where there was no room for them."""


def rows(preview: "Preview") -> list[Row]:
    """Return a row for each resource that a cloud holds."""
    estimate, graph = preview.estimate, preview.graph
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in preview.findings:
        found[finding.urn][finding.level] += 1
    unpriced = {item.urn for item in estimate.unpriced}
    by_use = {item.urn for item in estimate.usage_based}
    room = MOST_CHARACTERS
    listed: list[Row] = []
    for resource in graph:
        if not resource.custom or is_provider(resource):
            continue
        lines = estimate.lines_by_urn.get(resource.urn, ())
        text = json.dumps(preview.inputs_of(resource), indent=1, ensure_ascii=False, default=str)
        room -= len(text)
        levels = found.get(resource.urn, Counter())
        priced = (
            "unpriced"
            if resource.urn in unpriced
            else "priced"
            if lines
            else "by use"
            if resource.urn in by_use
            else "free"
        )
        listed.append(
            Row(
                name=resource.name,
                urn=resource.urn,
                kind=short_type(resource.type),
                cloud=cloud_of(resource),
                component=owner_of(resource, graph),
                parts="|".join(parent.name for parent in graph.ancestors(resource)),
                monthly_usd=sum(line.monthly_usd for line in lines) if lines else None,
                priced=priced,
                findings=levels.total(),
                worst=next((level for level in LEVELS if levels[level]), ""),
                protect=resource.protect,
                properties=text if room >= 0 else None,
            )
        )
    return listed
