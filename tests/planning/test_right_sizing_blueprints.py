"""What is larger than its use is noted in the preview of each blueprint that builds it."""

import datetime

import pytest

from accel.preview.preview import judge, run_program, settings_of
from blueprints.loading import parse_stack_file
from tests.tools import ROOT

ENTRIES = """\
  accelerator-blueprints:blueprints:
    - kind: gke_vllm
      name: large
      model: Qwen/Qwen2.5-0.5B-Instruct
      weights: {path: small}
      maxModelLen: 4096
      nodePool: {machineType: a2-highgpu-1g}
      scaling: {minReplicas: 1, maxReplicas: 1}
      extraArguments: [--max-num-seqs=1]
    - kind: sagemaker_inf2
      name: one
      instanceType: ml.inf2.xlarge
      model: meta-llama/Llama-2-7b-hf
      weights: {prefix: llama-2-7b/}
      batchSize: 1
      scaling: {minInstances: 1, maxInstances: 1}
    - kind: tpu_training
      name: idle
      zone: us-central1-a
      acceleratorType: v5litepod-1
"""


@pytest.fixture(scope="module")
def notes() -> dict[str, str]:
    """The notes of fit by blueprint, each in one text."""
    head = (ROOT / "stacks/Pulumi.dev.yaml").read_text(encoding="utf-8")
    text = head.partition("  accelerator-blueprints:blueprints:")[0] + ENTRIES
    file = parse_stack_file(text, stack="dev", file="stacks/Pulumi.dev.yaml")
    settings = settings_of(file)
    preview = judge(run_program(file, ROOT), settings, settings.facts(datetime.date(2026, 11, 24)))
    found: dict[str, str] = {}
    for note in preview.notes:
        if note.topic == "fit":
            found[note.subject] = f"{found.get(note.subject, '')} {note.message}"
    return found


@pytest.mark.parametrize(
    ("blueprint", "words"),
    [
        ("large", "made for training, and serve here"),
        ("large", "--max-num-seqs is 1"),
        ("large", "servers could share it"),
        ("large", "nodePool.partitionSize 1g.5gb (MIG) makes 7 of it"),
        ("one", "each request reads all weights for itself"),
        ("one", "of a dev stack are on for 730 h a month"),
        ("idle", "of a dev stack are on for 730 h a month"),
    ],
)
def test_each_blueprint_is_told_what_is_larger_than_its_use(notes: dict[str, str], blueprint: str, words: str) -> None:
    assert words in notes[blueprint]
