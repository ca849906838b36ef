"""What can be rented by the hour under a name, and what an hour of it costs in a region, bought in one way."""

from typing import NamedTuple

from accel.catalog.accelerators import accelerator_called
from accel.catalog.machines import machines
from accel.catalog.names import UnknownName
from accel.catalog.offers import GPUS_TO_ATTACH
from accel.catalog.prices import ANYWHERE, Price, current_prices, items, price, prices_of, tpu_chip_price
from accel.catalog.regions import regions
from accel.catalog.tpu import slice_of_type

_SLICE, _GPU, _SAGEMAKER = "tpu-", "gpu:", "ml."
_SLICE_CLOUD, _SAGEMAKER_CLOUD = "gcp", "aws-sagemaker"


class Rentable(NamedTuple):
    """Something to rent by the hour."""

    cloud: str
    """Its provider, as in `accel.catalog.providers`."""
    name: str
    accelerator: str | None
    """Id in the catalogue; None where it has none."""
    count: float  # pyright: ignore[reportIncompatibleMethodOverride] - nobody counts what is in it
    """Accelerators in it; a fraction where it has a share of one."""


def rentable(name: str, cloud: str | None = None) -> Rentable:
    """Return what is rented under a name: a machine type, a TPU slice (`tpu-v5p-8`), or one GPU (`gpu:H100`).

    Args:
        name: as price lists have it; `ml.inf2.xlarge` is SageMaker's.
        cloud: its provider; needed only where several rent out the same.

    Raises:
        UnknownName: nobody rents it out; carries the nearest name.
        ValueError: several do, and `cloud` does not say which.
    """
    if name.startswith(_GPU):
        return _gpu(name, cloud)
    if name.startswith(_SLICE) and cloud in (None, _SLICE_CLOUD):
        found = slice_of_type(name.removeprefix(_SLICE))
        return Rentable(_SLICE_CLOUD, name, found.generation.accelerator, found.chips)
    hosted = name.startswith(_SAGEMAKER) or cloud == _SAGEMAKER_CLOUD
    known = machines("aws" if hosted else cloud)
    machine = known.get(name.removeprefix(_SAGEMAKER))
    if machine is None:
        raise UnknownName("machine type", name, [*known, *_slices(), *_gpus(cloud)])
    return Rentable(_SAGEMAKER_CLOUD if hosted else machine.cloud, name, machine.accelerator, machine.accelerator_count)


def rent(found: Rentable, region: str | None, purchase: str) -> Price | None:
    """Return the price of an hour: in a region, or where it is cheapest; None where no source has one.

    The price of a slice is that of one of its chips: `usd_per_hour` multiplies.

    Raises:
        UnknownName: there is no such region or way to buy; carries the nearest one.
    """
    rows = [row for row in _prices(found) if row.purchase == purchase]
    if not rows:
        known = {row.purchase for row in current_prices()}
        if purchase not in known:
            raise UnknownName("way to buy", purchase, known)
        return None
    here = [row for row in rows if region is None or row.region in (region, ANYWHERE)]
    if not here and region not in (known := _regions(found.cloud)):
        raise UnknownName(f"region of {found.cloud}", str(region), known)
    return min(here, key=lambda row: (row.usd_per_hour, row.region)) if here else None


def usd_per_hour(found: Rentable, row: Price) -> float:
    """Return what an hour of it costs; a slice is paid for by its chips."""
    return row.usd_per_hour * found.count if row.unit == "chip" else row.usd_per_hour


def _prices(found: Rentable) -> list[Price]:
    """Return what counts in each region and way to buy."""
    if found.name.startswith(_SLICE):
        generation = slice_of_type(found.name.removeprefix(_SLICE)).generation.name
        places = {(row.region, row.purchase) for item in _slice_items() for row in prices_of(item, _SLICE_CLOUD)}
        chips = [tpu_chip_price(generation, *place, chips=int(found.count)) for place in sorted(places)]
        return [row for row in chips if row]
    if found.name not in items(found.cloud):
        return []
    places = {(row.region, row.purchase) for row in prices_of(found.name, found.cloud)}
    rows = [price(found.cloud, region, found.name, purchase) for region, purchase in sorted(places)]
    return [row for row in rows if row]


def _regions(cloud: str) -> set[str]:
    """Return every region of a provider that anybody has written down, with a price or without."""
    return {*regions("aws" if cloud == _SAGEMAKER_CLOUD else cloud), *(row.region for row in current_prices(cloud))}


def _gpu(name: str, cloud: str | None) -> Rentable:
    clouds = sorted({row.cloud for row in prices_of(name, cloud)} - {GPUS_TO_ATTACH})
    if len(clouds) != 1:
        who = f"{', '.join(clouds)} rent it out: name one with --cloud" if clouds else "not rented out alone"
        raise ValueError(f"{name}: {who}")
    return Rentable(clouds[0], name, accelerator_called(name.removeprefix(_GPU)), 1)


def _gpus(cloud: str | None) -> list[str]:
    return [item for item in items(cloud) if item.startswith(_GPU)]


def _slices() -> list[str]:
    return [item for item in _slice_items() if not item.endswith(":chip")]


def _slice_items() -> list[str]:
    return [item for item in items(_SLICE_CLOUD) if item.startswith(_SLICE)]
