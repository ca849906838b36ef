import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.catalog.names import UnknownName
from accel.planning.training import (
    Node,
    computing_hours,
    node,
    operations,
    training,
)
from accel.planning.training_guide import guide_comparison
from accel.planning.training_interruptions import (
    Interruptions,
    daly_interval,
    expected_overhead,
    first_order_overhead,
    young_interval,
)

MINUTE = 1 / 60
H100 = Node("aws", "p5.48xlarge", "nvidia-h100-80gb", 8, 990)

some_job = st.builds(
    Interruptions,
    mean_hours_between=st.floats(0.5, 500),
    checkpoint_hours=st.floats(0.002, 0.2),
    restart_hours=st.floats(0, 0.5),
)


def exact_interval(job: Interruptions) -> float:
    """Find the interval of least cost by bisection: where the cost's derivative is 0."""

    def slope(interval: float) -> float:
        x = (interval + job.checkpoint_hours) / job.mean_hours_between
        return interval / job.mean_hours_between - 1 + math.exp(-x)

    low, high = 1e-9, job.mean_hours_between
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return low


def test_the_guide_s_example_takes_7365_hours() -> None:
    work = operations(7e9, 2000e9)
    assert work == 8.4e22
    # 8.4e22 / (990e12 x 8 x 0.4) / 3600.
    assert computing_hours(work, 990, 8, 0.4) == pytest.approx(7365.3, abs=0.1)


@pytest.mark.parametrize(
    ("hardware", "hours", "printed"), [("h100", 7365, 268), ("a100_80g", 23371, 2676), ("tpu_v5e_8", 37014, 552)]
)
def test_what_the_guide_prints_does_not_follow_from_its_formula(hardware: str, hours: int, printed: int) -> None:
    line = next(each for each in guide_comparison() if each.example.hardware == hardware)
    assert round(line.hours) == hours
    assert line.printed_hours == printed


def test_the_guide_s_dollars_are_hours_times_its_prices() -> None:
    found = {(line.example.hardware, line.purchase): line for line in guide_comparison()}
    assert found["h100", "on_demand"].usd == pytest.approx(7365.3 * 98.32, rel=1e-4)
    assert found["h100", "spot"].printed_usd == 7912
    assert found["trainium", "spot"].printed_usd is None


@pytest.mark.parametrize(("mean_hours", "minutes"), [(24, 117), (6, 57), (0.25, 9.1)])
def test_daly_s_interval_is_that_of_his_own_examples(mean_hours: float, minutes: float) -> None:
    # Figures 3 to 5 of the paper: dump time 5 min, restart 10 min.
    job = Interruptions(mean_hours, 5 * MINUTE, 10 * MINUTE)
    assert daly_interval(job) / MINUTE == pytest.approx(minutes, abs=0.5)


def test_daly_s_interval_by_hand() -> None:
    # d = 5 min, M = 15 min: sqrt(150) = 12.24745; 1 + sqrt(1/6)/3 + (1/6)/9 = 1.154601; 14.14092 - 5.
    assert daly_interval(Interruptions(0.25, 5 * MINUTE, 0)) / MINUTE == pytest.approx(9.14092, abs=1e-4)


def test_young_s_interval_by_hand() -> None:
    # sqrt(2 x 5 min x 1440 min) = 120 min.
    assert young_interval(Interruptions(24, 5 * MINUTE, 0)) / MINUTE == pytest.approx(120)


def test_checkpoints_that_take_longer_than_twice_the_mean_time_are_written_at_the_mean_time() -> None:
    assert daly_interval(Interruptions(1, 3, 0)) == 1


def test_the_overhead_by_hand() -> None:
    # M = 6 h, interval 1 h, checkpoint 0, restart 0: 6 x (e^(1/6) - 1) - 1 = 0.08816.
    assert expected_overhead(Interruptions(6, 0, 0), 1) == pytest.approx(0.088162, abs=1e-6)


def test_a_run_that_would_never_end_has_infinite_overhead() -> None:
    job = Interruptions(0.001, 1, 1)
    assert expected_overhead(job, 1) == math.inf
    assert training(7e9, 2e12, H100, 1, 0.4, job).hours == math.inf


@settings(max_examples=60, deadline=None)
@given(some_job, st.floats(0.1, 10))
def test_young_s_interval_is_the_minimum_of_his_cost(job: Interruptions, factor: float) -> None:
    best = young_interval(job)
    assert first_order_overhead(job, best) <= first_order_overhead(job, best * factor) + 1e-12


