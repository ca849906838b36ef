"""Which blueprints there are. A blueprint's module, and with it its cloud's SDK, loads only when a stack uses it."""

from importlib import import_module
from typing import cast

from blueprints.contract import Blueprint

KINDS = ("azure_baseline", "gke_vllm", "sagemaker_inf2", "tpu_training")
"""Module names in this package; add yours here and `accel schema --write` completes it in editors."""


def blueprint(kind: str) -> Blueprint:
    """Return the module of one of `KINDS`."""
    return cast("Blueprint", import_module(f"blueprints.{kind}"))
