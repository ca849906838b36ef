"""What the stack hands on and what it may break for a while, as the report shows them: no secret is in either."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accel.preview.preview import Preview

OWN = "stack"
"""Names the group of outputs that are single values."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of one part of the stack: names and values as text."""

    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exempted:
    """An exemption of the stack file, with the days that are left of it; negative once it has ended."""

    rule: str
    resource: str
    reason: str
    until: datetime.date
    days: int


def outputs(preview: "Preview") -> list[Outputs]:
    """Return the stack's outputs, those with several values as groups of their own, secrets as `[secret]`."""
    shown: dict[str, Any] = preview.veil.shown(preview.outputs)
    groups = {name: value for name, value in shown.items() if isinstance(value, Mapping)}
    single = {name: value for name, value in shown.items() if name not in groups}
    found = {**({OWN: single} if single else {}), **groups}
    return [
        Outputs(name, tuple((str(key), _text(value)) for key, value in sorted(values.items())))
        for name, values in sorted(found.items())
        if values
    ]


def exemptions(preview: "Preview") -> list[Exempted]:
    """Return the exemptions of the stack file, the first to end first."""
    facts, veil = preview.facts, preview.veil
    return [
        Exempted(one.rule, veil.text(one.resource), veil.text(one.reason), one.until, (one.until - facts.today).days)
        for one in sorted(facts.exemptions, key=lambda one: (one.until, one.rule))
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
