"""Google's SKUs: machines are summed from their parts, and what lacks a part stays unpriced."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accel.catalog.machines import machines
from accel.catalog.refresh import gcp_skus
from accel.catalog.refresh.answer import Key, Refused
from accel.catalog.refresh.clouds import NotAsked, Outcome
from accel.catalog.refresh.gcp_skus import Meaning, Part

PAGES = Path(__file__).parent / "pages"
SKUS = "/v1/services/6F81-5844-456A/skus"


def usd(outcome: Outcome, item: str, purchase: str = "on_demand", region: str = "us-central1") -> float | None:
    return outcome.answer.usd_per_hour.get(Key("gcp", region, item, purchase))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("G2 Instance Core running in Iowa", Meaning(Part("core", "g2"), "on_demand")),
        ("Spot Preemptible N2 Instance Ram running in Finland", Meaning(Part("ram", "n2"), "spot")),
        ("N1 Predefined Instance Core running in Americas", Meaning(Part("core", "n1"), "on_demand")),
        ("Commitment v1: Cpu in Americas for 3 Years", Meaning(Part("core", "n1"), "cud_3yr")),
        ("Commitment v1: A2 Ram in Netherlands for 1 Year", Meaning(Part("ram", "a2"), "cud_1yr")),
        ("A3Plus Instance Ram running in Americas", Meaning(Part("ram", "a3-megagpu"), "on_demand")),
        ("Nvidia Tesla A100 GPU running in Tokyo", Meaning(Part("gpu", "nvidia-tesla-a100"), "on_demand")),
        ("Nvidia Tesla A100 80GB GPU running in Tokyo", Meaning(Part("gpu", "nvidia-a100-80gb"), "on_demand")),
        (
            "Commitment v1: Nvidia Tesla A100 80GB GPU running in Tokyo for 1 Year",
            Meaning(Part("gpu", "nvidia-a100-80gb"), "cud_1yr"),
        ),
        (
            "RTX 6000 96GB attached to Spot Preemptible VMs running in Iowa",
            Meaning(Part("gpu", "nvidia-rtx-pro-6000"), "spot"),
        ),
        ("Nvidia H100 80GB Plus GPU running in Iowa", Meaning(Part("gpu", "nvidia-h100-mega-80gb"), "on_demand")),
        ("SSD backed Local Storage in Paris", Meaning(Part("ssd", ""), "on_demand")),
        ("Commitment v1: Local SSD In Paris for 3 Years", Meaning(Part("ssd", ""), "cud_3yr")),
        ("A4 Nvidia B200 (1 gpu slice) running in Americas", Meaning(Part("slice", "a4"), "on_demand")),
        ("Spot Preemptible A4 Nvidia B200 (1 gpu slice) running in Americas", Meaning(Part("slice", "a4"), "spot")),
        ("DWS Calendar Mode A4 Nvidia B200 (1 gpu slice) running in Americas", None),
        ("Nvidia L4 GPU attached to DWS Defined Duration VMs running in Frankfurt", None),
        ("Reserved Nvidia H100 80GB Mega GPU in Americas in Calendar Mode", None),
        ("Reserved A2 Ram in Netherlands", None),
        ("N2 Custom Instance Core running in Paris", None),
        ("N2D AMD Instance Core running in Paris", None),
        ("Commitment v1: N2D AMD Cpu in Americas for 1 Year", None),
        ("Commitment v1: N4A Core in Johannesburg for 5 Years", None),
        ("Committed Use Discount Premium for E2 Instance Core running in Johannesburg", None),
        ("E2 Instance Core running in Sole Tenancy", None),
        ("Nvidia Tesla T4 Virtual Workstation GPU running in Paris", None),
        ("Licensing Fee for SQL Server 2016 Standard on VM with 18 VCPU", None),
    ],
)
def test_a_sku_is_read_as_the_part_it_prices_and_no_other(text: str, meaning: Meaning | None) -> None:
    assert gcp_skus.meaning_of({"description": text, "category": {"resourceGroup": "CPU"}}) == meaning


def test_the_parts_of_every_accelerator_machine_are_known() -> None:
    whole = {name for name in machines("gcp") if gcp_skus.parts(machines("gcp")[name])}
    assert {name for name in machines("gcp") if name.startswith(("a2-", "a3-high", "a3-mega", "g2-", "g4-"))} <= whole


def test_all_pages_are_read_with_the_key_in_a_header_and_never_in_the_address(
    refreshed: Callable[..., Outcome], server: Any
) -> None:
    refreshed("gcp")
    assert server.pages(SKUS) == ["", "AJgvRrFwzUPg-2", "AJgvRrFwzUPg-3"]
    assert {headers["x-goog-api-key"] for _, _, headers in server.asked} == {"AIza-not-a-real-key"}
    assert {name for _, query, _ in server.asked for name in query} <= {"currencyCode", "pageSize", "pageToken"}


def test_the_key_is_in_no_file_and_no_error(
    refreshed: Callable[..., Outcome], server: Any, files: Callable[[], dict[str, bytes]]
) -> None:
    refreshed("gcp")
    assert not [name for name, body in files().items() if b"AIza" in body]
    server.replies(SKUS, type(server.routes[SKUS, ""][0])(b'{"error": "API key not valid"}', 400))
    with pytest.raises(Refused) as refused:
        refreshed("gcp")
    assert str(refused.value) == "Google Cloud, page 1: the server answers 400 Bad Request"


@pytest.mark.parametrize("key", ["", "  ", "AIza\nline", "AIzä"])
def test_without_a_usable_key_nothing_is_asked_and_the_key_is_not_shown(
    key: str, refreshed: Callable[..., Outcome], server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", key)
    with pytest.raises(NotAsked, match="GOOGLE_API_KEY") as refused:
        refreshed("gcp")
    assert server.asked == []
    assert "AIz" not in str(refused.value)


def test_a_machine_costs_its_cores_its_memory_and_its_gpus(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("gcp")
    assert usd(outcome, "g2-standard-8") == pytest.approx(8 * 0.024988 + 32 * 0.002927 + 0.56004)
    assert usd(outcome, "g2-standard-8") == pytest.approx(0.853624, abs=2e-5)
    assert usd(outcome, "g2-standard-8", "spot") == pytest.approx(8 * 0.009995 + 32 * 0.001171 + 0.224)
    assert usd(outcome, "g2-standard-8", "cud_1yr") == pytest.approx(8 * 0.015742 + 32 * 0.001844 + 0.352825)
    assert usd(outcome, "n1-standard-4") == pytest.approx(4 * 0.031611 + 15 * 0.004237)
    assert usd(outcome, "n1-standard-4", "cud_1yr") == pytest.approx(4 * 0.019915 + 15 * 0.002669)


def test_a_machine_with_local_disks_pays_for_them_by_the_month(refreshed: Callable[..., Outcome]) -> None:
    expected = 208 * 0.02926 + 1872 * 0.002548 + 8 * 9.796551 + 6000 * 0.08 / 730
    assert usd(refreshed("gcp"), "a3-highgpu-8g") == pytest.approx(expected)


def test_h100_mega_machines_have_cores_and_gpus_of_their_own(refreshed: Callable[..., Outcome]) -> None:
    expected = 208 * 0.026924 + 1872 * 0.002344 + 8 * 10.344276 + 6000 * 0.08 / 730
    assert usd(refreshed("gcp"), "a3-megagpu-8g") == pytest.approx(expected)


def test_a_machine_that_is_sold_by_the_gpu_costs_its_gpus(refreshed: Callable[..., Outcome]) -> None:
    assert usd(refreshed("gcp"), "a4-highgpu-8g") == pytest.approx(8 * 16.11)


def test_a_machine_whose_parts_no_source_names_is_left_alone_and_reported(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("gcp")
    assert usd(outcome, "a3-ultragpu-8g") is None
    assert outcome.answer.unpriced["gcp a3-ultragpu-8g"] == "no SKU of a part of it is known"


def test_a_machine_that_lacks_one_part_is_unpriced_and_says_which(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("gcp")
    assert usd(outcome, "g2-standard-8", "cud_3yr") is None
    unpriced = outcome.answer.unpriced
    assert unpriced["gcp us-central1 g2-standard-8 cud_3yr"] == "no SKU prices its ram g2, gpu nvidia-l4"


def test_two_skus_that_contradict_each_other_price_nothing(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("gcp")
    assert usd(outcome, "g2-standard-8", region="europe-west1") is None
    assert outcome.answer.unpriced["gcp europe-west1 gpu nvidia-l4 on_demand"] == "two SKUs say 0.6161 and 0.6262"


def test_tpus_are_priced_by_the_chip_and_slices_by_their_chips(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("gcp")
    assert usd(outcome, "tpu-v5e:chip") == 1.2
    assert usd(outcome, "tpu-v5e:chip", "spot") == 0.54
    assert usd(outcome, "tpu-v5litepod-8") == pytest.approx(9.6)
    assert usd(outcome, "tpu-v6e:chip", region="europe-west1") == 2.97
    assert usd(outcome, "tpu-v5e:chip", "cud_1yr") is None


def test_old_tpus_keep_their_prices_and_are_named(refreshed: Callable[..., Outcome]) -> None:
    outcome = refreshed("gcp")
    assert "tpu-v2-device:chip,on_demand,1.125,gpuhunt-tpu" in outcome.file.read_text(encoding="utf-8")
    assert outcome.answer.unpriced["gcp tpu-v2-device:chip"] == "its SKUs do not say how many chips they count"


def test_a_gpu_to_attach_is_priced_alone(refreshed: Callable[..., Outcome]) -> None:
    assert usd(refreshed("gcp"), "gpu:nvidia-tesla-t4") == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"currencyCode": "USD"', '"currencyCode": "EUR"', "priced in EUR, not in USD"),
        ('"usageUnit": "h"', '"usageUnit": "mo"', "priced by 'mo', not by 'h'"),
        ('"tieredRates": [', '"tieredRates": [], "rates": [', "not of the form of a SKU"),
        ('"units": "0"', '"units": "five"', "not of the form of a SKU"),
        ('"units": "0"', '"units": "-9"', "is no price"),
        ('"skus"', '"items"', "page 1: it has no SKUs"),
    ],
)
def test_a_spoilt_page_is_refused_and_the_table_stays(
    old: str,
    new: str,
    message: str,
    refreshed: Callable[..., Outcome],
    server: Any,
    files: Callable[[], dict[str, bytes]],
) -> None:
    before = files()
    text = (PAGES / "gcp_1.json").read_text(encoding="utf-8")
    assert old in text
    json.loads(text.replace(old, new))
    server.replies(SKUS, type(server.routes[SKUS, ""][0])(text.replace(old, new).encode()))
    with pytest.raises(Refused, match=message):
        refreshed("gcp")
    assert files() == before


def test_pages_that_lead_in_a_circle_are_refused(refreshed: Callable[..., Outcome], server: Any) -> None:
    server.page(SKUS, "gcp_2.json", page="AJgvRrFwzUPg-3")
    with pytest.raises(Refused, match="page 4: the pages lead in a circle"):
        refreshed("gcp")
