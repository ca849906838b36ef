"""AWS's names and limits of registries, secrets and cost alerts, as components need them."""

from accel.catalog import cloud
from accel.catalog.cloud import Limit, Pattern

_FILE = "aws.yaml"


def pattern(name: str) -> Pattern:
    """Return what a kind of name must look like: `repository`, `secret`, `e-mail`.

    Raises:
        UnknownName: there is no such kind.
    """
    return cloud.pattern(_FILE, name)


def limit(name: str) -> Limit:
    """Return the bounds of a setting: `secret recovery days`.

    Raises:
        UnknownName: there is no such limit.
    """
    return cloud.limit(_FILE, name)
