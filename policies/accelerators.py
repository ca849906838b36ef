"""Accelerators as rules judge them."""

from accel.catalog.accelerators import accelerators
from accel.planning.cost.hardware import TPU_VMS, Rented
from accel.planning.graph import Resource

_TRAINING = "training"


def is_for_training(accelerator: str | None) -> bool:
    """Say whether an accelerator is sold for training; not for one that the catalogue does not hold."""
    found = accelerators().get(accelerator or "")
    return found is not None and found.tier == _TRAINING


def trains(resource: Resource, rent: Rented) -> bool:
    """Say whether a resource trains on what it rents; slices do, whatever their generation: nothing serves there."""
    return resource.kind in TPU_VMS or is_for_training(rent.accelerator)
