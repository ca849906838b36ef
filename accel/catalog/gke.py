"""GKE on GPUs: which zones sell a machine type, how its GPUs may be shared, its disks, its quotas, names of labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accel.catalog.machines import machine, machines
from accel.catalog.names import UnknownName, known
from accel.catalog.tables import table

_CLOUD = "gcp"
ON_DEMAND = "on-demand"
SPOT = "spot"
FLEX_START = "flex-start"
RESERVED = "reserved"
PURCHASES = (ON_DEMAND, SPOT, FLEX_START, RESERVED)
"""Ways to buy the machines of a node pool; they exclude each other."""


@dataclass(frozen=True, slots=True)
class GpuMachine:
    """A machine type with whole GPUs of its own."""

    name: str
    accelerator: str
    """Id in the catalogue of accelerators, which is GKE's name too."""
    gpus: int

    @property
    def family(self) -> str:
        """The machine type without its size: `a3-highgpu` of `a3-highgpu-8g`."""
        return family(self.name)


@dataclass(frozen=True, slots=True)
class Limit:
    """The lowest and the highest value that GKE takes; no highest where nobody has written it down."""

    lowest: int
    highest: int | None


def gpu_machine(machine_type: str) -> GpuMachine:
    """Return a machine type that a GPU node pool can be made of.

    Raises:
        UnknownName: the catalogue has no such machine, or it has no whole GPU; carries the nearest that has.
    """
    return known("machine type with GPUs", machine_type, gpu_machines())


@cache
def gpu_machines() -> Mapping[str, GpuMachine]:
    """Return every machine type of the catalogue that brings whole GPUs along."""
    found: dict[str, GpuMachine] = {}
    for name, entry in machines(_CLOUD).items():
        # Cloud TPU slices are machines of the catalogue too, and some G4 machines have a part of a GPU.
        gpu = entry.accelerator is not None and not entry.accelerator.startswith("tpu-")
        if gpu and entry.accelerator_count >= 1 and float(entry.accelerator_count).is_integer():
            found[name] = GpuMachine(name, str(entry.accelerator), int(entry.accelerator_count))
    return found


def cpu_machine(machine_type: str) -> str:
    """Return `machine_type` if it is a machine of the catalogue without accelerators, for a pool of system pods.

    Raises:
        UnknownName: it is not; carries the nearest that is.
    """
    without = [name for name, entry in machines(_CLOUD).items() if entry.accelerator is None]
    if machine_type not in without:
        raise UnknownName("machine type without accelerators", machine_type, without)
    return machine(_CLOUD, machine_type).name


def family(machine_type: str) -> str:
    """Return a machine type without its size: `g2-standard` of `g2-standard-8`."""
    return "-".join(machine_type.split("-")[:2])


def zones(machine_type: str) -> tuple[str, ...]:
    """Return the zones known to sell a machine type; empty where nobody wrote them down, and never proof of stock."""
    return tuple(
        f"{region}-{letter}"
        for families, sold_in in _zones()
        if family(machine_type) in families
        for region, _, letters in (item.partition(":") for item in sold_in)
        for letter in letters
    )


def partitions(accelerator: str) -> Mapping[str, int]:
    """Return the MIG sizes of a GPU and how many partitions of a size it gives; empty where it cannot be cut."""
    found = [row["sizes"] for row in _table("partitions") if accelerator in row["accelerators"]]
    return found[0] if found else {}


def boot_disk(machine_type: str) -> str:
    """Return the type of boot disk that suits a machine type."""
    own = [row["disk"] for row in _table("boot_disks") if family(machine_type) in row["families"]]
    return own[0] if own else next(row["disk"] for row in _table("boot_disks") if not row["families"])


def takes_boot_disk(machine_type: str, disk: str) -> bool:
    """Say whether a machine type boots from a type of disk: families on Hyperdisk take no Persistent Disk."""
    return not boot_disk(machine_type).startswith("hyperdisk") or disk.startswith("hyperdisk")


def local_ssds(machine_type: str) -> int:
    """Return how many local SSDs a machine type always brings along."""
    return next((row["machines"][machine_type] for row in _table("local_ssds") if machine_type in row["machines"]), 0)


def quota(accelerator: str, purchase: str) -> str | None:
    """Return the regional quota of Compute Engine that a GPU bought in some way draws on, or None if not known.

    It counts GPUs. Spot and flex-start draw on the preemptible one. Those of newer GPUs on demand are kept by GPU
    family, and nobody has written their names down. A reservation holds quota of its own, so there is none for
    `reserved`.
    """
    return next((name for of, purchases, name in _quotas() if of == accelerator and purchase in purchases), None)


def global_quota() -> str:
    """Return the quota of a project that counts its GPUs of every kind in all regions."""
    return next(name for of, _, name in _quotas() if not of)


def name(of: str) -> str:
    """Return the name of a label, taint or key: `accelerator`, `spot`, `taint_key`.

    Raises:
        UnknownName: nobody has written down such a name.
    """
    return known("GKE name", of, {key: value for row in _table("names") for key, value in row["names"].items()})


def choices(of: str) -> tuple[str, ...]:
    """Return the values that the API takes: of `release channel`, `driver version`, `sharing strategy`.

    Raises:
        UnknownName: there is no such list.
    """
    return tuple(known("list of choices", of, {row["of"]: row["values"] for row in _table("choices")}))


def limit(of: str) -> Limit:
    """Return the bounds of a number: of `clients that share a GPU`.

    Raises:
        UnknownName: there is no such limit.
    """
    found = {row["of"]: Limit(row["lowest"], row.get("highest")) for row in _table("limits")}
    return known("limit", of, found)


@cache
def _zones() -> tuple[tuple[list[str], list[str]], ...]:
    """Return families (`a3-highgpu` of a3-highgpu-8g) with where they are sold, `region:letters of its zones`."""
    return tuple((families.split(), sold_in.split()) for families, sold_in, _, _ in table("gke_zones.csv"))


@cache
def _quotas() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Return what each quota is for, an accelerator or (empty) all of a project, and for which purchases."""
    return tuple((of, tuple(purchases.split()), name) for of, purchases, name, _, _ in table("gke_quotas.csv"))


def _table(name: str) -> list[dict[str, Any]]:
    # YAML loads in more time than all tables of prices: zones and quotas do without, and so does advice.
    from accel.catalog.rows import tables

    return tables("gke.yaml")[name]
