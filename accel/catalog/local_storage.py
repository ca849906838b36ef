"""Which AWS machines have disks of their own, for which SageMaker takes no KMS key."""

from functools import cache

from accel.catalog.rows import rows


def has_local_storage(machine_type: str) -> bool:
    """Say whether a machine type, `ml.g5.xlarge` or `g5.xlarge`, has NVMe disks of its own."""
    return machine_type.removeprefix("ml.").partition(".")[0] in _families()


@cache
def _families() -> frozenset[str]:
    return frozenset(family for row in rows("local_storage.yaml") for family in row["families"])
