"""Whatever is asked, advice keeps to it: no offer is proposed, or named as a way out, that breaks a limit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from accel.catalog.accelerators import accelerator
from accel.catalog.areas import stands_in
from accel.catalog.decisions import FRAMEWORKS, METHODS, WORKLOADS, frameworks_of, why_excluded
from accel.catalog.models import model, models
from accel.planning.advice.advice import advise
from accel.planning.advice.request import Request
from accel.planning.month import HOURS_PER_MONTH

CLOUDS = (None, "aws", "aws-sagemaker", "gcp", "azure", "lambda", "runpod", "nebius", "vast")
REGIONS = (None, "eu", "europe", "us", "asia")
PURCHASES = (None, "any", "on_demand", "spot")


@st.composite
def requests(draw: st.DrawFn) -> Request:
    workload = draw(st.sampled_from(WORKLOADS))
    serves = workload == "inference"
    asked = model(draw(st.sampled_from(sorted(models()))))
    return Request(
        workload,
        asked,
        framework=draw(st.sampled_from(FRAMEWORKS)),
        cloud=draw(st.sampled_from(CLOUDS)),
        region=draw(st.sampled_from(REGIONS)),
        purchase=draw(st.sampled_from(PURCHASES)),
        budget_usd_per_month=draw(st.none() | st.floats(50, 200_000)),
        latency_ms=draw(st.none() | st.floats(1, 200)) if serves else None,
        quantization=draw(st.sampled_from((None, "fp8", "awq"))) if serves else None,
        context=min(draw(st.sampled_from((256, 4096, 16_384))), asked.max_context),
        concurrency=draw(st.integers(1, 64)),
        method=draw(st.sampled_from(METHODS)) if workload == "fine-tuning" else "full",
    )


@settings(max_examples=30, deadline=None)
@given(requests())
def test_no_proposal_breaks_a_limit(asked: Request) -> None:
    advice = advise(asked)
    assert advice.suitable + sum(left.offers for left in advice.left) == advice.offers
    for proposal in advice.proposals:
        offer = proposal.offer
        assert asked.cloud in (None, offer.provider)
        assert asked.region is None or stands_in(offer.provider, offer.region, asked.region)
        assert asked.purchase in (None, "any", offer.purchase)
        assert asked.framework in frameworks_of(accelerator(offer.accelerator).vendor)
        assert why_excluded(offer.accelerator, asked.workload) is None
        budget, latency = asked.budget_usd_per_month, asked.latency_ms
        assert budget is None or offer.usd_per_hour * proposal.room.machines * HOURS_PER_MONTH <= budget
        if latency is not None:
            assert proposal.bounds is not None
            assert proposal.bounds.decode_step_seconds * 1000 <= latency
        assert proposal.room.needed_gib <= proposal.room.available_gib * proposal.room.machines


@settings(max_examples=20, deadline=None)
@given(requests())
def test_a_way_out_is_never_a_way_around_a_limit(asked: Request) -> None:
    budget = asked.budget_usd_per_month
    for rung in advise(asked).ladder:
        assert asked.cloud in (None, rung.provider)
        over = budget is not None and (rung.usd_per_hour or 0) * HOURS_PER_MONTH > budget
        # Only another way to buy the same machine may cost more, and says so.
        assert over == ("over the budget" in rung.note)
        assert not over or rung.kind in {"reservation", "on-demand", "flex-start", "spot"}
        if rung.kind in {"region", "accelerator", "cloud"}:
            assert asked.region is None or stands_in(rung.provider, rung.where, asked.region)


@settings(max_examples=15, deadline=None)
@given(requests(), st.floats(1.1, 10))
def test_a_larger_budget_never_leaves_fewer_offers(asked: Request, factor: float) -> None:
    budget = asked.budget_usd_per_month or 5000.0
    small, large = (advise(asked._replace(budget_usd_per_month=each)) for each in (budget, budget * factor))
    assert small.suitable <= large.suitable
    if asked.workload == "inference" and small.proposals:
        assert large.proposals[0].usd_per_hour <= small.proposals[0].usd_per_hour


@settings(max_examples=15, deadline=None)
@given(requests().filter(lambda asked: asked.workload == "inference"), st.integers(2, 8))
def test_more_requests_at_once_never_find_more_machines(asked: Request, times: int) -> None:
    few, many = (advise(asked._replace(latency_ms=None, concurrency=count)) for count in (1, times))
    assert many.suitable <= few.suitable
