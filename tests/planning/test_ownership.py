from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.ownership import (
    Owned,
    Rented,
    break_even_utilization,
    months_to_break_even,
    sensitivity,
    simple_break_even,
    usd_per_used_hour,
)
from accel.planning.ownership_guide import guide_cases

OWNED = Owned(
    purchase_usd=24000,
    power_kw=1,
    usd_per_kwh=0.2,
    pue=1.5,
    maintenance_share_per_year=0.05,
    salvage_share=0.1,
    life_years=3,
)
RENTED = Rented(usd_per_hour=4, utilization=0.5)

some_owned = st.builds(
    Owned,
    purchase_usd=st.floats(1000, 500_000),
    power_kw=st.floats(0, 20),
    usd_per_kwh=st.floats(0, 1),
    pue=st.floats(1, 2),
    maintenance_share_per_year=st.floats(0, 0.3),
    salvage_share=st.floats(0, 1),
    life_years=st.floats(1, 8),
)
some_rented = st.builds(Rented, usd_per_hour=st.floats(0.1, 100), utilization=st.floats(0.05, 1))


def test_the_break_even_by_hand() -> None:
    # Power 1 kW x 1.5 x 730 h x $0.2 = $219; maintenance 24000 x 5 % / 12 = $100.
    assert OWNED.running_usd_per_month == pytest.approx(319)
    # Rent 730 h x 0.5 x $4 = $1460; 24000 / (1460 - 319) = 21.03 months.
    assert months_to_break_even(OWNED, RENTED) == pytest.approx(21.034, abs=0.001)


def test_a_life_by_hand() -> None:
    # 24000 x 0.9 = 21600 of lost value, 600 a month; 319 x 36 = 11484 to run it.
    assert OWNED.depreciation_usd_per_month == pytest.approx(600)
    assert OWNED.life_usd == pytest.approx(33084)
    # 36 x 730 x 0.5 = 13,140 hours of work.
    assert usd_per_used_hour(OWNED, 0.5) == pytest.approx(33084 / 13140)
    assert break_even_utilization(OWNED, RENTED) == pytest.approx(33084 / (36 * 730 * 4))


def test_rent_below_the_running_costs_is_never_made_up() -> None:
    cheap = replace(RENTED, usd_per_hour=0.5)
    assert months_to_break_even(OWNED, cheap) is None
    assert break_even_utilization(OWNED, cheap) is None


def test_a_commitment_is_paid_for_in_all_hours_used_or_not() -> None:
    committed = replace(RENTED, committed=True)
    # 730 h x $4, whatever the utilisation of 0.5; 24000 / (2920 - 319).
    assert committed.usd_per_month == pytest.approx(2920)
    assert months_to_break_even(OWNED, committed) == pytest.approx(9.227, abs=0.001)
    assert break_even_utilization(OWNED, committed) == 0
    assert break_even_utilization(OWNED, replace(committed, usd_per_hour=1)) is None
    assert {each.months for each in sensitivity(OWNED, committed) if each.figure == "utilization"} == {
        months_to_break_even(OWNED, committed)
    }


def test_staff_is_paid_every_month() -> None:
    assert replace(OWNED, staff_usd_per_month=500).running_usd_per_month == pytest.approx(819)


def test_the_guide_s_example_is_sooner_than_it_prints() -> None:
    guide, cases = guide_cases()
    # 3.67 x 720 h is $2,642 a month, not an hour.
    assert {round(case.rent_usd_per_month) for case in cases} == {2642}
    assert [round(case.months or 0, 1) for case in cases] == [7.6, 11.4, 8.2, 14.0]
    assert guide.printed_months == (10, 15)
    # Its 10 to 15 months follow from $2,000 a month.
    assert (simple_break_even(20000, 2000, 0), simple_break_even(30000, 2000, 0)) == (10, 15)


def test_the_table_holds_what_was_given_and_moves_one_figure_at_a_time() -> None:
    found = sensitivity(OWNED, RENTED)
    months = months_to_break_even(OWNED, RENTED)
    for figure, value in (("utilization", 0.5), ("usd_per_kwh", 0.2), ("rent_usd_per_hour", 4)):
        assert [each.months for each in found if (each.figure, each.value) == (figure, value)] == [months]
    twice = next(each for each in found if (each.figure, each.value) == ("usd_per_kwh", 0.4))
    # 24000 / (1460 - 538).
    assert twice.months == pytest.approx(26.030, abs=0.001)


@pytest.mark.parametrize(
    "changes",
    [
        {"purchase_usd": 0},
        {"power_kw": -1},
        {"usd_per_kwh": float("nan")},
        {"pue": 0.9},
        {"salvage_share": 1.1},
        {"life_years": 0},
        {"maintenance_share_per_year": float("inf")},
    ],
)
def test_what_no_machine_is_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        replace(OWNED, **changes)


@pytest.mark.parametrize("changes", [{"usd_per_hour": 0}, {"utilization": 0}, {"utilization": 1.01}])
def test_what_no_rent_is_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        replace(RENTED, **changes)


@settings(max_examples=60, deadline=None)
@given(some_owned, some_rented)
def test_dearer_rent_pays_sooner_and_dearer_power_later(owned: Owned, rented: Rented) -> None:
    months = months_to_break_even(owned, rented)
    dearer = months_to_break_even(owned, replace(rented, usd_per_hour=rented.usd_per_hour * 2))
    power = months_to_break_even(replace(owned, usd_per_kwh=owned.usd_per_kwh + 0.1), rented)
    if months is not None:
        assert dearer is not None
        assert dearer <= months
        assert power is None or power >= months


@settings(max_examples=60, deadline=None)
@given(some_owned, some_rented, st.floats(1, 3))
def test_a_dearer_machine_pays_later_and_a_busier_one_sooner(owned: Owned, rented: Rented, factor: float) -> None:
    months = months_to_break_even(owned, rented)
    dearer = months_to_break_even(replace(owned, purchase_usd=owned.purchase_usd * factor), rented)
    busier = months_to_break_even(owned, replace(rented, utilization=min(1, rented.utilization * factor)))
    if months is not None:
        assert busier is not None
        assert busier <= months * (1 + 1e-9)
        assert dearer is None or dearer >= months * (1 - 1e-9)
    else:
        assert dearer is None


@settings(max_examples=60, deadline=None)
@given(some_owned, some_rented)
def test_at_the_break_even_both_have_cost_the_same(owned: Owned, rented: Rented) -> None:
    months = months_to_break_even(owned, rented)
    if months is not None and months < 1e6:
        bought = owned.purchase_usd + owned.running_usd_per_month * months
        assert bought == pytest.approx(rented.usd_per_month * months, rel=1e-6)
    share = break_even_utilization(owned, rented)
    if share:
        assert usd_per_used_hour(owned, share) == pytest.approx(rented.usd_per_hour)
