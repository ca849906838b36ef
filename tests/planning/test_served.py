"""What a Deployment says of the model that it serves."""

from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Resource
from accel.planning.served import argument, model_of, variable


def deployment(*containers: Any) -> Resource:
    inputs = {"spec": {"template": {"spec": {"containers": list(containers)}}}}
    return Resource(
        "urn:pulumi:test::p::kubernetes:apps/v1:Deployment::chat", "kubernetes:apps/v1:Deployment", "chat", inputs
    )


@pytest.mark.parametrize(
    "words", [["--max-num-seqs=4"], ["--max-num-seqs", "4"], ["serve", "--port=1", "--max-num-seqs=4"]]
)
@pytest.mark.parametrize("part", ["command", "args"])
def test_an_argument_is_found_however_it_is_written(part: str, words: list[str]) -> None:
    assert argument(deployment({part: words}), "--max-num-seqs") == "4"


@pytest.mark.parametrize(
    "container", [{}, {"args": UNKNOWN}, {"args": "--max-num-seqs=4"}, {"args": ["--max-num-seqs"]}, UNKNOWN]
)
def test_an_argument_that_is_not_there_has_no_value(container: Any) -> None:
    assert argument(deployment(container), "--max-num-seqs") is None


def test_the_first_container_that_has_it_counts() -> None:
    assert argument(deployment({"args": ["--port=1"]}, {"args": ["--tp=2"]}), "--tp") == "2"


def test_a_variable_is_found_by_its_name_and_only_if_its_value_is_known() -> None:
    env = [{"name": "A", "value": "1"}, {"name": "B", "value": UNKNOWN}, {"name": "C", "valueFrom": {}}]
    found = deployment({"env": env})
    assert [variable(found, name) for name in "ABCD"] == ["1", None, None, None]


def test_a_model_is_known_by_the_name_that_it_is_served_under() -> None:
    model = model_of(deployment({"args": ["/weights", "--served-model-name=Qwen/Qwen2.5-7B-Instruct"]}))
    assert model is not None
    assert model.id == "qwen2.5-7b-instruct"
    assert model_of(deployment({"args": ["--model=of/nobody"]})) is None
