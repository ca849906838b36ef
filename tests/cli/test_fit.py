import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from accel.cli.fit import command
from accel.cli.main import cli

ASKED = ("--model", "llama-3-70b", "--machine", "g6.12xlarge")


LLAMA_3_8B = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "max_position_embeddings": 8192,
}


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
    assert "a2-ultragpu-2g" in result.output
    assert "lambda" not in result.output


def test_a_hub_name_a_context_and_a_concurrency_are_taken() -> None:
    arguments = ("--model", "Qwen/Qwen2.5-7B-Instruct", "--machine", "g2-standard-8", "--context", "8192")
    assert run(*arguments, "--concurrency", "9").exit_code == 0
    assert run(*arguments, "--concurrency", "10").exit_code == 1


def test_a_configuration_file_takes_the_place_of_the_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(LLAMA_3_8B))
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
        (("--model", "llama-3-8b", "--machine", "tpu-v6e-16"), "a slice of 4 machines"),
        (("--model", "llama-3-8b", "--machine", "tpu-v6e-9"), "did you mean 'v6e-8'"),
        (("--model", "llama-3-8b", "--machine", "gpu:H10"), "did you mean 'gpu:H100'"),
    ],
)
def test_a_wrong_question_ends_with_2_and_one_line(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", ["not json", "[]", "{}", "null", "[" * 100_000, '{"model_type": "llama"}'])
def test_a_file_that_is_no_configuration_is_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(content)
    result = run("--config", str(file), "--machine", "g6.xlarge")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_slice_and_one_gpu_are_taken_by_the_names_that_price_lists_have() -> None:
    slice_ = run("--model", "llama-3-8b", "--machine", "tpu-v4-8")
    assert "llama-3-8b fits tpu-v4-8 (gcp) on 1 of 4 x tpu-v4" in slice_.output
    gpu = run("--model", "llama-3-70b", "--machine", "gpu:MI300X-192GB")
    assert "llama-3-70b fits gpu:MI300X-192GB on 1 of 1 x amd-mi300x" in gpu.output


def test_what_no_server_runs_on_does_not_fit_whatever_its_memory() -> None:
    asked = ("--model", "llama-3.2-1b", "--machine", "p2.xlarge")
    result = run(*asked)
    assert result.exit_code == 1
    assert "does NOT fit" in result.output
    assert "NVIDIA K80 is older than compute capability 7.0" in result.output
    assert "the same machine" not in result.output
    found = json.loads(run(*asked, "--format", "json").output)
    assert found["fits"] is False
    assert found["gib_per_device"]["needed"] < found["gib_per_device"]["allowed"]
    assert found["excluded"]


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        ("inf2.48xlarge", "on 2 of 24 cores of 12 x aws-inferentia2"),
        ("tpu-v3-8", "on 2 of 8 cores of 4 x tpu-v3"),
        ("Standard_NV12ads_A10_v5", "on 0.33 x nvidia-a10"),
    ],
)
def test_cores_and_shares_are_called_what_they_are(machine: str, words: str) -> None:
    assert words in run("--model", "llama-3-8b", "--machine", machine).output.replace("\n", " ")


@pytest.mark.parametrize(
    ("given", "weights"),
    [
        ({"quant_method": "awq", "bits": 4}, "awq"),
        ({"quant_method": "gptq", "bits": 8}, "int8"),
        ({"quant_method": "fp8"}, "fp8"),
        (None, None),
    ],
)
def test_a_configuration_says_how_its_weights_are_stored(
    tmp_path: Path, given: dict[str, Any] | None, weights: str | None
) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({**LLAMA_3_8B, "quantization_config": given}))
    asked = ("--config", str(file), "--machine", "g6.xlarge", "--format", "json")
    assert json.loads(run(*asked).output)["quantization"] == weights
    assert json.loads(run(*asked, "--quantization", "int4").output)["quantization"] == "int4"


def test_a_configuration_whose_bits_nobody_knows_asks_for_them(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({**LLAMA_3_8B, "quantization_config": {"quant_method": "compressed-tensors"}}))
    result = run("--config", str(file), "--machine", "g6.xlarge")
    assert result.exit_code == 2
    assert "--quantization does" in result.stderr
    assert run("--config", str(file), "--machine", "g6.xlarge", "--quantization", "fp8").exit_code == 0


def test_windows_that_are_not_counted_off_are_said() -> None:
    asked = ("--machine", "g6e.xlarge", "--context", "8192")
    assert "no further than a window" in run("--model", "gemma-3-12b", *asked).output
    assert "window" not in run("--model", "llama-3-8b", *asked).output


@pytest.mark.parametrize("model", ["llama-3.1-405b", "deepseek-r1-distill-llama-70b", "qwen3-235b-a22b-2507"])
@pytest.mark.parametrize("machine", ["g6.xlarge", "vcg-a100-1c-6g-4vram", "p5.48xlarge", "Standard_NV6ads_A10_v5"])
def test_long_names_fit_80_columns_too(model: str, machine: str) -> None:
    assert max(map(len, run("--model", model, "--machine", machine).output.splitlines())) <= 80


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
