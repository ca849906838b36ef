"""The controls of the frameworks whose list is public, so that what no rule judges can be named."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from accel.catalog.rows import rows

_RANGE = re.compile(r"(?P<stem>.*\D)(?P<first>\d+)-(?P<last>\d+)")
_FIRST_PARAGRAPH = "(1)"


@dataclass(frozen=True, slots=True)
class ControlList:
    """All controls of one framework."""

    framework: str
    controls: tuple[str, ...]
    note: str
    source: str
    source_date: str

    def without(self, referred_to: Iterable[str]) -> list[str]:
        """Return the controls to which none of these references belongs."""
        found = set(referred_to)
        return [control for control in self.controls if not any(map(self._covers(control), found))]

    def _covers(self, control: str) -> "_Covers":
        stem = control.removesuffix(_FIRST_PARAGRAPH)
        # 164.312(a)(1) states the standard of 164.312(a); 164.308(a)(1) is one of several in 164.308(a).
        alone = stem != control and not any(other.startswith(stem) for other in self.controls if other != control)
        return _Covers(stem if alone else control)


@dataclass(frozen=True, slots=True)
class _Covers:
    stem: str

    def __call__(self, reference: str) -> bool:
        return reference == self.stem or reference.startswith(f"{self.stem}(")


@cache
def control_lists() -> Mapping[str, ControlList]:
    """Return the list of each framework that has one."""
    return {
        row["framework"]: ControlList(
            row["framework"],
            tuple(control for item in row["controls"].split() for control in _spread(item)),
            row["note"],
            row["source"],
            str(row["source_date"]),
        )
        for row in rows("framework_controls.yaml")
    }


def _spread(item: str) -> list[str]:
    found = _RANGE.fullmatch(item)
    if found is None:
        return [item]
    return [f"{found['stem']}{number}" for number in range(int(found["first"]), int(found["last"]) + 1)]
