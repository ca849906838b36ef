"""Versions of managed Kubernetes: until when each cloud supports each of them without being paid for it."""

import datetime
import re
from collections.abc import Mapping
from functools import cache

from accel.catalog import eks
from accel.catalog.rows import rows

_MINOR = re.compile(r"v?(\d+\.\d+)(?:[.-].*)?")
_EKS = "aws"


def standard_support_until(cloud: str, version: str) -> datetime.date | None:
    """Return the last day of standard support of a version on a cloud; None for one that the catalogue does not hold.

    Args:
        cloud: `aws`, `gcp` or `azure`.
        version: the minor version alone, or with what follows it: `1.33`, `1.33.4`, `1.33.4-gke.1350000`.
    """
    found = _MINOR.fullmatch(version.strip())
    if found is None:
        return None
    return eks.standard_support_until(found[1]) if cloud == _EKS else _all().get((cloud, found[1]))


@cache
def _all() -> Mapping[tuple[str, str], datetime.date]:
    return {
        (row["cloud"], version): day
        for row in rows("kubernetes_versions.yaml")
        for version, day in row["standard_support_until"].items()
    }
