import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from accel.cli.fit import command
from accel.cli.main import cli

ASKED = ("--model", "llama-3-70b", "--machine", "g6.12xlarge")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_what_fits_ends_with_0_and_the_option_of_the_server() -> None:
    result = run(*ASKED, "--quantization", "awq")
    assert result.exit_code == 0
    assert "llama-3-70b fits g6.12xlarge (aws) on 4 of 4 x nvidia-l4" in result.output
    assert "--tensor-parallel-size 4" in result.output


def test_what_does_not_fit_ends_with_1_and_names_what_would() -> None:
    result = run(*ASKED, "--cloud", "gcp")
    assert result.exit_code == 1
    assert "does NOT fit" in result.output
    assert "--quantization int8, fp8" in result.output
    assert "a3-highgpu-" in result.output
    assert "lambda" not in result.output


def test_a_hub_name_a_context_and_a_concurrency_are_taken() -> None:
    arguments = ("--model", "Qwen/Qwen2.5-7B-Instruct", "--machine", "g2-standard-8", "--context", "8192")
    assert run(*arguments, "--concurrency", "9").exit_code == 0
    assert run(*arguments, "--concurrency", "10").exit_code == 1


def test_a_configuration_file_takes_the_place_of_the_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    config = {
        "model_type": "llama",
        "hidden_size": 4096,
        "intermediate_size": 14336,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "vocab_size": 128256,
        "max_position_embeddings": 8192,
    }
    file.write_text(json.dumps(config))
    mine = json.loads(run("--config", str(file), "--machine", "g6.xlarge", "--format", "json").output)
    known = json.loads(run("--model", "llama-3-8b", "--machine", "g6.xlarge", "--format", "json").output)
    assert mine["gib_per_device"] == known["gib_per_device"]


def test_json_holds_figures_sources_and_alternatives() -> None:
    result = run(*ASKED, "--format", "json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found["fits"] is False
    assert found["gib_per_device"]["weights"] == pytest.approx(32.854, abs=0.001)
    assert all(each["source"] and each["source_date"] for each in found["assumptions"])
    assert "awq" in found["alternatives"]["quantizations"]
    assert all(each["usd_per_hour"] > 0 for each in found["alternatives"]["machines"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--model", "llama-3-70", "--machine", "g6.xlarge"), "did you mean 'llama-3-70b'"),
        (("--model", "llama-3-8b", "--machine", "g6.xlage"), "did you mean 'g6.xlarge'"),
        (("--model", "llama-3-8b", "--machine", "g6.xlarge", "--quantization", "awk"), "did you mean 'awq'"),
        (("--model", "llama-3-8b", "--machine", "g6.xlarge", "--cloud", "gpc"), "did you mean 'gcp'"),
        (("--model", "llama-3-8b", "--machine", "g6.xlarge", "--context", "9000"), "at most 8192 tokens"),
        (("--model", "llama-3-8b", "--machine", "g6.12xlarge", "--tensor-parallel", "3"), "divide by 1, 2, 4"),
        (("--model", "llama-3-8b", "--machine", "e2-standard-4"), "no accelerator"),
        (("--machine", "g6.xlarge"), "--model or --config"),
    ],
)
def test_a_wrong_question_ends_with_2_and_one_line(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", ["not json", "[]", "{}", '{"model_type": "llama"}'])
def test_a_file_that_is_no_configuration_is_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(content)
    result = run("--config", str(file), "--machine", "g6.xlarge")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [ASKED, (*ASKED, "--quantization", "awq"), (*ASKED, "--tensor-parallel", "2")])
def test_the_answer_fits_80_columns(arguments: tuple[str, ...]) -> None:
    assert max(map(len, run(*arguments).output.splitlines())) <= 80


@pytest.mark.parametrize("name", ["fit", "train-cost", "break-even"])
def test_help_has_examples_and_a_dash_in_a_name_is_a_module_s_underscore(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert "Examples:" in result.output
    assert f"accel {name}" in result.output
    found: Any = result.output
    assert "Exit code" in found
