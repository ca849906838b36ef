"""What advice writes for a stack file, pasted into one: the program takes it and builds it."""

import datetime
import textwrap

import pytest
import yaml

from accel.planning.advice.advice import advise
from accel.planning.advice.request import Request
from accel.planning.advice.snippet import Snippet
from accel.planning.problems import ConfigurationError
from accel.preview.preview import judge, run_program, settings_of
from blueprints.loading import StackFile, parse_stack_file
from blueprints.registry import blueprint
from tests.planning.advising import LLAMA_70B, request
from tests.tools import ROOT

REGIONS = {"aws": "us-east-1", "gcp": "us-central1"}
ASKED = {
    "gke_vllm": request(cloud="gcp", region=REGIONS["gcp"]),
    "sagemaker_inf2": request(cloud="aws-sagemaker", region=REGIONS["aws"]),
    "tpu_training": request("training", cloud="gcp", framework="jax", region=REGIONS["gcp"], purchase="spot"),
}


def snippet(asked: Request) -> Snippet:
    found = advise(asked).snippet
    assert found is not None
    return found


def pasted(*snippets: Snippet) -> StackFile:
    """Paste what a terminal shows into the stack file of dev, in place of its own entries."""
    dev = (ROOT / "stacks/Pulumi.dev.yaml").read_text(encoding="utf-8")
    head = dev.partition("  accelerator-blueprints:blueprints:")[0]
    key, entries = "accelerator-blueprints:blueprints:\n", []
    for found in snippets:
        comment, _, rest = found.text.partition("\n")
        assert comment == f"# with accelerator-blueprints:{found.cloud}: region: {REGIONS[found.cloud]}"
        assert rest.startswith(key)
        entries.append(rest.removeprefix(key))
    text = head + textwrap.indent(key + "\n".join(entries), "  ")
    return parse_stack_file(text, stack="dev", file="stacks/Pulumi.dev.yaml")


def test_a_blueprint_of_each_kind_previews_as_it_was_pasted() -> None:
    snippets = [snippet(asked) for asked in ASKED.values()]
    file = pasted(*snippets)
    settings = settings_of(file)
    assert [type(each) for each in settings.blueprints] == [blueprint(kind).Settings for kind in ASKED]
    preview = judge(run_program(file, ROOT), settings, settings.facts(datetime.date(2026, 11, 24)))
    built = {resource.type for resource in preview.graph.resources}
    assert {"accel:index:VllmServer", "accel:index:SageMakerEndpoint", "accel:index:TpuSlice"} <= built
    assert preview.estimate.monthly_usd.expected > 0


@pytest.mark.parametrize(
    "asked",
    [
        request(cloud="gcp", region=REGIONS["gcp"], model=LLAMA_70B),
        request(cloud="gcp", region=REGIONS["gcp"], model=LLAMA_70B, quantization="int4", context=8192, concurrency=1),
        request(cloud="gcp", region=REGIONS["gcp"], quantization="fp8", purchase="spot"),
        request(cloud="aws-sagemaker", region=REGIONS["aws"], context=1024, concurrency=1),
        request("fine-tuning", cloud="gcp", region=REGIONS["gcp"], method="qlora"),
        request("training", cloud="gcp", region=REGIONS["gcp"], model=LLAMA_70B, purchase="on_demand"),
    ],
)
def test_other_requests_paste_too(asked: Request) -> None:
    found = snippet(asked)
    settings = settings_of(pasted(found)).blueprints[0]
    assert isinstance(settings, blueprint(found.entry["kind"]).Settings)


def test_a_wide_entry_is_written_in_several_lines_and_says_the_same() -> None:
    found = snippet(request(cloud="gcp", region=REGIONS["gcp"], model=LLAMA_70B))
    wide = found._replace(entry={**found.entry, "nodePool": {f"key{index}": "x" * 20 for index in range(6)}})
    assert max(map(len, wide.text.splitlines())) <= 76
    assert yaml.safe_load(wide.text)["accelerator-blueprints:blueprints"] == [wide.entry]


def test_a_mistake_in_a_pasted_entry_is_still_told() -> None:
    found = snippet(ASKED["gke_vllm"])
    wrong = found._replace(entry={**found.entry, "maxModelLen": -1})
    with pytest.raises(ConfigurationError, match="maxModelLen"):
        settings_of(pasted(wrong))
