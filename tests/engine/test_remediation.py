"""Repairs on the real engine: the plan shows the repaired inputs, the cloud gets them, secrets stay sealed."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from tests.engine.harness import EngineStack, change_settings, project_copy
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-remediation")]

PLANTED = "planted-token-0123456789"
TAGS = {
    "environment": "dev",
    "owner": "ml-platform",
    "cost-center": "research",
    "blueprint": "keys",
    "stack": "dev",
    "managed-by": "accelerator-blueprints",
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": PLANTED,
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "kms:DescribeKey",
            "Resource": "*",
        }
    ],
}


def two_keys() -> None:
    """Two keys that do not rotate; one says what only the cloud knows, both hold a secret."""
    provider = aws.Provider("aws", region="us-east-1")
    options = pulumi.ResourceOptions(provider=provider)
    policy = pulumi.Output.secret(json.dumps(POLICY))
    first = aws.kms.Key("first", policy=policy, tags=TAGS, opts=options)
    beside = first.arn.apply("beside {}".format)
    aws.kms.Key("second", description=beside, policy=policy, tags={"owner": "ml-platform"}, opts=options)


def stack(folder: Path, clouds: Clouds, policies: dict[str, Any]) -> EngineStack:
    def change(settings: dict[str, Any]) -> None:
        settings["policies"] = policies

    change_settings(project_copy(folder), "dev", change)
    return EngineStack.create("dev", folder, two_keys, clouds)


def inputs(engine: EngineStack, name: str) -> dict[str, Any]:
    (found,) = [one for one in engine.resources() if one["urn"].endswith(f"kms/key:Key::{name}")]
    return found["inputs"]


def test_without_the_setting_the_rules_stop_the_update(clouds: Clouds, tmp_path: Path) -> None:
    outcome = stack(tmp_path, clouds, {}).preview(rules=True)
    assert outcome.error is not None
    assert outcome.broken() == {"kms-key-rotation", "cost-tags"}
    assert clouds.types() == []


def test_the_plan_shows_the_repair_and_the_cloud_gets_it(clouds: Clouds, tmp_path: Path) -> None:
    def full(settings: dict[str, Any]) -> None:
        settings["exemptions"] = [
            {"rule": "cost-tags", "resource": "second", "reason": "not what is tried here", "until": "2999-12-31"}
        ]

    repair = {"kms-key-rotation": {"remediate": True}, "ownership-tags": {"remediate": True}}
    engine = stack(tmp_path, clouds, repair)
    change_settings(tmp_path, "dev", full)
    preview = engine.preview(rules=True)
    assert preview.ok, preview.error
    assert "[remediate]  kms-key-rotation  (2 resources)" in preview.text
    assert "[remediate]  ownership-tags  (1 resource)" in preview.text
    assert clouds.types() == []
    outcome = engine.up(rules=True)
    assert outcome.ok, outcome.error
    assert outcome.broken() == set()
    for name in ("first", "second"):
        assert inputs(engine, name)["enableKeyRotation"] is True
    second = inputs(engine, "second")
    assert second["tags"] == {"owner": "ml-platform", "managed-by": "accelerator-blueprints"}
    assert second["description"].startswith("beside arn:")
    assert PLANTED not in engine.state_text()
    assert PLANTED not in preview.text + outcome.text
    # What was repaired once stays as it is.
    assert not engine.up(rules=True).changed
