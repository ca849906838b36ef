import datetime
import re
from typing import Any, get_args

import pytest
import yaml

from accel.planning.stack import CommonSettings
from policies.configuration import configured
from policies.documentation import document, explain
from policies.registry import all_rules
from policies.rule import Group

TEXT = document(all_rules())


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_has_a_section_and_a_line_in_its_groups_overview(rule: Any) -> None:
    assert f"\n### {rule.id}\n" in TEXT
    assert f"| [{rule.id}](#{rule.id}) |" in TEXT
    assert rule.why in TEXT
    assert rule.remediation in TEXT


def test_every_group_says_how_many_rules_it_has() -> None:
    counts = dict(re.findall(r"^## (\w+): (\d+) rules$", TEXT, re.MULTILINE))
    assert {name.lower() for name in counts} == set(get_args(Group))
    assert sum(int(count) for count in counts.values()) == len(all_rules())


def test_no_cell_of_a_table_breaks_its_row() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {6}


def test_the_example_of_a_stack_file_is_valid() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    values: dict[str, Any] = yaml.safe_load(example)["config"]
    common = CommonSettings.model_validate(
        {
            "environment": "dev",
            "owner": "ml",
            "costCenter": "c",
            "monthlyBudgetUsd": 1,
            **{key.partition(":")[2]: value for key, value in values.items()},
        }
    )
    given = common.facts("dev", regions=(), today=datetime.date(2026, 11, 24))
    assert {entry.rule.id: entry for entry in configured(all_rules(), given)}["storage-lifecycle"].level == "mandatory"


def test_settings_are_told_with_their_default_in_each_environment() -> None:
    rule = next(rule for rule in all_rules() if rule.id == "autoscaler-bounded")
    values = [rule.settings.of(name).max_units for name in ("dev", "staging", "prod")]
    assert f"(default {values[0]} in dev, {values[1]} in staging, {values[2]} in prod)" in explain(rule)


def test_one_rule_is_explained_in_a_few_lines() -> None:
    rule = next(rule for rule in all_rules() if rule.id == "s3-versioning")
    lines = explain(rule).splitlines()
    assert lines[0] == f"s3-versioning: {rule.title}"
    assert any(rule.why in line for line in lines)
    assert any("dev " in line and "prod " in line for line in lines)
    assert len(lines) < 12
