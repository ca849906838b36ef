"""The guide's decision flow as data, and what hardware is ruled out for a job whatever it costs."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from accel.catalog.rows import rows

FRAMEWORKS = ("pytorch", "jax")
METHODS = ("full", "lora", "qlora")
WORKLOADS = ("inference", "training", "fine-tuning")
_MILLIARD = 10**9


class Branch(NamedTuple):
    """One branch of the flow: when it is taken, and what it names."""

    workload: str
    title: str
    answer: str
    when: Mapping[str, Any]
    """Everything in it must hold: `framework`, `clouds`, `scales`, `methods`, `budget`, `throughput`, `sporadic`."""
    accelerators: tuple[str, ...]
    providers: tuple[str, ...]
    fewest: int
    """Accelerators that it names at least and at most."""
    most: int
    source: str
    source_date: str

    def names(self, provider: str, accelerator: str, count: float) -> bool:
        """Say whether an offer is what this branch names."""
        return (
            (not self.accelerators or accelerator in self.accelerators)
            and (not self.providers or provider in self.providers)
            and self.fewest <= count <= self.most
        )


@cache
def branches(workload: str) -> tuple[Branch, ...]:
    """Return the branches for one of `WORKLOADS`, in the guide's order."""
    return tuple(_branch(row) for row in _table("branches") if row["workload"] == workload)


def scale(parameters: int) -> str:
    """Return the scale of a model: `small`, `medium` or `large`, by its whole billions of parameters."""
    row = _table("scales")[0]
    billions = parameters // _MILLIARD
    return next((name for name, upto in row["upto_billions"].items() if billions <= upto), row["largest"])


@cache
def frameworks_of(vendor: str) -> tuple[str, ...]:
    """Return the frameworks that run on a vendor's accelerators; none where nobody wrote any down."""
    return tuple(name for row in _table("frameworks") if row["vendor"] == vendor for name in row["frameworks"])


@cache
def why_excluded(accelerator: str, workload: str) -> str | None:
    """Return why an accelerator is left out for a workload, in words that follow its name, or None where it is not."""
    return next(
        (
            row["reason"]
            for row in _table("excluded")
            if accelerator in row["accelerators"] and workload in row["workloads"]
        ),
        None,
    )


def training_bytes_per_parameter(method: str) -> float:
    """Return the bytes that a parameter takes at least while a model is trained by one of `METHODS`."""
    return _table("training_bytes")[0]["bytes_per_parameter"][method]


@cache
def capacity_block_machines() -> frozenset[str]:
    """Return the EC2 machines known to be sold in Capacity Blocks."""
    return frozenset(_table("capacity_blocks")[0]["machines"])


def _branch(row: Mapping[str, Any]) -> Branch:
    fewest, most = row.get("count", (0, 10**9))
    return Branch(
        workload=row["workload"],
        title=row["title"],
        answer=row["answer"],
        when=row["when"],
        accelerators=tuple(row.get("accelerators", ())),
        providers=tuple(row.get("providers", ())),
        fewest=fewest,
        most=most,
        source=row["source"],
        source_date=str(row["source_date"]),
    )


def _table(name: str) -> list[dict[str, Any]]:
    return _tables()[name]


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows("decision_flow.yaml"):
        found.setdefault(row["table"], []).append(row)
    return found
