import gc

import pulumi
import pulumi_aws as aws
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN, Secret, shown
from accel.preview.recorder import record


class Shelf(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("accel:index:Shelf", name, {}, opts)
        bucket = aws.s3.Bucket(f"{name}-books", tags={"owner": "a"}, opts=pulumi.ResourceOptions(parent=self))
        aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=pulumi.Output.secret("hush"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.books = bucket.id
        self.register_outputs({"books": bucket.id})


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_urns_name_all_ancestors_as_the_engine_does(unknown_outputs: bool) -> None:
    class House(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("accel:index:House", "house", {}, None)
            Shelf("shelf", pulumi.ResourceOptions(parent=self))

    graph = record(House, unknown_outputs=unknown_outputs).graph
    prefix = "urn:pulumi:dev::accelerator-blueprints::"
    assert [resource.urn for resource in graph] == [
        f"{prefix}accel:index:House::house",
        f"{prefix}accel:index:House$accel:index:Shelf::shelf",
        f"{prefix}accel:index:House$accel:index:Shelf$aws:s3/bucket:Bucket::shelf-books",
        f"{prefix}accel:index:House$accel:index:Shelf$aws:s3/bucketPolicy:BucketPolicy::shelf-policy",
    ]


def test_protection_of_a_component_reaches_its_children() -> None:
    graph = record(lambda: Shelf("a", pulumi.ResourceOptions(protect=True, retain_on_delete=True))).graph
    assert all(resource.protect and resource.retain_on_delete for resource in graph)


def test_secrets_are_kept_apart_and_never_shown() -> None:
    policy = record(lambda: Shelf("a")).graph.of("aws:s3/bucketPolicy:BucketPolicy")[0]
    assert policy.inputs["policy"] == Secret("hush")
    assert "hush" not in repr(policy)
    assert shown(policy.inputs)["policy"] == "[secret]"
    assert policy.get("policy") == "hush"


def test_unknown_outputs_stay_unknown_in_what_depends_on_them() -> None:
    policy = record(lambda: Shelf("a"), unknown_outputs=True).graph.of("aws:s3/bucketPolicy:BucketPolicy")[0]
    assert policy.inputs["bucket"] is UNKNOWN


def test_a_resource_keeps_the_id_that_the_cloud_would_give_it() -> None:
    shelf, bucket, policy = record(lambda: Shelf("a")).graph
    assert bucket.id
    assert policy.inputs["bucket"] == bucket.id
    assert shelf.id == ""
    assert [item.id for item in record(lambda: Shelf("a"), unknown_outputs=True).graph] == ["", "", ""]


def test_known_outputs_reach_what_depends_on_them_and_stack_outputs() -> None:
    def program() -> None:
        pulumi.export("books", Shelf("a").books)

    recording = record(program)
    bucket = recording.graph.of("aws:s3/bucket:Bucket")[0]
    policy = recording.graph.of("aws:s3/bucketPolicy:BucketPolicy")[0]
    assert policy.inputs["bucket"] == recording.outputs["books"]
    assert bucket.urn in policy.dependencies
    assert policy.property_dependencies["bucket"] == (bucket.urn,)


def test_arns_carry_the_account_and_region_of_the_explicit_provider() -> None:
    def program() -> None:
        provider = aws.Provider("p", region="eu-west-1", allowed_account_ids=["222233334444"])
        key = aws.kms.Key("k", opts=pulumi.ResourceOptions(provider=provider))
        pulumi.export("arn", key.arn)

    arn = record(program).outputs["arn"]
    assert arn.startswith("arn:aws:kms:eu-west-1:222233334444:key/")


def test_two_runs_give_the_same_graph() -> None:
    assert record(lambda: Shelf("a")).graph.resources == record(lambda: Shelf("a")).graph.resources


def test_a_duplicate_urn_is_refused_as_by_the_engine() -> None:
    def program() -> None:
        aws.kms.Key("k")
        aws.kms.Key("k")

    with pytest.raises(pulumi.RunError, match="duplicate resource URN"):
        record(program)


def test_a_failed_program_leaves_no_traces_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def program() -> None:
        aws.kms.Key("k")
        aws.kms.Key("k")

    with pytest.raises(pulumi.RunError):
        record(program)
    gc.collect()
    assert caplog.messages == []


def test_an_exception_of_the_program_reaches_the_caller() -> None:
    def program() -> None:
        aws.kms.Key("k")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        record(program)


def test_a_run_after_a_failed_one_starts_clean() -> None:
    test_an_exception_of_the_program_reaches_the_caller()
    assert len(record(lambda: Shelf("a")).graph) == 3


def test_outputs_of_another_stack_stay_unknown() -> None:
    def program() -> None:
        other = pulumi.StackReference("org/project/base")
        aws.s3.Bucket("b", bucket=other.get_output("name"))

    assert record(program).graph.of("aws:s3/bucket:Bucket")[0].inputs["bucket"] is UNKNOWN


def test_a_function_that_only_the_cloud_can_answer_is_named() -> None:
    recording = record(lambda: gcp.compute.get_image_output(family="debian-12", project="debian-cloud"))
    assert recording.unanswered == ("gcp:compute/getImage:getImage",)


def test_configuration_reaches_the_program() -> None:
    seen: list[str] = []
    record(lambda: seen.append(pulumi.Config().require("owner")), config={"accelerator-blueprints:owner": "ml"})
    assert seen == ["ml"]


def test_what_a_resource_depends_on_comes_in_one_order() -> None:
    def program() -> None:
        made = [aws.s3.Bucket(name) for name in ("zebra", "ape", "mole", "bee")]
        aws.s3.BucketPolicy(
            "policy",
            bucket=pulumi.Output.all(*(bucket.id for bucket in made)).apply("".join),
            policy="{}",
            opts=pulumi.ResourceOptions(depends_on=made),
        )

    policy = record(program).graph.of("aws:s3/bucketPolicy:BucketPolicy")[0]
    for urns in (policy.dependencies, policy.property_dependencies["bucket"]):
        assert [urn.rpartition("::")[2] for urn in urns] == ["ape", "bee", "mole", "zebra"]
