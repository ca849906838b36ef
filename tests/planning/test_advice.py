"""Advice is about offers that exist: every test judges real ones, or makes one of its own where a limit is tried."""

import datetime
from typing import Any

import pytest

from accel.catalog.areas import stands_in
from accel.catalog.decisions import WORKLOADS, branches, scale, training_bytes_per_parameter
from accel.catalog.models import model
from accel.catalog.names import UnknownName
from accel.catalog.offers import Offer, offers
from accel.planning.advice.advice import Advice, advise
from accel.planning.advice.flow import steps
from accel.planning.advice.judging import HOURS_PER_MONTH, Proposal, Rejection, judge_of
from accel.planning.advice.report import lines, to_json
from accel.planning.advice.request import Request
from accel.planning.advice.room import room_of
from accel.planning.stack import HOURS_PER_MONTH as MONTH_OF_STACKS
from tests.planning.advising import LLAMA_70B, offer, request

TODAY = datetime.date(2026, 11, 24)


def rejected(asked: Request, found: Offer) -> Rejection:
    verdict = judge_of(asked)(found)
    assert isinstance(verdict, Rejection)
    return verdict


@pytest.fixture(scope="module")
def in_the_eu() -> Advice:
    return advise(request(region="eu"))


def test_the_month_is_that_of_stacks() -> None:
    assert HOURS_PER_MONTH == MONTH_OF_STACKS


def test_inference_is_ranked_by_the_hour_and_each_kind_comes_once(in_the_eu: Advice) -> None:
    prices = [proposal.usd_per_hour for proposal in in_the_eu.proposals]
    assert prices == sorted(prices)
    kinds = [(row.offer.provider, row.offer.accelerator, row.offer.purchase) for row in in_the_eu.proposals]
    assert len(set(kinds)) == len(kinds) > 3


def test_training_is_ranked_by_arithmetic_for_the_money() -> None:
    costs = [proposal.usd_per_eflop for proposal in advise(request("training")).proposals]
    assert None not in costs
    assert costs == sorted(costs, key=lambda cost: cost or 0)


def test_a_unit_of_arithmetic_is_priced_by_the_peak() -> None:
    # USD 0.80 an hour for 121e12 operations a second: 1e18 of them take 8,264.46 s.
    verdict = judge_of(request("fine-tuning", model=model("llama-3.2-1b")))(offer())
    assert isinstance(verdict, Proposal)
    assert verdict.usd_per_eflop == pytest.approx(0.8 * 8264.4628 / 3600)


def test_everything_proposed_in_the_eu_stands_there(in_the_eu: Advice) -> None:
    assert all(stands_in(row.offer.provider, row.offer.region, "eu") for row in in_the_eu.proposals)
    assert not stands_in("aws", "eu-west-2", "eu")
    assert stands_in("aws", "eu-west-2", "europe")
    assert stands_in("gcp", "europe-west4", "europe")


def test_every_offer_is_either_suitable_or_left_out_with_a_reason(in_the_eu: Advice) -> None:
    assert in_the_eu.suitable + sum(left.offers for left in in_the_eu.left) == in_the_eu.offers == len(offers())
    assert all(left.reason for left in in_the_eu.left)


def test_a_model_that_is_too_large_says_what_each_accelerator_must_hold() -> None:
    found = rejected(request(model=LLAMA_70B), offer())
    assert found.kind == "memory"
    assert "must hold" in found.reason


def test_the_nearest_miss_is_the_one_shown() -> None:
    small, nearly = offer(machine="small", memory_gib=8), offer(machine="nearly", memory_gib=20)
    left = advise(request(), [small, nearly]).left
    assert [(row.kind, row.offers, row.example.machine) for row in left] == [("memory", 2, "nearly")]


@pytest.mark.parametrize(
    ("changes", "of_offer", "kind", "words"),
    [
        ({"framework": "jax"}, {"accelerator": "aws-inferentia2", "memory_gib": 32}, "framework", "not jax"),
        ({"workload": "training"}, {"accelerator": "aws-inferentia2"}, "hardware", "inference alone"),
        ({}, {"accelerator": "nvidia-tesla-k80"}, "hardware", "compute capability 7.0"),
        (
            {"budget_usd_per_month": 500},
            {"accelerator": "nvidia-l40s", "memory_gib": 48},
            "budget",
            "USD 584 a month, 500 allowed",
        ),
        (
            {"latency_ms": 5},
            {"accelerator": "nvidia-l40s", "memory_gib": 48},
            "latency",
            "ms a token at the very best, 5 asked",
        ),
        ({}, {"region": "us-gov-west-1"}, "closed", "account of its own"),
        ({"region": "eu"}, {"provider": "crusoe", "region": "any"}, "region", "not known to be in eu"),
        ({"cloud": "gcp"}, {}, "cloud", "not of gcp"),
        ({}, {"purchase": "reserved_1yr_no_upfront"}, "purchase", "another way"),
        ({}, {"purchase": "spot"}, "purchase", "another way"),
        ({}, {"accelerator": "tpu-v5e", "count": 16, "memory_gib": 16}, "hardware", "several machines"),
    ],
)
def test_an_offer_is_rejected_with_the_reason(
    changes: dict[str, Any], of_offer: dict[str, Any], kind: str, words: str
) -> None:
    found = rejected(request(**changes), offer(**of_offer))
    assert found.kind == kind
    assert words in found.reason


