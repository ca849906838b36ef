"""What the judges of plans are given: Terraform's names and shapes, and references where Pulumi passes values."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import Graph
from accel.preview.recorder import record
from blueprints.loading import stack_names
from tests.policies.building import resource
from tests.previews import preview_of
from tests.security.terraform_plan import UnknownToTerraformError, address_of, terraform_plan


def program() -> None:
    key = aws.kms.Key("key", enable_key_rotation=True)
    bucket = aws.s3.Bucket("weights.store", bucket="weights", tags={"costCenter": "research"})
    versioning = aws.s3.BucketVersioning("versions", bucket=bucket.id, versioning_configuration={"status": "Enabled"})
    aws.s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        bucket=versioning.bucket,
        rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn}}],
    )
    group = aws.cloudwatch.LogGroup("logs")
    aws.cloudtrail.Trail(
        "trail", s3_bucket_name=bucket.id, cloud_watch_logs_group_arn=pulumi.Output.concat(group.arn, ":*")
    )
    gcp.compute.Firewall(
        "ssh", network="n", allows=[{"protocol": "tcp", "ports": ["22"]}], source_ranges=["10.0.0.0/8"]
    )


def plan(graph: Graph) -> dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Return the values, the unknowns and the expressions of each resource of a plan, by its address."""
    told = terraform_plan(graph)
    expressions = {one["address"]: one["expressions"] for one in told["configuration"]["root_module"]["resources"]}
    return {
        one["address"]: (one["change"]["after"], one["change"]["after_unknown"], expressions[one["address"]])
        for one in told["resource_changes"]
    }


@pytest.fixture(scope="module")
def graph() -> Graph:
    return record(program).graph


def test_names_are_terraforms_and_values_stay(graph: Graph) -> None:
    values, unknown, expressions = plan(graph)["aws_kms_key.key"]
    assert values["enable_key_rotation"] is True
    assert "enable_key_rotation" not in unknown
    assert expressions["enable_key_rotation"] == {"constant_value": True}


def test_an_object_is_a_block_and_a_map_stays_a_map(graph: Graph) -> None:
    assert plan(graph)["aws_s3_bucket_versioning.versions"][0]["versioning_configuration"] == [{"status": "Enabled"}]
    assert plan(graph)["aws_s3_bucket.weights_store"][0]["tags"] == {"costCenter": "research"}


def test_lists_of_objects_have_the_name_that_terraform_gives_them(graph: Graph) -> None:
    assert plan(graph)["google_compute_firewall.ssh"][0]["allow"] == [{"protocol": "tcp", "ports": ["22"]}]
    rule = plan(graph)["aws_s3_bucket_server_side_encryption_configuration.encryption"][0]["rule"]
    assert rule[0]["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "aws:kms"


def test_what_another_resource_gives_is_a_reference_to_its_maker_and_unknown(graph: Graph) -> None:
    values, unknown, expressions = plan(graph)["aws_s3_bucket_server_side_encryption_configuration.encryption"]
    assert "bucket" not in values
    assert unknown["bucket"] is True
    # The versioning only echoes it.
    assert expressions["bucket"] == {"references": ["aws_s3_bucket.weights_store.id", "aws_s3_bucket.weights_store"]}
    key = expressions["rule"][0]["apply_server_side_encryption_by_default"][0]["kms_master_key_id"]
    assert key == {"references": ["aws_kms_key.key.arn", "aws_kms_key.key"]}


def test_an_arn_with_something_after_it_is_a_reference_too(graph: Graph) -> None:
    _, unknown, expressions = plan(graph)["aws_cloudtrail.trail"]
    assert unknown["cloud_watch_logs_group_arn"] is True
    assert "aws_cloudwatch_log_group.logs.arn" in expressions["cloud_watch_logs_group_arn"]["references"]


def test_a_type_that_nobody_looked_up_is_refused_and_not_guessed() -> None:
    with pytest.raises(UnknownToTerraformError, match="aws:new/thing:Thing: add its Terraform type"):
        terraform_plan(Graph([resource("aws:new/thing:Thing", "a")]))


def test_a_list_of_objects_that_nobody_looked_up_is_refused_and_not_guessed() -> None:
    bucket = resource("aws:s3/bucket:Bucket", "a", {"grants": [{"type": "Group"}]})
    with pytest.raises(UnknownToTerraformError, match="aws_s3_bucket: add the Terraform name of grants"):
        terraform_plan(Graph([bucket]))


@pytest.mark.parametrize("stack", stack_names())
def test_every_aws_and_gcp_resource_of_a_stack_is_told_under_an_address_of_its_own(stack: str) -> None:
    ours = [item for item in preview_of(stack).graph if item.package in ("aws", "gcp")]
    told = terraform_plan(preview_of(stack).graph)["resource_changes"]
    assert len({one["address"] for one in told}) == len(told) == len(ours)


def test_a_resource_of_unknown_outputs_is_told_too(graph: Graph) -> None:
    before = record(program, unknown_outputs=True).graph
    assert [address_of(item) for item in before] == [address_of(item) for item in graph]
    assert plan(before)["aws_cloudtrail.trail"][1]["s3_bucket_name"] is True


def test_a_secret_is_judged_like_any_value() -> None:
    secret = record(lambda: aws.sns.Topic("a", display_name=pulumi.Output.secret("hush"))).graph
    assert plan(secret)["aws_sns_topic.a"][0]["display_name"] == "hush"
