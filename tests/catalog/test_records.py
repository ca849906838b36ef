"""Records are named tuples; what they spare is the import of `typing`."""

import subprocess
import sys

import pytest

from accel.catalog.records import Record

SLOW = ("csv", "dataclasses", "datetime", "pathlib", "pulumi", "re", "typing", "yaml")
"""Each takes as long as a thousand rows of prices, or longer."""
WHOLE_CATALOGUE = f"""
import sys
from accel.catalog import accelerators, machines, models, prices, services
assert len(prices.all_prices()) > len(prices.current_prices()) > 1000
assert machines.machines() and accelerators.accelerators() and models.models() and services.services()
print(*sorted(set({SLOW}) & set(sys.modules)))
"""


class Point(Record):
    """A point."""

    x: float
    """Metres."""
    y: float = 2.0

    @property
    def both(self) -> float:
        """Their sum."""
        return self.x + self.y


def test_a_record_is_a_named_tuple_with_defaults_docstring_and_methods() -> None:
    point = Point(1.0)
    assert isinstance(point, tuple)
    assert point == (1.0, 2.0) == Point(x=1.0, y=2.0)
    assert (point.x, point.both, point._replace(y=5.0).both) == (1.0, 3.0, 6.0)
    assert point._asdict() == {"x": 1.0, "y": 2.0}
    assert (Point._fields, Point.__doc__, Point.__module__) == (("x", "y"), "A point.", __name__)
    assert repr(point) == "Point(x=1.0, y=2.0)"
    assert not hasattr(point, "__dict__")


def test_a_record_refuses_what_a_named_tuple_refuses() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg] - that is the point
    with pytest.raises(AttributeError):
        Point(1.0).x = 2.0  # type: ignore[misc] - that is the point


def test_the_whole_catalogue_is_read_without_any_slow_import() -> None:
    # -S: an environment's own .pth files may import anything.
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{WHOLE_CATALOGUE}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
