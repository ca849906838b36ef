"""Schedules as hours of a week: cron expressions of AWS, Cloud Scheduler and Kubernetes."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from accel.planning.month import HOURS_PER_MONTH

_MINUTES_PER_HOUR = 60
_HOURS_PER_DAY = 24
_MINUTES_PER_DAY = _MINUTES_PER_HOUR * _HOURS_PER_DAY
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MINUTES_PER_WEEK = _MINUTES_PER_DAY * len(_DAYS)
_ANY = ("*", "?")
_UNIX_FIELDS, _AWS_FIELDS = 5, 6

S = TypeVar("S")


@lru_cache(maxsize=1024)
def minutes_of_week(expression: str) -> tuple[int, ...] | None:
    """Return the minutes, counted from Sunday 00:00, at which a cron expression fires every week.

    Reads five fields (`0 8 * * 1-5`) and AWS's six (`cron(0 8 ? * MON-FRI *)`, where Sunday is 1). Gives None for what
    does not fire at the same minutes every week (a day of the month, a rate, a single date) and for what is no cron.
    """
    text = expression.strip()
    aws = text.startswith("cron(") and text.endswith(")")
    fields = (text[5:-1] if aws else text).split()
    if len(fields) != (_AWS_FIELDS if aws else _UNIX_FIELDS):
        return None
    if any(field not in _ANY for field in (fields[2], fields[3], *fields[5:])):
        return None
    minutes = _values(fields[0], 0, _MINUTES_PER_HOUR - 1)
    hours = _values(fields[1], 0, _HOURS_PER_DAY - 1)
    # AWS counts days from Sunday 1; everybody else from Sunday 0, and 7 is Sunday again.
    days = _values(fields[4].upper(), 1 if aws else 0, 7, _DAYS, first=1 if aws else 0)
    if minutes is None or hours is None or days is None:
        return None
    found = {
        ((day - 1 if aws else day % len(_DAYS)) * _HOURS_PER_DAY + hour) * _MINUTES_PER_HOUR + minute
        for day in days
        for hour in hours
        for minute in minutes
    }
    return tuple(sorted(found))


def _values(field: str, lowest: int, highest: int, names: tuple[str, ...] = (), first: int = 0) -> set[int] | None:
    """Return the numbers that a field of a cron expression stands for, or None where it is none."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        if step and (not step.isdecimal() or int(step) == 0):
            return None
        if span in _ANY:
            start, end = lowest, highest
        else:
            left, dash, right = span.partition("-")
            ends = [
                names.index(end) + first if end in names else int(end) if end.isdecimal() else -1
                for end in (left, right or left)
            ]
            start, end = ends[0], ends[1] if dash or not step else highest
        if not lowest <= start <= highest or not lowest <= end <= highest:
            return None
        # FRI-MON goes over the end of the week.
        span_of_values = (
            range(start, end + 1) if start <= end else (*range(start, highest + 1), *range(lowest, end + 1))
        )
        found.update(list(span_of_values)[:: int(step or 1)])
    return found


def timeline(events: Iterable[tuple[int, Callable[[S], S]]], initial: S) -> list[tuple[S, float]]:
    """Return the states that a repeating week goes through, each with its hours a month.

    Args:
        events: minute of the week and what happens to the state then; of several in one minute the last one wins.
        initial: the state before anything happened; it stays for the whole month where there are no events.
    """
    ordered = sorted(events, key=lambda event: event[0])
    if not ordered:
        return [(initial, float(HOURS_PER_MONTH))]
    state = initial
    for _, change in ordered:
        # A first week brings the state into the cycle that all later weeks repeat.
        state = change(state)
    found: list[tuple[S, float]] = []
    next_minutes = [*(minute for minute, _ in ordered[1:]), ordered[0][0] + _MINUTES_PER_WEEK]
    for (minute, change), until in zip(ordered, next_minutes, strict=True):
        state = change(state)
        found.append((state, HOURS_PER_MONTH * (until - minute) / _MINUTES_PER_WEEK))
    return found
