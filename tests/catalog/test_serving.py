import datetime
from typing import Any

import pytest

from accel.catalog import serving, training
from accel.catalog.accelerators import accelerator
from accel.catalog.models import models
from accel.catalog.names import UnknownName
from accel.catalog.rows import rows
from accel.catalog.tables import table
from accel.catalog.vllm import quantizations


@pytest.mark.parametrize(
    ("source", "date"),
    [
        *((row[4], row[5]) for row in table("serving.csv")),
        *((row["source"], str(row["source_date"])) for row in rows("training.yaml")),
    ],
)
def test_every_row_has_a_source_and_a_date(source: str, date: str) -> None:
    assert source
    assert datetime.date.fromisoformat(date)


def test_rows_name_accelerators_models_and_methods_that_exist() -> None:
    for kind, name, value, names, _, _ in table("serving.csv"):
        if kind == "visible_memory":
            assert float(value) < (accelerator(name).memory_gib or 0)
        if kind == "published":
            assert set(names.split()) <= set(models())
            assert name in serving.quantizations()
        if kind == "quantization":
            assert set(names.split()) <= quantizations()
            assert 4 <= float(value) <= 8


@pytest.mark.parametrize(
    ("look_up", "name", "near"),
    [
        (serving.quantization, "awk", "awq"),
        (serving.assumption, "activation", "activations"),
        (training.assumption, "mfuu", "mfu"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(look_up: Any, name: str, near: str) -> None:
    with pytest.raises(UnknownName, match=f"did you mean '{near}'"):
        look_up(name)
