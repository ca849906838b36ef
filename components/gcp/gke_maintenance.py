"""When GKE may upgrade a cluster and its nodes."""

import datetime
from collections.abc import Sequence
from typing import Any, TypedDict

from accel.catalog import gke
from components.contract import InvalidArgument, require_between, require_one_of

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# A weekday occurs at least so often in the 32 days over which GKE counts maintenance.
_OCCURRENCES = 4


class GkeClusterMaintenance(TypedDict):
    """When GKE may upgrade the cluster and its nodes."""

    start_hour: int
    """Hour of the day in UTC at which the window opens, 0 to 23."""
    hours: int
    """How many hours it stays open, 4 to 24."""
    days: Sequence[str]
    """Days on which it opens: MO, TU, WE, TH, FR, SA, SU; together at least 48 hours in 32 days."""


_WEEKENDS: GkeClusterMaintenance = {"start_hour": 2, "hours": 8, "days": ["SA", "SU"]}


def validate(maintenance: GkeClusterMaintenance | None) -> None:
    """Refuse a window that GKE finds too short, or that is none.

    Raises:
        InvalidArgument: names what is wrong with it.
    """
    chosen = maintenance or _WEEKENDS
    require_between("maintenance.start_hour", chosen["start_hour"], 0, 23)
    for day in chosen["days"]:
        require_one_of("maintenance.days", day, _WEEKDAYS)
    contiguous, total = gke.limit("contiguous hours of maintenance"), gke.limit("hours of maintenance in 32 days")
    require_between("maintenance.hours", chosen["hours"], contiguous.lowest, contiguous.highest or 24)
    available = _OCCURRENCES * chosen["hours"] * len(set(chosen["days"]))
    if available < total.lowest:
        allowed = f"at least {total.lowest} hours in 32 days; {available} are given"
        raise InvalidArgument("maintenance", dict(chosen), allowed, "add a day, or make the window longer")


def window(maintenance: GkeClusterMaintenance | None) -> Any:
    """Return the recurring window of a cluster; weekends where nobody chose one."""
    chosen = maintenance or _WEEKENDS
    # Any day in the past will do: the rule says on which days the window opens.
    start = datetime.datetime(2026, 1, 3, chosen["start_hour"], tzinfo=datetime.UTC)
    end = start + datetime.timedelta(hours=chosen["hours"])
    days = ",".join(day for day in _WEEKDAYS if day in chosen["days"])
    return {
        "start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end_time": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "recurrence": f"FREQ=WEEKLY;BYDAY={days}",
    }
