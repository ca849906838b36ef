"""Accelerators as rules judge them."""

from accel.catalog.accelerators import accelerators

_TRAINING = "training"


def is_for_training(accelerator: str | None) -> bool:
    """Say whether an accelerator is sold for training; not for one that the catalogue does not hold."""
    found = accelerators().get(accelerator or "")
    return found is not None and found.tier == _TRAINING
