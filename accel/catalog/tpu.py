"""Cloud TPU slices: accelerator types, topologies, hosts, zones, quotas, and which of them can be stopped."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from accel.catalog.names import UnknownName, known
from accel.catalog.tables import source_of, table

PURCHASES = ("on-demand", "spot", "preemptible", "reserved")
"""Ways to buy a slice; they exclude each other."""
_STOPPABLE = ("on-demand", "reserved")
_SUB_CUBES = ("2x2x1", "2x2x2", "2x2x4", "2x4x4")
_CUBE_SIDE = 4
_LONGEST_SIDE = 256
_QUOTA_COLUMNS = {"on-demand": "on_demand", "spot": "preemptible", "preemptible": "preemptible"}
_ONE_HOST = "one"
_SEVERAL_HOSTS = "several"


class Generation(NamedTuple):
    """One generation of TPU as Cloud TPU VMs offer it."""

    name: str
    accelerator: str
    """Id in the catalogue of accelerators, `tpu-v5e`."""
    type_prefix: str
    """What accelerator types begin with, `v5litepod`."""
    config_type: str
    """The API's name of it beside a topology, `V5LITE_POD`."""
    cores_per_chip: int
    """TensorCores in a chip; the number in an accelerator type counts them."""
    chips: tuple[int, ...]
    """Sizes of its 2D slices; empty where slices are 3D."""
    max_cubes: int
    """Largest 3D slice in cubes of 4x4x4; 0 where slices are 2D."""
    single_host_chips: int
    """Chips of the largest slice on one machine."""
    chips_per_host: int
    """Chips of each machine of a larger slice."""
    runtime_version: str
    """The runtime version that Google names for PyTorch and JAX."""
    source: str
    source_date: str


class Slice(NamedTuple):
    """Chips wired into one machine, or into one group of machines that start and fail together."""

    generation: Generation
    topology: str
    """Chips along each side, `2x4` or `4x4x8`."""

    @property
    def chips(self) -> int:
        """How many chips it has, which is what is paid for."""
        return math.prod(_sides(self.topology))

    @property
    def cores(self) -> int:
        """How many TensorCores it has, which is what quotas count."""
        return self.chips * self.generation.cores_per_chip

    @property
    def hosts(self) -> int:
        """How many machines it is."""
        return 1 if self.chips <= self.generation.single_host_chips else self.chips // self.generation.chips_per_host

    @property
    def accelerator_type(self) -> str:
        """Its size as an accelerator type, `v5litepod-8`; slices of one size and different shape share it."""
        return f"{self.generation.type_prefix}-{self.cores}"

    @property
    def is_default_shape(self) -> bool:
        """Say whether its accelerator type alone gives this shape."""
        return slice_of_type(self.accelerator_type) == self


class Quota(NamedTuple):
    """A quota of a project that a slice draws on."""

    zonal: str | None
    """Id of the quota of the zone; None where nobody wrote it down."""
    amount: int
    """TensorCores that the slice takes."""

    @property
    def regional(self) -> str | None:
        """Id of the quota of the region, which must suffice too."""
        return self.zonal.replace("PerZone", "PerRegion") if self.zonal else None


@cache
def generations() -> Mapping[str, Generation]:
    """Return every generation by name, the oldest first."""
    return {row[0]: _generation(row) for row in table("tpu.csv")}


def generation(name: str) -> Generation:
    """Return a generation, `v5e`.

    Raises:
        UnknownName: there is none of this name; carries the nearest one.
    """
    return known("TPU generation", name, generations())