def test_jax_is_offered_tpus_and_gpus_and_never_neuron() -> None:
    vendors = {
        row.offer.accelerator.partition("-")[0] for row in advise(request("training", framework="jax")).proposals
    }
    assert {"tpu", "nvidia"} <= vendors
    assert "aws" not in vendors


def test_training_joins_large_machines_and_never_slices() -> None:
    asked = request("training", model=LLAMA_70B)
    # By hand: 70,553,706,496 x 16 bytes = 1,051.3 GiB; 90 % of 8 x 80 GiB is 576.
    assert room_of(asked, "nvidia-h100-80gb", 8, 80).machines == 2
    assert not room_of(asked, "nvidia-h100-80gb", 4, 80).fits
    assert not room_of(asked, "tpu-v6e", 8, 32).fits
    assert room_of(asked, "tpu-v6e", 64, 32).fits


def test_qlora_needs_a_thirty_second_of_full_fine_tuning() -> None:
    full, qlora = (room_of(request("fine-tuning", method=name), "nvidia-l4", 1, 24) for name in ("full", "qlora"))
    assert full.needed_gib == 32 * qlora.needed_gib
    assert (full.fits, qlora.fits) == (False, True)
    assert training_bytes_per_parameter("lora") == 2


def test_machines_that_are_joined_are_paid_for_together() -> None:
    verdict = judge_of(request("training", model=LLAMA_70B))(
        offer(accelerator="nvidia-h100-80gb", count=8, memory_gib=80, usd_per_hour=50)
    )
    assert isinstance(verdict, Proposal)
    assert verdict.usd_per_hour == 100
    assert verdict.usd_per_month == 73_000


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({"workload": "training"}, ["flexible, in PyTorch"]),
        ({"workload": "training", "framework": "jax", "model": model("llama-3.1-405b")}, ["JAX, large"]),
        (
            {"workload": "training", "cloud": "aws", "model": model("qwen2.5-72b")},
            ["flexible, in PyTorch", "fixed to AWS, large"],
        ),
        (
            {"workload": "training", "budget_usd_per_month": 9000, "model": LLAMA_70B},
            ["flexible, in PyTorch", "on a budget, medium"],
        ),
        ({"cloud": "aws"}, ["general, flexible", "on AWS, at low cost", "a language model"]),
        ({"throughput": True}, ["general, flexible", "high throughput", "a language model"]),
        ({"sporadic": True}, ["general, flexible", "a language model", "sporadic requests"]),
        ({"workload": "fine-tuning", "model": model("mistral-7b-v0.3")}, ["small, up to 7B"]),
        ({"workload": "fine-tuning"}, ["medium, 7B to 70B"]),
        ({"workload": "fine-tuning", "model": model("llama-3.1-405b")}, ["large, over 70B"]),
        ({"workload": "fine-tuning", "method": "qlora"}, ["LoRA or QLoRA"]),
    ],
)
def test_the_guides_flow_is_followed_branch_by_branch(changes: dict[str, Any], taken: list[str]) -> None:
    found = steps(request(**changes))
    assert [step.branch.title for step in found if step.taken] == taken
    assert all(step.taken or step.why_not for step in found)


def test_the_flow_has_all_of_the_guides_branches() -> None:
    assert {workload: len(branches(workload)) for workload in WORKLOADS} == {
        "inference": 5,
        "training": 4,
        "fine-tuning": 4,
    }
    assert [scale(billions * 10**9) for billions in (7, 8, 70, 71)] == ["small", "medium", "medium", "large"]


def test_what_the_flow_names_is_marked() -> None:
    advice = advise(request(cloud="aws"))
    assert {row.offer.accelerator for row in advice.proposals if advice.named(row)} >= {"aws-inferentia2"}
    assert {row.offer.accelerator for row in advice.proposals if not advice.named(row)} >= {"nvidia-l40s"}


def test_an_unknown_region_or_way_to_buy_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'us-central1'"):
        advise(request(cloud="gcp", region="us-centrall1"))
    with pytest.raises(UnknownName, match="did you mean 'on_demand'"):
        advise(request(purchase="on-demand"))


def test_an_offer_whose_speed_nobody_can_bound_is_marked_and_keeps_to_no_latency() -> None:
    unbounded = offer(accelerator="nvidia-rtx-a6000", memory_gib=48)
    text = "\n".join(lines(advise(request(), [unbounded]), TODAY, 8))
    assert "? no bound" in text
    assert "? no bound" not in "\n".join(lines(advise(request(), [offer(count=2)]), TODAY, 8))
    found = rejected(request(latency_ms=1000), unbounded)
    assert (found.kind, "its bandwidth is not known" in found.reason) == ("latency", True)


@pytest.mark.parametrize(
    "asked",
    [
        request(region="eu"),
        request(latency_ms=0.001),
        request(sporadic=True, cloud="lambda"),
        request("training", model=LLAMA_70B),
        request("fine-tuning", method="lora", budget_usd_per_month=3000),
    ],
)
def test_text_fits_eighty_columns_and_json_says_the_same(asked: Request) -> None:
    advice = advise(asked)
    assert max(map(len, "\n".join(lines(advice, TODAY, 20)).splitlines())) <= 80
    data = to_json(advice, TODAY, 20)
    assert len(data["proposals"]) == min(20, len(advice.proposals))
    assert data["suitable"] == advice.suitable
