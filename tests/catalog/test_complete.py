"""Every family of the guide and of the price lists has every fact that a choice needs; a hole is written down with why.

A fact that gets lost, and a hole that gets filled, both fail here: the list of holes is what docs/catalogue.md tells.
"""

import re
from collections.abc import Iterator

import pytest

from accel.catalog.accelerators import accelerator
from accel.catalog.machines import Machine, machines
from accel.catalog.offers import Offer, offers
from accel.catalog.places import places
from accel.catalog.providers import provider, tiers
from tests.tools import ROOT

FAMILIES = {
    "aws": {
        "P4d": r"p4d\.",
        "P4de": r"p4de\.",
        "P5": r"p5\.",
        "P5e": r"p5e\.",
        "P5en": r"p5en\.",
        "G5": r"g5\.",
        "G6": r"g6\.",
        "G6e": r"g6e\.",
        "Inf1": r"inf1\.",
        "Inf2": r"inf2\.",
        "Trn1": r"trn1n?\.",
        "Trn2": r"trn2\.",
    },
    "gcp": {
        "A2": "a2-",
        "A3": "a3-(high|mega)gpu-",
        "A3 Ultra": "a3-ultragpu-",
        "A4": "a4-highgpu-",
        "G2": "g2-",
        "G4": "g4-",
        "TPU v2": "tpu-v2-",
        "TPU v3": "tpu-v3-",
        "TPU v5e": "tpu-v5litepod-",
        "TPU v5p": "tpu-v5p-",
        "TPU v6e": "tpu-v6e-",
        "TPU7x": "tpu7x-",
    },
    "azure": {
        "ND H100 v5": "Standard_ND96isr_H100_v5",
        "ND H200 v5": "Standard_ND96isr_H200_v5",
        "ND A100 v4": "Standard_ND96(asr|amsr_A100)_v4",
        "NC A100 v4": r"Standard_NC\d+ads_A100_v4",
        "NC H100 v5": r"Standard_NC\d+adi?s_H100_v5",
        "NC A10 v4": r"Standard_NC\d+ads_A10_v4",
        "NV A10 v5": r"Standard_NV\d+adm?s_A10_v5",
        "NC T4 v3": r"Standard_NC\d+as_T4_v3",
        "ND MI300X v5": "Standard_ND96isr_MI300X_v5",
    },
}
FIELDS = {
    "accelerators", "memory of one", "BF16 peak", "memory bandwidth", "interconnect", "vCPUs", "memory", "network",
    "tier", "SLA class", "regions", "ways to buy",
}  # fmt: skip

_NO_PRICE = "no public list that was found has a price of it, so neither a region nor a way to buy is known"
_HOST = "what a virtual machine of it has is not in Google's tables"
HOLES = {
    ("P5e", "regions"): _NO_PRICE,
    ("P5e", "ways to buy"): _NO_PRICE,
    ("Trn2", "regions"): _NO_PRICE,
    ("Trn2", "ways to buy"): _NO_PRICE,
    ("A3 Ultra", "ways to buy"): "zones are known, a price is not",
    ("A4", "ways to buy"): "zones are known, a price is not",
    ("TPU7x", "regions"): _NO_PRICE,
    ("TPU7x", "ways to buy"): _NO_PRICE,
    ("TPU7x", "vCPUs"): _HOST,
    ("TPU7x", "memory"): _HOST,
    **{(f"TPU {name}", "network"): _HOST for name in ("v2", "v3", "v5e", "v5p", "v6e")},
    ("TPU7x", "network"): _HOST,
    ("TPU v2", "memory bandwidth"): "no source was found",
    ("G5", "interconnect"): "NVIDIA's data sheet of A10G says nothing of it",
    ("NC H100 v5", "interconnect"): "whether the bridge of H100 NVL is fitted is not stated",
    ("NC A10 v4", "network"): "the series is in no public table of sizes",
    ("NC T4 v3", "BF16 peak"): "the hardware has none: Turing computes in FP16",
}

FAMILY = [(cloud, family) for cloud, known in FAMILIES.items() for family in known]
OTHERS = ("lambda", "coreweave", "runpod", "vast", "together", "nebius", "crusoe", "replicate", "modal")
NOT_STATED = {
    ("BF16 peak", "nvidia-gh200"): "no source was found",
    ("BF16 peak", "nvidia-rtx-a6000"): "tables give its FP32 peak in place of it",
    ("BF16 peak", "nvidia-tesla-t4"): "the hardware has none",
    ("BF16 peak", "nvidia-tesla-v100"): "the hardware has none",
    ("memory bandwidth", "nvidia-rtx-a6000"): "no source was found",
}


