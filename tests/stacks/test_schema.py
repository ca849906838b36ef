"""stacks/schema.json, which editors complete and check with."""

import json

import jsonschema
import pytest
import yaml

from accel.planning.stack import project_root
from accel.preview.schema import stack_file_schema
from blueprints.loading import stack_names

STACKS = project_root() / "stacks"
VALIDATOR = jsonschema.Draft202012Validator(json.loads((STACKS / "schema.json").read_text(encoding="utf-8")))


def test_the_schema_is_fresh() -> None:
    assert json.loads((STACKS / "schema.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(stack_file_schema())
    ), "`accel schema --write` writes it again"


def test_the_schema_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(stack_file_schema())


@pytest.mark.parametrize("stack", stack_names())
def test_every_shipped_stack_file_names_its_schema_and_keeps_it(stack: str) -> None:
    text = (STACKS / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    errors = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(yaml.safe_load(text))]
    assert errors == []


@pytest.mark.parametrize(
    ("key", "value"), [("environment", "devel"), ("blueprints", []), ("monthlyBudgetUsd", -1), ("owner", "Not A Tag")]
)
def test_the_schema_refuses_what_the_program_refuses(key: str, value: object) -> None:
    broken = yaml.safe_load((STACKS / "Pulumi.dev.yaml").read_text(encoding="utf-8"))
    broken["config"][f"accelerator-blueprints:{key}"] = value
    assert not VALIDATOR.is_valid(broken)


def test_keys_of_providers_are_left_to_them() -> None:
    allowed = yaml.safe_load((STACKS / "Pulumi.dev.yaml").read_text(encoding="utf-8"))
    allowed["config"]["aws:profile"] = "sandbox"
    assert VALIDATOR.is_valid(allowed)
