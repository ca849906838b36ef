"""Machine types of each cloud: processors, memory, accelerators, network."""

from collections.abc import Mapping
from functools import cache

from accel.catalog.names import UnknownName
from accel.catalog.records import Record
from accel.catalog.tables import source_of, table


class Machine(Record):
    """A machine type as its cloud sells it."""

    cloud: str
    name: str
    vcpus: int | None
    """None, like the memory, where no source states it: some GPU clouds name only the GPUs."""
    memory_gib: float | None
    accelerator: str | None
    """Id in the catalogue of accelerators; None for a machine without."""
    accelerator_count: float
    """Accelerators in the machine: 0 for none, a fraction where it has a share of one."""
    accelerator_memory_gib: float
    """Memory of one whole accelerator."""
    network_gbps: float | None
    """None where no source states it."""
    efa_interfaces: int
    """Elastic Fabric Adapters; 0 for none."""
    source: str
    source_date: str

    @property
    def total_accelerator_memory_gib(self) -> float:
        """Memory of all its accelerators together."""
        return self.accelerator_count * self.accelerator_memory_gib


def machine(cloud: str, name: str) -> Machine:
    """Return a machine type; SageMaker's `ml.inf2.xlarge` is the machine `inf2.xlarge` of cloud `aws`.

    Raises:
        UnknownName: the catalogue does not hold it; carries the nearest one.
    """
    known = machines(cloud)
    found = known.get(name.removeprefix("ml.") if cloud == "aws" else name)
    if found is None:
        raise UnknownName(f"machine type of {cloud}", name, known)
    return found


def machines(cloud: str | None = None) -> Mapping[str, Machine]:
    """Return the machine types of one cloud, or of all, by name; no two clouds share a name."""
    return _all() if cloud is None else _by_cloud().get(cloud, {})


@cache
def _by_cloud() -> dict[str, dict[str, Machine]]:
    found: dict[str, dict[str, Machine]] = {}
    for row in _all().values():
        found.setdefault(row.cloud, {})[row.name] = row
    return found


@cache
def _all() -> dict[str, Machine]:
    return {row[1]: _machine(row) for row in table("machines.csv")}


def _machine(row: list[str]) -> Machine:
    cloud, name, vcpus, memory, accelerator, count, accelerator_memory, network, efa, sources = row
    source = source_of(sources)
    return Machine(
        cloud=cloud,
        name=name,
        vcpus=int(vcpus) if vcpus else None,
        memory_gib=float(memory) if memory else None,
        accelerator=accelerator or None,
        accelerator_count=int(count) if count.isdigit() else float(count),
        accelerator_memory_gib=float(accelerator_memory),
        network_gbps=float(network) if network else None,
        efa_interfaces=int(efa or 0),
        source=source.title,
        source_date=source.date,
    )