@settings(max_examples=60, deadline=None)
@given(some_job, st.floats(0.1, 10))
def test_daly_s_interval_costs_no_more_than_any_other(job: Interruptions, factor: float) -> None:
    best = exact_interval(job)
    least = 1 + expected_overhead(job, best)
    assert least <= (1 + expected_overhead(job, best * factor)) * (1 + 1e-9)
    # His estimate is a perturbation series: within a thousandth of the exact minimum for the checkpoints drawn here.
    assert 1 + expected_overhead(job, daly_interval(job)) <= least * 1.001


@settings(max_examples=60, deadline=None)
@given(some_job)
def test_daly_is_never_worse_than_young(job: Interruptions) -> None:
    young, daly = (expected_overhead(job, each(job)) for each in (young_interval, daly_interval))
    assert 1 + daly <= (1 + young) * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 512), st.floats(0.05, 1))
def test_more_nodes_take_fewer_hours_and_never_fewer_node_hours_on_spot(nodes: int, mfu: float) -> None:
    fewer, more = (training(7e9, 2e12, H100, count, mfu) for count in (nodes, nodes + 1))
    assert more.hours < fewer.hours
    assert more.node_hours == pytest.approx(fewer.node_hours)
    spot = [
        training(7e9, 2e12, H100, count, mfu, Interruptions(24 / count, 5 * MINUTE, 10 * MINUTE))
        for count in (nodes, nodes + 1)
    ]
    assert spot[0].node_hours <= spot[1].node_hours * (1 + 1e-9)


def test_spot_takes_longer_by_its_overhead() -> None:
    job = Interruptions(6, 5 * MINUTE, 10 * MINUTE)
    found = training(7e9, 2e12, H100, 4, 0.4, job)
    assert found.computing_hours == pytest.approx(1841.3, abs=0.1)
    assert found.checkpoints is not None
    assert found.hours == pytest.approx(found.computing_hours * (1 + found.checkpoints.overhead))
    # 6 e^(1/36) (e^((0.945216 + 0.083333) / 6) - 1) / 0.945216 - 1.
    assert found.checkpoints.overhead == pytest.approx(0.2204, abs=1e-4)
    assert found.checkpoints.expected_interruptions == pytest.approx(found.hours / 6)


def test_a_short_run_writes_its_checkpoint_at_its_end() -> None:
    found = training(1e6, 1e6, H100, 1, 0.4, Interruptions(24, 5 * MINUTE, 10 * MINUTE))
    assert found.checkpoints is not None
    assert found.checkpoints.interval_hours == found.computing_hours


def test_a_machine_is_a_node_and_so_is_a_slice() -> None:
    assert node("p5.48xlarge").count == 8
    found = node("tpu-v5litepod-8")
    assert (found.accelerator, found.count, found.tflops) == ("tpu-v5e", 8, 197)


def test_training_time_and_cost_are_linear_in_the_model_and_in_the_tokens() -> None:
    once = training(7e9, 2e12, H100, 1, 0.4)
    assert training(21e9, 2e12, H100, 1, 0.4).node_hours == pytest.approx(3 * once.node_hours)
    assert training(7e9, 5e12, H100, 1, 0.4).node_hours == pytest.approx(2.5 * once.node_hours)
    assert training(7e9, 2e12, H100, 1, 0.2).node_hours == pytest.approx(2 * once.node_hours)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("e2-standard-4", "no whole accelerator"),
        ("Standard_NV6ads_A10_v5", "no whole accelerator"),
        ("g4dn.xlarge", "no source states the BF16 peak"),
        ("inf2.48xlarge", "made for inference alone"),
        ("p2.xlarge", "older than compute capability 7.0"),
        ("ml.p4d.24xlarge", "prices of its own"),
    ],
)
def test_what_nobody_trains_on_is_refused_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        node(name)
    assert name in str(caught.value)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 1000), st.floats(1, 20_000), st.integers(1, 64), st.floats(1.1, 50))
def test_a_run_scales_with_its_operations_on_spot_too(params: float, tokens: float, nodes: int, factor: float) -> None:
    job = Interruptions(24 / nodes, 5 * MINUTE, 10 * MINUTE)
    small, large = (training(params * 1e9, tokens * 1e9 * times, H100, nodes, 0.4, job) for times in (1, factor))
    # A run shorter than the interval between checkpoints pays for a smaller part of one.
    if small.checkpoints and small.checkpoints.interval_hours == small.checkpoints.daly_hours:
        assert large.node_hours == pytest.approx(factor * small.node_hours)


@pytest.mark.parametrize(("name", "near"), [("p5.48xlarg", "p5.48xlarge"), ("tpu-v5litepod-9", "v5litepod-8")])
def test_a_misspelt_machine_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownName, match=f"did you mean '{near}'"):
        node(name)
