import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accel.planning.graph import Graph, Resource
from accel.preview.sources import Sources, stack_sources
from tests.policies.building import resource, urn_of
from tests.previews import preview_of

STACK = """\
# A comment.
config:
  accelerator-blueprints:environment: dev
  accelerator-blueprints:monthlyBudgetUsd: 2500
  accelerator-blueprints:exemptions:
    - {rule: s3-versioning, resource: "*", reason: r, until: 2027-01-01}
  accelerator-blueprints:aws:
    region: us-east-1
  accelerator-blueprints:blueprints:
    - kind: gke_vllm
      name: vllm
    - {kind: gke_vllm, name: vllm-metrics}
    -
      name: train
      kind: tpu_training
  gcp:project: somebody-else
"""
FILE = "stacks/Pulumi.mine.yaml"


def line_of(text: str, rule: str, *resources: Resource) -> int:
    """Return the line of a finding about the first of some resources, or about the stack."""
    graph = Graph(resources)
    return Sources(FILE, text).line(rule, resources[0].urn if resources else "", graph)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("stack-budget", 4),
        ("exemption-expired", 5),
        ("exemption-unused", 5),
        ("cost-tags", 3),
        # The stack of this file says nothing about regions.
        ("allowed-regions", 3),
    ],
)
def test_a_finding_about_the_stack_stands_at_the_key_that_it_is_about(rule: str, line: int) -> None:
    assert line_of(STACK, rule) == line


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("vllm", 10),
        ("vllm-cluster", 10),
        ("vllm-metrics", 12),
        ("vllm-metrics-viewer", 12),
        ("train-checkpoints", 14),
        ("aws-baseline", 7),
        ("aws", 7),
        ("trainer", 9),
        ("gcp-baseline", 9),
    ],
)
def test_a_finding_about_a_resource_stands_at_the_entry_that_makes_it(name: str, line: int) -> None:
    assert line_of(STACK, "any", resource("aws:s3/bucket:Bucket", name)) == line


def test_what_is_within_a_component_stands_where_the_component_does() -> None:
    outer = resource("accel:index:Outer", "train", custom=False)
    inner = resource("accel:index:Inner", "vllm-inner", custom=False, parent=outer.urn)
    bucket = resource("aws:s3/bucket:Bucket", "aws", parent=inner.urn)
    assert line_of(STACK, "any", bucket, inner, outer) == 14


@pytest.mark.parametrize(
    "text", ["", "config:", "config: []", "- 1", "{", "config: {a: [}", "\t", "&a [*a]", "? {a: b}\n: c"]
)
def test_a_file_that_says_nothing_is_pointed_at_by_its_first_line(text: str) -> None:
    assert line_of(text, "stack-budget") == 1
    assert line_of(text, "any", resource("aws:s3/bucket:Bucket", "vllm")) == 1


@settings(max_examples=60)
@given(st.text())
def test_no_text_breaks_the_search_for_a_line(text: str) -> None:
    for file in (FILE, "plan.json"):
        line = Sources(file, text).line("any", urn_of("a:b:C", "vllm"), Graph([resource("a:b:C", "vllm")]))
        assert 1 <= line <= text.count("\n") + 1


def test_every_resource_of_a_shipped_stack_stands_at_its_blueprint_or_cloud() -> None:
    preview, sources = preview_of("tpu-training"), stack_sources("tpu-training")
    lines = sources.text.splitlines()
    found = {lines[sources.line("any", resource.urn, preview.graph) - 1].strip() for resource in preview.graph}
    assert found == {"accelerator-blueprints:gcp:", "- kind: tpu_training"}


def test_a_file_of_the_engine_is_pointed_at_by_the_first_line_that_names_the_resource() -> None:
    first, second = resource("aws:s3/bucket:Bucket", 'quo"ted \u2028 <&>'), resource("aws:s3/bucket:Bucket", "second")
    # The engine writes < as an escape, and leaves other characters as they are.
    text = json.dumps({"steps": [{"urn": first.urn, "newState": {"urn": first.urn}}, {"urn": second.urn}]}, indent=4)
    sources = Sources("plan.json", text.replace("<", "\\u003c"))
    graph = Graph([first, second])
    lines = text.split("\n")
    assert [sources.line("any", one.urn, graph) for one in graph] == [
        next(number for number, line in enumerate(lines, start=1) if json.dumps(one.urn) in line) for one in graph
    ]
    raw = Sources("plan.json", json.dumps({"steps": [{"urn": one.urn} for one in graph]}, indent=1, ensure_ascii=False))
    assert [raw.line("any", one.urn, graph) for one in graph] == [4, 7]


def test_a_file_of_one_line_has_one_line() -> None:
    only = resource("aws:s3/bucket:Bucket", "only")
    assert Sources("plan.json", json.dumps({"urn": only.urn})).line("any", only.urn, Graph([only])) == 1


def test_a_stack_without_a_file_has_no_text() -> None:
    assert stack_sources("no-such-stack") == Sources("stacks/Pulumi.no-such-stack.yaml", "")
