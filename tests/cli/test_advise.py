import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from accel.cli.advise import command

INFERENCE = ("--workload", "inference", "--model", "llama-3-8b")
TRAINING = ("--workload", "training", "--model", "llama-3-8b")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_text_explains_ranks_rejects_and_gives_ladder_stack_file_and_bounds() -> None:
    result = run(*INFERENCE, "--region", "eu")
    assert result.exit_code == 0
    for part in (
        "The guide's decision flow (section 4)",
        "offers can do it; ranked by USD an hour",
        "Left out, with the nearest miss of each kind",
        "is sold out",
        "accelerator-blueprints:blueprints:",
        "Bounds, not forecasts",
    ):
        assert part in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_json_has_the_same_in_stable_keys() -> None:
    result = run(*INFERENCE, "--cloud", "gcp", "--format", "json", "--limit", "2")
    data = json.loads(result.output)
    assert set(data) == {
        "request",
        "decision_flow",
        "offers",
        "suitable",
        "ranked_by",
        "proposals",
        "rejected",
        "ladder",
        "stack_file",
        "roofline",
    }
    assert len(data["proposals"]) == 2
    assert all(row["provider"] == "gcp" and row["source_date"] for row in data["proposals"])
    assert data["proposals"][0]["bounds"]["usd_per_million_tokens"] > 0
    assert data["stack_file"]["blueprint"]["kind"] == "gke_vllm"


def test_nothing_suitable_is_exit_code_one_and_says_why() -> None:
    result = run(*INFERENCE, "--budget", "1")
    assert result.exit_code == 1
    assert "offers can do it" in result.output
    assert "over the budget" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--workload", "inference", "--model", "lama-3-8b"), "did you mean 'llama-3-8b'?"),
        ((*INFERENCE, "--cloud", "gpc"), "did you mean 'gcp'?"),
        ((*INFERENCE, "--region", "europ"), "did you mean 'europe'?"),
        ((*INFERENCE, "--purchase", "spott"), "did you mean 'spot'?"),
        ((*INFERENCE, "--quantization", "fp9"), "did you mean 'fp8'?"),
        ((*INFERENCE, "--context", "9000"), "takes at most 8192 tokens"),
        ((*TRAINING, "--latency", "10"), "--latency is about inference"),
        ((*INFERENCE, "--method", "lora"), "--method lora is about fine-tuning"),
    ],
)
def test_a_mistake_is_one_line_with_the_nearest_valid_name(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert words in result.output


@pytest.mark.parametrize("option", [("--budget", "0"), ("--latency", "-1"), ("--framework", "jacks"), ("--limit", "0")])
def test_a_value_that_cannot_be_is_refused(option: tuple[str, str]) -> None:
    assert run(*INFERENCE, *option).exit_code == 2


def test_advice_imports_neither_pulumi_nor_rich_nor_pydantic() -> None:
    code = (
        "import sys; from accel.cli.main import cli\n"
        "try: cli(sys.argv[1:], prog_name='accel')\n"
        "except SystemExit: pass\n"
        "slow = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(name for name in slow if name.startswith('pulumi') or name in ('rich', 'pydantic')))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, "advise", *INFERENCE], capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[]"
