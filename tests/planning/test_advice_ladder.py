"""What to try when the best offer is sold out, and what to write into a stack file for it."""

import datetime

import pytest
import yaml

from accel.catalog.models import model
from accel.catalog.offers import offers
from accel.planning.advice.advice import advise
from accel.planning.advice.ladder import zones_of
from accel.planning.advice.request import Request
from accel.planning.stack import ProfileOverrides, StackFacts, effective_profile
from blueprints.contract import Place
from blueprints.registry import blueprint
from tests.planning.advising import LLAMA_70B, offer, request

TODAY = datetime.date(2026, 11, 24)
PLACE = Place(aws_region="us-east-1", aws_account_id="111122223333", gcp_project="example-project")


def test_the_ladder_goes_from_the_nearest_to_another_cloud_and_only_names_offers_that_exist() -> None:
    advice = advise(request("training", model=model("llama-2-7b"), framework="jax"))
    order = ["reservation", "on-demand", "flex-start", "spot", "zone", "region", "accelerator", "cloud"]
    kinds = [rung.kind for rung in advice.ladder]
    assert kinds == sorted(kinds, key=order.index)
    assert {"region", "accelerator", "cloud"} <= set(kinds)
    known = {(row.provider, row.machine, row.purchase, row.region) for row in offers()}
    for rung in advice.ladder:
        if rung.usd_per_hour is not None and rung.kind != "zone":
            assert (rung.provider, rung.machine, rung.purchase, rung.where) in known


def test_the_ladder_of_a_gke_machine_has_flex_start_unpriced_and_its_zones() -> None:
    here = offer(provider="gcp", machine="g2-standard-24", count=2, region="us-central1", usd_per_hour=2)
    spot = here._replace(purchase="spot", usd_per_hour=1)
    found = advise(request(), [here, spot]).ladder
    assert [(rung.kind, rung.usd_per_hour) for rung in found] == [
        ("reservation", None),
        ("flex-start", None),
        ("spot", 1),
        ("zone", 2),
    ]
    assert [rung.source_date for rung in found] == [None, None, "2026-11-01", "2026-11-01"]
    assert found[-1].where == "us-central1-a, us-central1-b, us-central1-c"
    assert zones_of(offer()) == ()


def test_a_capacity_block_is_offered_only_where_one_can_be_booked() -> None:
    asked = request("training")
    p5 = offer(machine="p5.48xlarge", accelerator="nvidia-h100-80gb", count=8, memory_gib=80)
    trn1 = offer(machine="trn1.32xlarge", accelerator="aws-trainium1", count=16, memory_gib=32)
    assert [rung.purchase for rung in advise(asked, [p5]).ladder] == ["capacity_block"]
    assert advise(asked, [trn1]).ladder == ()


def facts() -> StackFacts:
    return StackFacts("test", "dev", "team", "research", 1e6, effective_profile("dev", ProfileOverrides()), TODAY)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (request(cloud="gcp"), "gke_vllm"),
        (request(cloud="gcp", quantization="fp8", region="us-central1"), "gke_vllm"),
        (request(cloud="gcp", model=LLAMA_70B, region="eu"), "gke_vllm"),
        (request(cloud="aws-sagemaker", model=model("llama-2-7b"), context=2048, concurrency=4), "sagemaker_inf2"),
        (request("training", cloud="gcp", framework="jax"), "tpu_training"),
        (request("fine-tuning", cloud="gcp", method="qlora", region="eu"), "tpu_training"),
    ],
)
def test_the_stack_files_entry_is_what_the_blueprint_takes(asked: Request, kind: str) -> None:
    snippet = advise(asked).snippet
    assert snippet is not None
    assert snippet.entry["kind"] == kind
    module = blueprint(kind)
    settings = module.Settings.model_validate(dict(snippet.entry))
    region = snippet.offer.region
    place = Place(gcp_project="example-project", gcp_region=region) if snippet.cloud == "gcp" else PLACE
    module.check(settings, facts(), place)


def test_the_stack_files_text_is_the_entry() -> None:
    snippet = advise(request(cloud="gcp")).snippet
    assert snippet is not None
    assert yaml.safe_load(snippet.text) == {"accelerator-blueprints:blueprints": [dict(snippet.entry)]}


def test_what_no_blueprint_builds_has_no_entry() -> None:
    assert advise(request(cloud="azure")).snippet is None