@cache
def topologies(name: str) -> tuple[str, ...]:
    """Return every topology of a generation, the smallest first; sides are sorted above one cube.

    Raises:
        UnknownName: there is no such generation.
    """
    found = generation(name)
    if not found.max_cubes:
        return tuple(_flattest(chips) for chips in found.chips)
    longest = min(found.max_cubes, _LONGEST_SIDE // _CUBE_SIDE)
    shapes = [
        (a, b, c)
        for a in range(1, longest + 1)
        for b in range(a, min(longest, found.max_cubes // a) + 1)
        for c in range(b, min(longest, found.max_cubes // (a * b)) + 1)
    ]
    cubes = sorted(shapes, key=lambda sides: (math.prod(sides), sum(sides), sides))
    return (*_SUB_CUBES, *("x".join(str(side * _CUBE_SIDE) for side in sides) for sides in cubes))


@cache
def accelerator_types(name: str) -> Mapping[str, str]:
    """Return every accelerator type of a generation with the topology that it gives: the one most like a cube.

    Raises:
        UnknownName: there is no such generation.
    """
    found: dict[str, str] = {}
    for topology in topologies(name):
        # Topologies of one size come with the smallest sum of sides first: the default of the service.
        found.setdefault(Slice(generation(name), topology).accelerator_type, topology)
    return found


@cache
def slice_of_type(accelerator_type: str) -> Slice:
    """Return the slice that an accelerator type gives, `v5litepod-8`.

    Raises:
        UnknownName: there is no such type; carries the nearest one.
    """
    prefix = accelerator_type.rpartition("-")[0]
    for found in generations().values():
        if found.type_prefix == prefix and accelerator_type in accelerator_types(found.name):
            return Slice(found, accelerator_types(found.name)[accelerator_type])
    # `v5e-8` means the generation whose types are called v5litepod.
    meant = [name for name, found in generations().items() if prefix in (name, found.type_prefix)]
    types = [name for found in meant or generations() for name in accelerator_types(found)]
    raise UnknownName("TPU accelerator type", accelerator_type, types)


def slice_of_topology(name: str, topology: str) -> Slice:
    """Return the slice of a generation and a topology, `v5e` and `2x4`.

    Raises:
        UnknownName: there is no such generation, or it has no such topology; carries the nearest one.
    """
    shapes = topologies(name)
    if topology not in shapes:
        raise UnknownName(f"topology of TPU {name}", topology, shapes)
    return Slice(generation(name), topology)


def slice_of_node(accelerator_type: object, accelerator_config: object) -> Slice | None:
    """Return the slice of a recorded TPU VM, or None where its inputs are unknown or name none.

    Args:
        accelerator_type: its `acceleratorType`.
        accelerator_config: its `acceleratorConfig`, an object with `type` and `topology`.
    """
    try:
        if isinstance(accelerator_config, Mapping):
            kind: Any = accelerator_config.get("type")
            topology: Any = accelerator_config.get("topology")
            of_kind = [name for name, found in generations().items() if found.config_type == kind]
            return slice_of_topology(of_kind[0], topology) if of_kind and isinstance(topology, str) else None
        # The API's default where neither is given.
        wanted = "v2-8" if accelerator_type is None and accelerator_config is None else accelerator_type
        return slice_of_type(wanted) if isinstance(wanted, str) else None
    except UnknownName:
        return None


def zones(slice_: Slice) -> tuple[str, ...]:
    """Return the zones in which such a slice was seen to be sold.

    `tpu_zones.csv` names those of a generation, for all its sizes unless it says for which. It is incomplete, and being
    listed is no promise of capacity: an unlisted zone is a question to answer, not an impossibility.
    """
    return tuple(
        zone
        for of, names, types in _zones()
        if of == slice_.generation.name and (not types or slice_.accelerator_type in types)
        for zone in names
    )


def quota(slice_: Slice, purchase: str) -> Quota:
    """Return the quota that a slice draws on when it is bought in one of `PURCHASES`."""
    column = _QUOTA_COLUMNS.get(purchase, "")
    hosts = _ONE_HOST if slice_.hosts == 1 else _SEVERAL_HOSTS
    for row in _quotas():
        if row["generation"] == slice_.generation.name and row["hosts"] in (hosts, "any") and row.get(column):
            return Quota(row[column], slice_.cores)
    return Quota(None, slice_.cores)


def can_stop(slice_: Slice, purchase: str) -> bool:
    """Say whether a slice can be stopped and started again; stopped, its chips cost nothing.

    The API stops single nodes only (cloud.google.com/tpu/docs/reference/rest/v2/projects.locations.nodes/stop), spot
    machines cannot be started again (cloud.google.com/tpu/docs/spot), and preemptible ones are their predecessors.
    Charges accrue while a node is READY (cloud.google.com/tpu/pricing).
    """
    return slice_.hosts == 1 and purchase in _STOPPABLE


def why_it_stays_on(slice_: Slice, purchase: str) -> str:
    """Return why a slice cannot be stopped, in words for a report; empty where it can be."""
    if can_stop(slice_, purchase):
        return ""
    if slice_.hosts > 1:
        return f"{slice_.accelerator_type} is {slice_.hosts} machines, and Cloud TPU stops single ones only"
    return f"a {purchase} TPU cannot be started again once stopped, only made anew"


def other_generations_runtime(slice_: Slice, runtime_version: str) -> str | None:
    """Return the generations that a runtime version is made for, where the slice's is not one of them."""
    made_for = [found.name for found in generations().values() if found.runtime_version == runtime_version]
    return ", ".join(made_for) if made_for and slice_.generation.name not in made_for else None


@cache
def _zones() -> tuple[tuple[str, list[str], list[str]], ...]:
    """Return generations with zones, and the accelerator types that are sold in them; none where all are."""
    return tuple((of, names.split(), types.split()) for of, names, types, _, _ in table("tpu_zones.csv"))


def _quotas() -> list[dict[str, Any]]:
    # YAML loads in more time than all tables of prices: only what needs it pays for it.
    from accel.catalog.rows import rows

    return rows("tpu_quotas.yaml")


def _generation(row: list[str]) -> Generation:
    name, accelerator, type_prefix, config_type, cores, chips, max_cubes, one_host, per_host, runtime, sources = row
    source = source_of(sources)
    return Generation(
        name=name,
        accelerator=accelerator,
        type_prefix=type_prefix,
        config_type=config_type,
        cores_per_chip=int(cores),
        chips=tuple(map(int, chips.split())),
        max_cubes=int(max_cubes or 0),
        single_host_chips=int(one_host),
        chips_per_host=int(per_host),
        runtime_version=runtime,
        source=source.title,
        source_date=source.date,
    )


def _flattest(chips: int) -> str:
    """Return the 2D shape of a size: sides are powers of two, the second at most twice the first."""
    side = 2 ** (int(math.log2(chips)) // 2)
    return f"{side}x{chips // side}"


def _sides(topology: str) -> tuple[int, ...]:
    return tuple(map(int, topology.split("x")))
