"""TPU pods: how many chips are wired together, on how many boards, and what they compute together."""

import math
from functools import cache
from typing import NamedTuple

from accel.catalog.accelerators import accelerator
from accel.catalog.names import UnknownName
from accel.catalog.tables import source_of, table


class Pod(NamedTuple):
    """The largest group of chips of a generation that is wired together; a slice is a part of it."""

    accelerator: str
    """Id in the catalogue of accelerators, `tpu-v5p`."""
    sides: tuple[int, ...]
    """Chips along each side; or cubes, and the three sides of a cube."""
    board_chips: int
    source: str
    source_date: str

    @property
    def chips(self) -> int:
        """How many chips it has."""
        return math.prod(self.sides)

    @property
    def boards(self) -> int:
        """How many boards it has."""
        return self.chips // self.board_chips

    @property
    def bf16_exaflops(self) -> float | None:
        """Peak of dense BF16 arithmetic of all chips together, in 10^18 operations a second; None if not known."""
        tflops = accelerator(self.accelerator).bf16_tflops
        return None if tflops is None else tflops * self.chips / 1e6

    @property
    def memory_gib(self) -> float | None:
        """Memory of all chips together; None if not known."""
        memory_gib = accelerator(self.accelerator).memory_gib
        return None if memory_gib is None else memory_gib * self.chips


def pod(name: str) -> Pod:
    """Return the pod of a generation, `v5p` or `tpu-v5p`.

    Raises:
        UnknownName: there is no such generation; carries the nearest one.
    """
    known = pods()
    wanted = name if name.startswith("tpu-") else f"tpu-{name}"
    if wanted not in known:
        raise UnknownName("TPU generation", name, known)
    return known[wanted]


@cache
def pods() -> dict[str, Pod]:
    """Return the pod of every generation by the accelerator's id."""
    return {row[0]: _pod(row) for row in table("tpu_pods.csv")}


def _pod(row: list[str]) -> Pod:
    name, shape, board_chips, sources = row
    source = source_of(sources)
    return Pod(name, tuple(map(int, shape.split("x"))), int(board_chips), source.title, source.date)
