"""Which AWS machines have disks of their own, for which SageMaker takes no KMS key."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def has_local_storage(machine_type: str) -> bool:
    """Say whether a machine type, `ml.g5.xlarge` or `g5.xlarge`, has NVMe disks of its own."""
    return machine_type.removeprefix("ml.").partition(".")[0] in _families()


@cache
def _families() -> frozenset[str]:
    text = (files("accel.catalog") / "data" / "local_storage.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return frozenset(family for row in rows for family in row["families"])
