"""The GKE tables: every row has a source, and what they say fits the other tables of the catalogue."""

import datetime
import re

import pytest

from accel.catalog import gke
from accel.catalog.machines import machines
from accel.catalog.names import UnknownName
from accel.catalog.regions import regions
from accel.catalog.rows import rows
from accel.catalog.tables import table

ROWS = rows("gke.yaml")
FAMILIES = sorted({family for row in table("gke_zones.csv") for family in row[0].split()})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['table']}-{row.get('of', '')}")
def test_every_row_names_its_source_and_date(row: dict[str, object]) -> None:
    assert row["source"]
    assert isinstance(row["source_date"], datetime.date)


def test_machines_with_whole_gpus_are_offered_and_others_are_not() -> None:
    assert gke.gpu_machine("g2-standard-8") == gke.GpuMachine("g2-standard-8", "nvidia-l4", 1)
    assert gke.gpu_machine("a3-megagpu-8g") == gke.GpuMachine("a3-megagpu-8g", "nvidia-h100-mega-80gb", 8)
    # An eighth of a GPU, no GPU, a TPU, a machine of another cloud.
    for name in ("g4-standard-6", "e2-standard-4", "tpu-v5litepod-8", "g5.xlarge"):
        with pytest.raises(UnknownName):
            gke.gpu_machine(name)


def test_every_gpu_machine_of_the_catalogue_has_a_boot_disk_and_a_family() -> None:
    assert len(gke.gpu_machines()) > 20
    for machine in gke.gpu_machines().values():
        assert re.fullmatch(r"[a-z]\d-[a-z]+", machine.family)
        assert gke.takes_boot_disk(machine.name, gke.boot_disk(machine.name))


def test_a_misspelt_machine_type_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        gke.gpu_machine("g2-standart-8")
    assert caught.value.nearest == "g2-standard-8"


def test_only_machines_without_accelerators_carry_system_pods() -> None:
    assert gke.cpu_machine("e2-standard-4") == "e2-standard-4"
    for name in ("g2-standard-8", "tpu-v6e-1", "m5.large"):
        with pytest.raises(UnknownName):
            gke.cpu_machine(name)


@pytest.mark.parametrize("family", FAMILIES)
def test_zones_of_a_family_exist(family: str) -> None:
    known = {zone for zones in regions("gcp").values() for zone in zones}
    sold = gke.zones(f"{family}-8")
    assert sold
    assert set(sold) <= known
    assert len(set(sold)) == len(sold)


def test_zones_are_told_by_family_and_unknown_ones_are_none() -> None:
    assert {"us-central1-a", "us-central1-b", "us-central1-c"} <= set(gke.zones("g2-standard-8"))
    assert "us-central1-f" not in gke.zones("g2-standard-8")
    assert "us-central1-f" in gke.zones("a2-highgpu-1g")
    assert gke.zones("g4-standard-48") == ()


def test_partitions_fit_into_the_memory_of_their_gpu() -> None:
    memory = {entry.accelerator: entry.accelerator_memory_gib for entry in machines("gcp").values()}
    judged = 0
    for row in (row for row in ROWS if row["table"] == "partitions"):
        for accelerator in row["accelerators"]:
            for size, count in gke.partitions(accelerator).items():
                compute, gigabytes = re.fullmatch(r"(\d)g\.(\d+)gb", size).groups()  # type: ignore[union-attr] - asserted by the match
                assert int(compute) * count <= 7
                if accelerator in memory:
                    judged += 1
                    # Names of sizes are rounded to whole gigabytes: two 3g.71gb are one H200 of 141.
                    assert (int(gigabytes) - 0.5) * count <= memory[accelerator]
    assert judged > 15
    assert gke.partitions("nvidia-l4") == {}


def test_machines_on_hyperdisk_take_no_persistent_disk() -> None:
    assert gke.boot_disk("g2-standard-8") == "pd-balanced"
    assert gke.boot_disk("a4-highgpu-8g") == "hyperdisk-balanced"
    assert not gke.takes_boot_disk("g4-standard-48", "pd-ssd")
    assert gke.takes_boot_disk("g4-standard-48", "hyperdisk-extreme")
    assert gke.takes_boot_disk("g2-standard-8", "pd-ssd")


def test_local_ssds_come_with_machine_types() -> None:
    assert gke.local_ssds("a3-highgpu-8g") == 16
    assert gke.local_ssds("g2-standard-8") == 0


@pytest.mark.parametrize(
    ("accelerator", "purchase", "quota"),
    [
        ("nvidia-l4", gke.ON_DEMAND, "NVIDIA_L4_GPUS"),
        ("nvidia-l4", gke.SPOT, "PREEMPTIBLE_NVIDIA_L4_GPUS"),
        ("nvidia-l4", gke.FLEX_START, "PREEMPTIBLE_NVIDIA_L4_GPUS"),
        ("nvidia-l4", gke.RESERVED, None),
        ("nvidia-b200", gke.SPOT, "PREEMPTIBLE_NVIDIA_B200_GPUS"),
        ("nvidia-b200", gke.ON_DEMAND, None),
        ("tpu-v5e", gke.SPOT, None),
    ],
)
def test_quotas_are_known_by_accelerator_and_purchase(accelerator: str, purchase: str, quota: str | None) -> None:
    assert gke.quota(accelerator, purchase) == quota
    assert gke.global_quota() == "GPUS_ALL_REGIONS"


@pytest.mark.parametrize("look_up", [gke.name, gke.choices, gke.limit])
def test_an_unknown_table_entry_is_refused(look_up: object) -> None:
    with pytest.raises(UnknownName):
        look_up("colour")  # type: ignore[operator] - each is a look-up by name
