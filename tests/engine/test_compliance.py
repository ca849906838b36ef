"""Compliance profiles on the real engine: they stop what they stop in the preview, and say so."""

from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from tests.engine.harness import EngineStack, Outcome, change_settings, project_copy
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-remediation")]

TAGS = {"environment": "dev", "owner": "a", "cost-center": "b", "blueprint": "c", "stack": "dev", "managed-by": "d"}


def one_group() -> None:
    provider = aws.Provider("aws", region="us-east-1")
    # In dev a log group without a key of its own is advice.
    aws.cloudwatch.LogGroup("logs", retention_in_days=2192, tags=TAGS, opts=pulumi.ResourceOptions(provider=provider))


def preview(folder: Path, clouds: Clouds, **settings: Any) -> Outcome:
    change_settings(project_copy(folder), "dev", lambda own: own.update(settings))
    return EngineStack.create("dev", folder, one_group, clouds).preview(rules=True)


def test_without_a_profile_it_is_advice(clouds: Clouds, tmp_path: Path) -> None:
    outcome = preview(tmp_path, clouds)
    assert outcome.ok, outcome.error
    assert "log-group-customer-key" in outcome.broken("advisory")


def test_a_profile_raises_it_on_the_engine_too_and_says_so(clouds: Clouds, tmp_path: Path) -> None:
    outcome = preview(tmp_path, clouds, compliance=["hipaa"], dataClass="health")
    assert outcome.error is not None
    assert outcome.broken() == {"log-group-customer-key"}
    assert "kmsKeyId is not set (raised by hipaa)" in outcome.text


def test_personal_data_are_kept_in_europe_on_the_engine_too(clouds: Clouds, tmp_path: Path) -> None:
    outcome = preview(tmp_path, clouds, compliance=["gdpr"], dataClass="personal")
    assert outcome.error is not None
    assert "allowed-regions" in outcome.broken()


def test_what_would_relax_a_profile_stops_the_pack(clouds: Clouds, tmp_path: Path) -> None:
    relaxed = {"log-group-customer-key": {"level": "advisory"}}
    outcome = preview(tmp_path, clouds, compliance=["hipaa"], dataClass="health", policies=relaxed)
    assert outcome.error is not None
    assert "mandatory (hipaa) or stricter" in outcome.text + outcome.error
    assert clouds.things == {}
