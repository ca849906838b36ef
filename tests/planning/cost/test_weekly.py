import pytest
from hypothesis import given
from hypothesis import strategies as st

from accel.planning.cost.weekly import minutes_of_week, timeline

MONDAY, SATURDAY, HOUR = 24 * 60, 6 * 24 * 60, 60


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("0 8 * * 1", [MONDAY + 8 * HOUR]),
        ("30 8,18 * * mon", [MONDAY + 8 * HOUR + 30, MONDAY + 18 * HOUR + 30]),
        ("0 0 * * 0", [0]),
        ("0 0 * * 7", [0]),
        ("0 */12 * * 6", [SATURDAY, SATURDAY + 12 * HOUR]),
        ("0 20/2 * * SAT", [SATURDAY + 20 * HOUR, SATURDAY + 22 * HOUR]),
        ("cron(0 8 ? * MON *)", [MONDAY + 8 * HOUR]),
        ("cron(0 8 ? * 2 *)", [MONDAY + 8 * HOUR]),
        ("cron(15 0 * * SUN *)", [15]),
        ("0 0 * * FRI-MON", [0, MONDAY, 5 * 24 * HOUR, SATURDAY]),
    ],
)
def test_cron_fires_at_these_minutes_of_the_week(expression: str, minutes: list[int]) -> None:
    assert minutes_of_week(expression) == tuple(minutes)


def test_every_day_is_seven_days() -> None:
    assert minutes_of_week("0 8 * * *") == tuple(day * 24 * HOUR + 8 * HOUR for day in range(7))


@pytest.mark.parametrize(
    "expression",
    [
        "0 8 1 * *",
        "0 8 * 6 *",
        "cron(0 8 ? * MON 2027)",
        "cron(0 8 L * ? *)",
        "rate(1 hour)",
        "at(2027-01-01T00:00:00)",
        "@daily",
        "61 8 * * *",
        "0 24 * * *",
        "0 8 * * noday",
        "0 8/0 * * *",
        "0 8 * *",
        "cron(0 8 ? * MON)",
        "cron(0 8 ? * 0 *)",
        "",
    ],
)
def test_what_does_not_repeat_every_week_has_no_minutes(expression: str) -> None:
    assert minutes_of_week(expression) is None


@given(st.text())
def test_no_text_is_a_crash(expression: str) -> None:
    minutes = minutes_of_week(expression)
    assert minutes is None or all(0 <= minute < 7 * 24 * 60 for minute in minutes)


def test_week_is_divided_between_its_states() -> None:
    on, off = (lambda _: "on"), (lambda _: "off")
    states = timeline([(MONDAY + 8 * HOUR, on), (MONDAY + 20 * HOUR, off)], "before")
    assert states == [("on", pytest.approx(730 * 12 / 168)), ("off", pytest.approx(730 * 156 / 168))]


def test_nothing_happens_all_month() -> None:
    assert timeline([], "on") == [("on", 730)]


def test_first_week_does_not_count() -> None:
    states = timeline([(0, lambda bounds: (bounds[0], 2)), (1, lambda bounds: (1, bounds[1]))], (9, 9))
    assert [state for state, _ in states] == [(1, 2), (1, 2)]


@given(st.lists(st.tuples(st.integers(0, 7 * 24 * 60 - 1), st.booleans())))
def test_hours_of_all_states_are_a_month(switches: list[tuple[int, bool]]) -> None:
    states = timeline([(minute, lambda _, on=on: on) for minute, on in switches], True)
    assert sum(hours for _, hours in states) == pytest.approx(730)
    assert all(hours >= 0 for _, hours in states)
