import pytest

from accel.catalog.accelerators import accelerators
from accel.catalog.machines import machine, machines
from accel.catalog.names import UnknownName
from accel.catalog.tables import table


@pytest.mark.parametrize(
    ("cloud", "name", "vcpus", "memory", "accelerator", "count", "total"),
    [
        ("aws", "inf2.xlarge", 4, 16, "aws-inferentia2", 1, 32),
        ("aws", "inf2.48xlarge", 192, 768, "aws-inferentia2", 12, 384),
        ("aws", "trn2.48xlarge", 192, 2048, "aws-trainium2", 16, 1536),
        ("aws", "p5.48xlarge", 192, 2048, "nvidia-h100-80gb", 8, 640),
        ("aws", "g7e.48xlarge", 192, 2048, "nvidia-rtx-pro-6000", 8, 768),
        ("gcp", "g2-standard-8", 8, 32, "nvidia-l4", 1, 24),
        ("gcp", "a3-megagpu-8g", 208, 1872, "nvidia-h100-mega-80gb", 8, 640),
        ("gcp", "a2-ultragpu-1g", 12, 170, "nvidia-a100-80gb", 1, 80),
        ("gcp", "e2-standard-4", 4, 16, None, 0, 0),
        ("azure", "Standard_ND96isr_MI300X_v5", 96, 1850, "amd-mi300x", 8, 1536),
    ],
)
def test_machines_are_those_of_their_sources(
    cloud: str, name: str, vcpus: int, memory: float, accelerator: str | None, count: int, total: float
) -> None:
    found = machine(cloud, name)
    assert (found.vcpus, found.memory_gib) == (vcpus, memory)
    assert (found.accelerator, found.accelerator_count) == (accelerator, count)
    assert found.total_accelerator_memory_gib == total
    assert found.source
    assert found.source_date


def test_a_sagemaker_instance_is_the_machine_that_it_runs_on() -> None:
    assert machine("aws", "ml.inf2.xlarge") is machine("aws", "inf2.xlarge")


def test_only_aws_has_sagemaker_names() -> None:
    with pytest.raises(UnknownName):
        machine("gcp", "ml.g2-standard-8")


@pytest.mark.parametrize(
    ("cloud", "name", "memory_of_the_share"),
    [
        ("aws", "g6f.large", 3),
        ("gcp", "g4-standard-6", 12),
        # Tables of machine types count one GPU for these; a sixth of it is what one gets.
        ("azure", "Standard_NV6ads_A10_v5", 4),
        ("azure", "Standard_NV4ads_V710_v5", 4),
        ("azure", "Standard_NV4as_v4", 2),
    ],
)
def test_a_share_of_a_gpu_has_a_share_of_its_memory(cloud: str, name: str, memory_of_the_share: float) -> None:
    found = machine(cloud, name)
    assert 0 < found.accelerator_count < 1
    assert found.total_accelerator_memory_gib == pytest.approx(memory_of_the_share, rel=1e-4)


def test_network_and_fabric_adapters_are_known_where_a_source_states_them() -> None:
    assert machine("aws", "p5.48xlarge").efa_interfaces == 32
    assert machine("aws", "p5.48xlarge").network_gbps == 3200
    assert machine("aws", "inf2.xlarge").efa_interfaces == 0
    assert machine("aws", "trn1.32xlarge").efa_interfaces == 8
    assert machine("gcp", "g2-standard-8").network_gbps == 16
    assert machine("gcp", "tpu-v5litepod-8").network_gbps is None


def test_every_machine_has_all_of_its_accelerator_or_none_of_it() -> None:
    for row in machines().values():
        has = [row.accelerator is not None, row.accelerator_count > 0, row.accelerator_memory_gib > 0]
        assert all(has) or not any(has), row.name
        assert row.accelerator is None or row.accelerator in accelerators(), row.name


def test_no_two_clouds_share_the_name_of_a_machine() -> None:
    names = [row[1] for row in table("machines.csv")]
    assert len(names) == len(set(names)) == len(machines())


def test_machines_of_a_cloud_are_its_own() -> None:
    assert {row.cloud for row in machines("gcp").values()} == {"gcp"}
    assert machines("no-such-cloud") == {}


@pytest.mark.parametrize(
    ("cloud", "name", "near"),
    [
        ("aws", "inf2.xlrge", "inf2.xlarge"),
        ("gcp", "g2-standard8", "g2-standard-8"),
        ("aws", "ml.inf2.xl", "inf2.xlarge"),
    ],
)
def test_an_unknown_machine_is_refused_with_the_nearest_one(cloud: str, name: str, near: str) -> None:
    with pytest.raises(UnknownName) as refused:
        machine(cloud, name)
    assert refused.value.nearest is not None
    assert f"did you mean '{refused.value.nearest}'" in str(refused.value)
    if not name.startswith("ml."):
        assert refused.value.nearest == near
