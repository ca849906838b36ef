"""Compliance profiles and repairs in the reports of a stack, as its file switches them on."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from accel.planning.graph import Graph
from accel.planning.problems import ConfigurationError
from accel.preview.formats import FORMATS, form
from accel.preview.preview import Preview, judge, judge_graph, run_program, settings_of
from accel.preview.terminal import render_text
from blueprints.loading import parse_stack_file
from tests.policies.building import TODAY, facts, resource
from tests.tools import ROOT

STACK = "sagemaker-inf2"
PREFIX = "accelerator-blueprints:"


def preview(retention_days: int = 2192, **changes: Any) -> Preview:
    content: dict[str, Any] = yaml.safe_load((ROOT / f"stacks/Pulumi.{STACK}.yaml").read_text(encoding="utf-8"))
    content["config"][f"{PREFIX}aws"]["baseline"]["create"]["auditRetentionDays"] = retention_days
    content["config"].update({PREFIX + key: value for key, value in changes.items()})
    file = parse_stack_file(yaml.safe_dump(content), stack=STACK, file=f"stacks/Pulumi.{STACK}.yaml")
    settings = settings_of(file)
    return judge(run_program(file, ROOT), settings, settings.facts(TODAY))


def mandatory(found: Preview) -> set[str]:
    return {finding.rule for finding in found.findings if finding.level == "mandatory"}


def test_a_shipped_stack_keeps_all_profiles_once_its_audit_logs_are_kept_long_enough() -> None:
    everything = ["soc2", "iso27001", "hipaa", "gdpr"]
    assert mandatory(preview(compliance=everything, dataClass="internal")) == set()
    # gdpr asks for a bounded time of every log, and hipaa says which.
    short = {"audit-retention", "log-retention-bounded"}
    assert mandatory(preview(365, compliance=everything, dataClass="internal")) == short


def test_what_a_profile_wants_of_the_stack_is_done_and_told() -> None:
    found = preview(compliance=["hipaa"], dataClass="health")
    groups = [item for item in found.graph if item.type == "aws:cloudwatch/logGroup:LogGroup"]
    assert groups
    assert {item.inputs["retentionInDays"] for item in groups} == {2192}
    assert any("hipaa wants profile.logRetentionDays at least 2192" in note.message for note in found.notes)
    assert not any("logRetentionDays" in note.message for note in preview().notes)


def test_personal_data_may_not_be_in_the_region_of_the_stack_unless_somebody_says_so() -> None:
    personal: Mapping[str, Any] = {"compliance": ["gdpr"], "dataClass": "personal"}
    assert mandatory(preview(**personal)) == {"allowed-regions"}
    assert mandatory(preview(**personal, dataRegions=["us-east-1"])) == set()


def test_mistakes_are_told_with_all_others() -> None:
    with pytest.raises(ConfigurationError) as caught:
        preview(
            compliance=["hippa", "soc2"],
            policies={
                "log-group-customer-key": {"level": "advisory"},
                "stack-budget": {"remediate": True},
            },
        )
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert any("compliance[0]: 'hippa'" in line and "'hipaa'" in line for line in lines)
    assert any("policies.log-group-customer-key.level" in line and "mandatory (soc2)" in line for line in lines)
    assert any("policies.stack-budget.remediate" in line for line in lines)


@pytest.fixture(scope="module")
def raised_and_repaired() -> Preview:
    """A stack with a finding that a profile raised, and another that was repaired."""
    graph = Graph([resource("aws:cloudwatch/logGroup:LogGroup", "logs"), resource("aws:kms/key:Key", "data")])
    settings = {"kms-key-rotation": {"remediate": True}}
    return judge_graph(graph, facts("dev", compliance=("hipaa",), data_class="health", rule_settings=settings))


@pytest.mark.parametrize("name", ["terminal", *(name for name in FORMATS if name != "json")])
def test_every_report_says_who_raised_a_finding_and_what_was_repaired(name: str, raised_and_repaired: Preview) -> None:
    report = render_text(raised_and_repaired) if name == "terminal" else form(name).render(raised_and_repaired)
    text = " ".join(report.split())
    assert "raised by hipaa" in text
    assert "enableKeyRotation" in text
    assert "set to true" in text


def test_json_has_both_as_fields(raised_and_repaired: Preview) -> None:
    found = {one["rule"]: one for one in json.loads(form("json").render(raised_and_repaired))["findings"]}
    assert found["log-group-customer-key"]["raised_by"] == ["hipaa"]
    assert found["kms-key-rotation"]["level"] == "remediated"
    assert found["kms-key-rotation"]["properties"] == ["enableKeyRotation"]
    assert raised_and_repaired.exit_code_at("advisory") == 1


def test_a_repair_alone_fails_nothing_at_any_level(raised_and_repaired: Preview) -> None:
    only = tuple(finding for finding in raised_and_repaired.findings if finding.level == "remediated")
    assert replace(raised_and_repaired, findings=only).exit_code_at("advisory") == 0
