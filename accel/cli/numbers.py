"""Numbers as commands take them."""

import math
from typing import Any

import click


class Finite(click.FloatRange):
    """A number within limits that is one: Python reads `nan` and `inf` as numbers too, and no limit stops `nan`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number.

        Raises:
            click.BadParameter: it is none, outside of the limits, or not finite.
        """
        found: float = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return found

    def _describe_range(self) -> str:
        """Return the limits as help shows them: nothing where there are none."""
        return "" if self.min is None and self.max is None else super()._describe_range()