def members(cloud: str, family: str) -> list[Machine]:
    return [row for row in machines(cloud).values() if re.match(FAMILIES[cloud][family], row.name)]


def facts_of(row: Machine) -> dict[str, object]:
    """Return what is known of a machine by the fields that a choice needs."""
    assert row.accelerator is not None
    chip, seller = accelerator(row.accelerator), provider(row.cloud)
    return {
        "accelerators": row.accelerator_count,
        "memory of one": chip.memory_gib and row.accelerator_memory_gib,
        "BF16 peak": chip.bf16_tflops,
        "memory bandwidth": chip.memory_bandwidth_gbps,
        "interconnect": chip.interconnect,
        "vCPUs": row.vcpus,
        "memory": row.memory_gib,
        "network": row.network_gbps,
        "tier": seller.tier,
        "SLA class": tiers()[seller.tier].sla_class,
        "regions": places(row.cloud, row.name),
        "ways to buy": {offer.purchase for offer in offers(row.cloud) if offer.machine == row.name},
    }


@pytest.mark.parametrize(("cloud", "family"), FAMILY)
def test_every_family_has_every_fact_but_for_the_holes_that_are_written_down(cloud: str, family: str) -> None:
    rows = members(cloud, family)
    assert rows
    for row in rows:
        facts = facts_of(row)
        assert set(facts) == FIELDS
        missing = {name for name, value in facts.items() if not value}
        assert missing == {field for known, field in HOLES if known == family}, row.name
        assert row.source
        assert row.source_date


def test_every_hole_has_its_reason_and_belongs_to_a_family() -> None:
    assert all(HOLES.values())
    assert {family for family, _ in HOLES} <= {family for _, family in FAMILY}
    assert {field for _, field in HOLES} <= FIELDS


def test_tpu_v4_is_sold_in_slices_whose_chips_are_known() -> None:
    # It has no row of a machine: nobody states what the machines of its slices have.
    found = [offer for offer in offers("gcp") if offer.accelerator == "tpu-v4"]
    chip = accelerator("tpu-v4")
    assert {offer.count for offer in found if offer.machine == "tpu-v4-8"} == {4}
    assert (chip.memory_gib, chip.bf16_tflops, chip.memory_bandwidth_gbps) == (32, 275, 1200)
    assert chip.interconnect == "ICI 3D torus"
    assert {offer.purchase for offer in found} >= {"on_demand", "spot"}
    assert places("gcp", "tpu-v4-8")


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_provider_has_a_tier_an_sla_class_and_offers_with_their_accelerators(name: str) -> None:
    found = provider(name)
    assert found.rentable
    assert found.purchases
    assert tiers()[found.tier].sla_class
    rows = offers(name)
    assert rows
    for row in rows:
        assert row.purchase in found.purchases
        assert row.count > 0
        assert row.memory_gib > 0
        assert row.usd_per_hour > 0
        assert row.source_date


def test_what_is_not_stated_of_their_accelerators_is_this_and_no_more() -> None:
    assert {(field, kind) for row in _of_others() for field, kind in _unstated(row)} == set(NOT_STATED)


def test_maia_is_listed_and_nobody_can_rent_it() -> None:
    maia = accelerator("microsoft-maia-100")
    assert not maia.rentable
    assert (maia.memory_gib, maia.bf16_tflops, maia.memory_bandwidth_gbps) == (64, 800, 1800)
    assert not [row for row in offers() if row.accelerator == maia.id]


def test_the_page_of_the_catalogue_has_a_line_for_every_table() -> None:
    page = (ROOT / "docs/catalogue.md").read_text(encoding="utf-8")
    tables = sorted(path.name for path in (ROOT / "accel/catalog/data").glob("*.csv"))
    assert [name for name in (*tables, "training.yaml") if f"`{name}`" not in page] == []


def test_the_page_of_the_catalogue_tells_of_every_family_with_a_hole() -> None:
    page = (ROOT / "docs/catalogue.md").read_text(encoding="utf-8")
    missing = page.partition("## What is missing")[2].partition("\n## ")[0]
    words = {"G5": "A10G", "NC H100 v5": "H100 NVL", "NC A10 v4": "NC A10 v4", "NC T4 v3": "T4"}
    for family in {family for family, _ in HOLES}:
        assert words.get(family, family.removeprefix("TPU ")) in missing, family


def _of_others() -> Iterator[Offer]:
    for name in OTHERS:
        yield from offers(name)


def _unstated(row: Offer) -> Iterator[tuple[str, str]]:
    chip = accelerator(row.accelerator)
    if chip.bf16_tflops is None:
        yield "BF16 peak", chip.id
    if chip.memory_bandwidth_gbps is None:
        yield "memory bandwidth", chip.id
