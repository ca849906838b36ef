"""The guide's decision flow as data, and what hardware is ruled out for a job whatever it costs.

`decision_flow.csv` is the flow "GPU or ASIC" (section 4), one branch a row. `decision_facts.csv` is what else decides:

- `scale`: up to how many whole billions of parameters a model is of it. The guide gives the figures for fine-tuning
  alone; training is read by them too.
- `frameworks`: those that run on a vendor's accelerators.
- `excluded`: accelerators that today's software leaves out for some workloads, and why.
- `training_bytes`: bytes that each parameter takes while a model is trained, over all accelerators together: at least,
  since activations and adapters come on top. `full` is 16-bit weights and gradients, 32-bit master weights and two
  moments of Adam.
- `capacity_blocks`: EC2 machines that Capacity Blocks can be booked of, as far as anybody has written down.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from accel.catalog.tables import table

FRAMEWORKS = ("pytorch", "jax")
METHODS = ("full", "lora", "qlora")
WORKLOADS = ("inference", "training", "fine-tuning")
_MILLIARD = 10**9
_ANY_NUMBER = 10**9


class Branch(NamedTuple):
    """One branch of the flow: when it is taken, and what it names."""

    workload: str
    title: str
    answer: str
    when: Mapping[str, Any]
    """Everything in it must hold: `framework`; one of `clouds`, of `methods`, of `scales`; and the flags `budget`,
    `throughput`, `sporadic`."""
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
    return tuple(_branch(row) for row in table("decision_flow.csv") if row[0] == workload)


def scale(parameters: int) -> str:
    """Return the scale of a model: `small`, `medium` or `large`, by its whole billions of parameters."""
    billions = parameters // _MILLIARD
    # The largest has no limit.
    return next(row.names[0] for row in _facts("scale") if not row.values or billions <= int(row.values[0]))


@cache
def frameworks_of(vendor: str) -> tuple[str, ...]:
    """Return the frameworks that run on a vendor's accelerators; none where nobody wrote any down."""
    return tuple(name for row in _facts("frameworks") if vendor in row.names for name in row.values)


@cache
def why_excluded(accelerator: str, workload: str) -> str | None:
    """Return why an accelerator is left out for a workload, in words that follow its name, or None where it is not."""
    found = (row.note for row in _facts("excluded") if accelerator in row.names and workload in row.values)
    return next(found, None)


def training_bytes_per_parameter(method: str) -> float:
    """Return the bytes that a parameter takes at least while a model is trained by one of `METHODS`."""
    return next(float(row.values[0]) for row in _facts("training_bytes") if method in row.names)


@cache
def capacity_block_machines() -> frozenset[str]:
    """Return the EC2 machines known to be sold in Capacity Blocks."""
    return frozenset(name for row in _facts("capacity_blocks") for name in row.names)


def _branch(row: list[str]) -> Branch:
    workload, title, answer, *conditions, accelerators, providers, fewest, most, source, date = row
    framework, clouds, flags, methods, scales = conditions
    when: dict[str, Any] = {
        "framework": framework,
        "clouds": clouds.split(),
        **dict.fromkeys(flags.split(), True),
        "methods": methods.split(),
        "scales": scales.split(),
    }
    return Branch(
        workload=workload,
        title=title,
        answer=answer,
        when={key: wanted for key, wanted in when.items() if wanted},
        accelerators=tuple(accelerators.split()),
        providers=tuple(providers.split()),
        fewest=int(fewest or 0),
        most=int(most or _ANY_NUMBER),
        source=source,
        source_date=date,
    )


class _Fact(NamedTuple):
    kind: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    note: str


@cache
def _all_facts() -> tuple[_Fact, ...]:
    return tuple(
        _Fact(kind, tuple(names.split()), tuple(values.split()), note)
        for kind, names, values, note, _, _ in table("decision_facts.csv")
    )


def _facts(kind: str) -> list[_Fact]:
    return [row for row in _all_facts() if row.kind == kind]
