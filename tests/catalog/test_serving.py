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
        if kind == "memory_by_core":
            assert all((accelerator(each).cores or 0) > 1 for each in names.split())
        if kind in {"window", "whole_every"}:
            assert set(names.split()) <= set(models())
            assert int(value) > 1
        if kind == "experts_alone":
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


@pytest.mark.parametrize(
    ("name", "tokens", "whole_every"),
    [("gemma-2-9b", 4096, 2), ("gemma-3-27b", 1024, 6), ("gpt-oss-20b", 128, 2)],
)
def test_most_layers_of_some_models_look_back_no_further_than_a_window(
    name: str, tokens: int, whole_every: int
) -> None:
    assert serving.attention_window(name) == (tokens, whole_every)


def test_other_models_have_no_window() -> None:
    assert serving.attention_window("llama-3-8b") is None
    assert {name for name in models() if serving.attention_window(name)} == {
        name for name in models() if name.startswith(("gemma", "gpt-oss"))
    }
