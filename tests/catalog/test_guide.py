"""Whatever the guide's sections 1 to 4 name is in the catalogue, and test_complete.py says what of it is not known."""

import pytest

from accel.catalog.accelerators import accelerator, accelerators
from accel.catalog.machines import machine, machines
from accel.catalog.offers import offers
from accel.catalog.providers import provider
from accel.catalog.tpu import generations
from accel.catalog.tpu_pods import pods

FAMILIES = {
    "aws": {
        "p5.48xlarge": "nvidia-h100-80gb",
        "p5e.48xlarge": "nvidia-h200-141gb",
        "p5en.48xlarge": "nvidia-h200-141gb",
        "p4d.24xlarge": "nvidia-tesla-a100",
        "g5.xlarge": "nvidia-a10g",
        "g6.xlarge": "nvidia-l4",
        "g6e.xlarge": "nvidia-l40s",
        "inf1.xlarge": "aws-inferentia1",
        "inf2.xlarge": "aws-inferentia2",
        "inf2.48xlarge": "aws-inferentia2",
        "trn1.32xlarge": "aws-trainium1",
        "trn2.48xlarge": "aws-trainium2",
    },
    "gcp": {
        "a2-highgpu-1g": "nvidia-tesla-a100",
        "a3-highgpu-8g": "nvidia-h100-80gb",
        "a3-megagpu-8g": "nvidia-h100-mega-80gb",
        "a3-ultragpu-8g": "nvidia-h200-141gb",
        "a4-highgpu-8g": "nvidia-b200",
        "g2-standard-4": "nvidia-l4",
        "tpu-v5litepod-8": "tpu-v5e",
        "tpu7x-standard-4t": "tpu-7x",
    },
    "azure": {
        "Standard_ND96isr_H100_v5": "nvidia-h100-80gb",
        "Standard_ND96isr_H200_v5": "nvidia-h200-141gb",
        "Standard_ND96asr_v4": "nvidia-tesla-a100",
        "Standard_ND96amsr_A100_v4": "nvidia-a100-80gb",
        "Standard_NC24ads_A100_v4": "nvidia-a100-80gb",
        "Standard_NC40ads_H100_v5": "nvidia-h100-nvl-94gb",
        "Standard_NV36ads_A10_v5": "nvidia-a10",
        "Standard_NC4as_T4_v3": "nvidia-tesla-t4",
        "Standard_ND96isr_MI300X_v5": "amd-mi300x",
    },
}
NAMED = [(cloud, name, chip) for cloud, family in FAMILIES.items() for name, chip in family.items()]


@pytest.mark.parametrize(("cloud", "name", "chip"), NAMED)
def test_every_machine_of_the_guide_is_there_with_its_accelerators(cloud: str, name: str, chip: str) -> None:
    found = machine(cloud, name)
    assert found.accelerator == chip
    assert found.accelerator_count > 0
    assert found.accelerator_memory_gib == accelerator(chip).memory_gib


def test_every_generation_of_tpu_has_its_figures_and_its_pod() -> None:
    assert {row.accelerator for row in generations().values()} | {"tpu-7x"} == set(pods())
    for name in pods():
        assert accelerator(name).bf16_tflops
        assert accelerator(name).memory_gib
        assert accelerator(name).cores in {1, 2}


@pytest.mark.parametrize(
    "name",
    ["lambda", "coreweave", "runpod", "vast", "together", "nebius", "crusoe", "replicate", "modal"],
)
def test_every_other_provider_of_the_guide_can_be_rented_from_and_has_a_price(name: str) -> None:
    assert provider(name).rentable
    assert offers(name)


def test_maia_is_listed_and_nobody_can_rent_it() -> None:
    maia = accelerator("microsoft-maia-100")
    assert not maia.rentable
    assert maia.memory_gib == 64
    assert [row.name for row in machines().values() if row.accelerator == maia.id] == []
    assert [row.id for row in accelerators().values() if not row.rentable] == [maia.id]
