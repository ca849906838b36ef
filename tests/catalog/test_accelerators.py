import pytest
import yaml

from accel.catalog.accelerators import accelerator, accelerator_called, accelerators, figures
from accel.catalog.machines import machines
from accel.catalog.names import UnknownName
from accel.catalog.tables import table
from accel.planning.stack import project_root


def test_every_accelerator_that_an_environment_allows_is_known() -> None:
    text = (project_root() / "stacks" / "environments.yaml").read_text(encoding="utf-8")
    allowed = {name for profile in yaml.safe_load(text).values() for name in profile["allowedAccelerators"]}
    assert allowed - set(accelerators()) == set()


def test_every_accelerator_has_its_memory_and_the_source_of_it() -> None:
    lacking = [row.id for row in accelerators().values() if not row.memory_gib or not row.source or not row.source_date]
    assert lacking == []


def test_every_accelerator_is_sold_for_something() -> None:
    assert {row.tier for row in accelerators().values()} == {"inference", "training", "general", "graphics"}


@pytest.mark.parametrize(
    ("name", "memory", "tflops", "cores"),
    [
        # aws-neuron-sdk 81ce03ae about-neuron/arch/neuron-hardware
        ("aws-inferentia1", 8, 64, 4),
        ("aws-inferentia2", 32, 190, 2),
        ("aws-trainium1", 32, 190, 2),
        ("aws-trainium2", 96, 667, 8),
        # gpuhunt 35841515 for the memory, torchtitan b5bcd76c for the arithmetic
        ("nvidia-h100-80gb", 80, 989, None),
        ("nvidia-h200-141gb", 141, 989, None),
        ("nvidia-b200", 180, 2250, None),
        ("nvidia-l4", 24, 121, None),
        ("tpu-v5e", 16, 197, 1),
        ("tpu-v5p", 95, 459, 2),
        ("tpu-v6e", 32, 918, 1),
    ],
)
def test_figures_are_those_of_their_sources(name: str, memory: float, tflops: float, cores: int | None) -> None:
    found = accelerator(name)
    assert (found.memory_gib, found.bf16_tflops, found.cores) == (memory, tflops, cores)


@pytest.mark.parametrize(
    ("name", "figure", "guide", "counts"),
    [
        # The guide's table gives the memory of one core of these chips.
        ("tpu-v2", "memory_gib", 8, 16),
        ("tpu-v3", "memory_gib", 16, 32),
        ("aws-trainium2", "cores", 2, 8),
        ("aws-trainium2", "bf16_tflops", 380, 667),
        ("nvidia-h100-80gb", "bf16_tflops", 990, 989),
    ],
)
def test_figures_of_the_guide_are_kept_and_lose(name: str, figure: str, guide: float, counts: float) -> None:
    rows = [row for row in figures(name) if row.figure == figure]
    assert guide in [row.value for row in rows if row.source.indicative]
    assert rows[0].value == getattr(accelerator(name), figure) == counts


def test_hardware_without_bf16_has_no_such_figure() -> None:
    assert accelerator("nvidia-tesla-t4").bf16_tflops is None
    assert accelerator("nvidia-tesla-v100").bf16_tflops is None


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("Tesla T4", "nvidia-tesla-t4"),
        ("NVIDIA H100 80GB HBM3", "nvidia-h100-80gb"),
        ("RTX PRO 6000", "nvidia-rtx-pro-6000"),
        ("RTX-PRO6000", "nvidia-rtx-pro-6000"),
        ("TPU v5litepod", "tpu-v5e"),
        ("nvidia-l4", "nvidia-l4"),
        ("nothing", None),
    ],
)
def test_whatever_a_table_calls_it_it_has_one_id(called: str, name: str | None) -> None:
    assert accelerator_called(called) == name


def test_no_two_accelerators_are_called_the_same() -> None:
    names = [name for row in table("accelerators.csv") for name in (row[0], *filter(None, row[6].split(";")))]
    assert len(names) == len(set(names))


def test_every_figure_is_about_a_known_accelerator_and_machine_memory_agrees() -> None:
    for row in machines().values():
        if row.accelerator:
            memory = accelerator(row.accelerator).memory_gib
            # AWS counts the two GPUs on a K80 board as one.
            assert row.accelerator_memory_gib in {memory, 2 * (memory or 0)}, row.name


def test_an_unknown_accelerator_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'nvidia-l4'"):
        accelerator("nvidia-L-4")
    with pytest.raises(UnknownName):
        figures("nvidia-l5")
