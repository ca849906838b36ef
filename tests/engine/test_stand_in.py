"""The stand-in clouds themselves, on a small program: what they must do for the other tests to mean something."""

from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from tests.engine.harness import EngineStack
from tests.engine.stand_in import Clouds

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-stand-in")]


class Program:
    """Two buckets and what depends on one of them."""

    def __init__(self) -> None:
        self.tags = {"owner": "a"}
        self.bucket_name: str | None = None
        self.__name__ = "program"

    def __call__(self) -> None:
        provider = aws.Provider("aws", region="eu-west-1", allowed_account_ids=["123456789012"])
        options = pulumi.ResourceOptions(provider=provider)
        bucket = aws.s3.Bucket("books", bucket=self.bucket_name, tags=self.tags, opts=options)
        aws.s3.BucketPolicy("policy", bucket=bucket.id, policy=pulumi.Output.secret("hush-hush"), opts=options)
        pulumi.export("bucket", bucket.id)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def stack(program: Program, clouds: Clouds, tmp_path: Path, request: pytest.FixtureRequest) -> EngineStack:
    return EngineStack.create(request.node.name.replace("_", "-")[:90], tmp_path, program, clouds)


def test_a_stack_lives_from_preview_to_destroy(stack: EngineStack, program: Program) -> None:
    assert stack.preview().changed == {"create": 4}
    assert stack.clouds.things == {}
    assert stack.up().changed == {"create": 4}
    assert stack.clouds.types() == ["aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"]
    assert not stack.up().changed
    program.tags = {"owner": "b"}
    assert stack.up().changed == {"update": 1}
    assert not stack.refresh().changed
    assert stack.destroy().changed == {"delete": 4}
    assert stack.clouds.things == {}


def test_a_fixed_property_replaces_and_the_new_stands_before_the_old_goes(stack: EngineStack, program: Program) -> None:
    stack.up()
    program.bucket_name = "another"
    outcome = stack.up()
    assert outcome.changed["replace"] == 2
    methods = [call.method for call in stack.clouds.calls if not call.preview and call.name == "books"]
    assert methods == ["create", "create", "delete"]


def test_a_failed_create_stops_the_update_and_the_next_one_finishes(stack: EngineStack) -> None:
    stack.clouds.fail_after_creates = 1
    outcome = stack.up()
    assert outcome.error is not None
    assert "out of stock" in outcome.error
    stack.clouds.fail_after_creates = None
    assert stack.up().changed == {"create": 1}
    assert len(stack.clouds.things) == 2


def test_drift_is_found_by_refresh_and_mended_by_up(stack: EngineStack) -> None:
    stack.up()
    stack.clouds.drift("aws:s3/bucket:Bucket", "tags", {"owner": "somebody else"})
    assert stack.refresh().changed == {"update": 1}
    assert stack.up().changed == {"update": 1}


def test_a_secret_is_encrypted_in_the_state(stack: EngineStack) -> None:
    stack.up()
    assert "ciphertext" in stack.state_text()
    assert "hush-hush" not in stack.state_text()
