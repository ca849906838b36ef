import json
import re
from typing import Any

import pytest

from accel.catalog.aws import pattern
from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import record
from components.aws.registry import AwsRegistry, validate
from components.contract import InvalidArgument
from tests.components.aws.judging import (
    ACCOUNT,
    broken_rules,
    only,
    shape,
    statements,
    types_of,
    unknown_actions,
)
from tests.components.judging import TAGS

REGION = "us-east-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
OTHER = "999988887777"
URL = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"


def arguments(**changes: Any) -> Any:
    given = {
        "account_id": ACCOUNT,
        "region": REGION,
        "repositories": ["inference", "tools/probe"],
        "namespace": "prod",
        "data_key_arn": KEY,
        "tags": TAGS,
        "protect": True,
    }
    return {**given, **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Graph:
    return record(lambda: AwsRegistry("images", arguments(**changes)), unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_each_repository_has_a_lifecycle_and_a_policy_and_urls_come_out_by_name(unknown_outputs: bool) -> None:
    graph = recorded(unknown_outputs)
    assert types_of(graph) == {"AwsRegistry": 1, "Repository": 2, "LifecyclePolicy": 2, "RepositoryPolicy": 2}
    outputs = only(graph, "AwsRegistry").outputs
    if unknown_outputs:
        assert outputs == {"repository_urls": UNKNOWN, "repository_arns": UNKNOWN}
    else:
        assert outputs["repository_urls"] == {
            "inference": f"{URL}/prod/inference",
            "tools/probe": f"{URL}/prod/tools/probe",
        }
        assert outputs["repository_arns"]["inference"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/prod/inference"


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_registry_keeps_our_own_rules_in_prod(unknown_outputs: bool) -> None:
    assert broken_rules(recorded(unknown_outputs, puller_account_ids=[OTHER])) == []


def test_tags_stay_pushes_are_scanned_and_the_key_of_the_stack_encrypts() -> None:
    for repository in recorded().of("aws:ecr/repository:Repository"):
        assert repository.get("imageTagMutability") == "IMMUTABLE"
        assert repository.get("imageScanningConfiguration") == {"scanOnPush": True}
        assert repository.get("encryptionConfigurations") == [{"encryptionType": "KMS", "kmsKey": KEY}]
        assert repository.get("forceDelete") is False


def test_values_are_those_of_ecr() -> None:
    repository = only(recorded(), "Repository", "images-inference")
    assert repository.get("imageTagMutability") in shape("ecr", "ImageTagMutability")["enum"]
    assert repository.get("encryptionConfigurations.0.encryptionType") in shape("ecr", "EncryptionType")["enum"]
    lifecycle = only(recorded(), "LifecyclePolicy", "images-inference-lifecycle").get("policy")
    bounds = shape("ecr", "LifecyclePolicyText")
    assert bounds["min"] <= len(lifecycle) <= bounds["max"]


def test_a_name_that_the_catalogue_takes_is_one_that_ecr_takes() -> None:
    theirs = shape("ecr", "RepositoryName")
    for name in ("a", "ab", "a/b", "a//b", "a__b", "a..b", "a-", "A", "prod/vllm-neuron_2.1", "a" * 256, "a" * 257):
        fits = bool(re.fullmatch(theirs["pattern"], name)) and theirs["min"] <= len(name) <= theirs["max"]
        assert pattern("repository").fits(name) is fits, name


def test_images_without_a_tag_go_and_tagged_ones_stay() -> None:
    policy = only(recorded(untagged_days=3), "LifecyclePolicy", "images-inference-lifecycle")
    (rule,) = json.loads(policy.get("policy"))["rules"]
    assert rule["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 3,
    }
    assert rule["action"] == {"type": "expire"}


def test_every_account_but_the_own_is_shut_out_whatever_it_asks_for() -> None:
    found = statements(only(recorded(), "RepositoryPolicy", "images-inference-policy"))
    assert found.keys() == {"DenyOtherAccounts"}
    denial = found["DenyOtherAccounts"]
    assert denial["Effect"] == "Deny"
    assert denial["Principal"] == "*"
    assert denial["Action"] == "ecr:*"
    assert denial["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": [ACCOUNT]},
        # Services of AWS belong to no account.
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }
    # A policy of a repository that names resources is refused.
    assert "Resource" not in denial


def test_another_account_that_is_named_may_pull_and_nothing_else() -> None:
    graph = recorded(puller_account_ids=[OTHER])
    found = statements(only(graph, "RepositoryPolicy", "images-inference-policy"))
    assert found["DenyOtherAccounts"]["Condition"]["StringNotEquals"]["aws:PrincipalAccount"] == [ACCOUNT, OTHER]
    pull = found["AccountsPull"]
    assert pull["Principal"] == {"AWS": [f"arn:aws:iam::{OTHER}:root"]}
    assert set(pull["Action"]) == {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    }


def test_no_action_is_misspelt() -> None:
    assert unknown_actions(recorded(puller_account_ids=[OTHER])) == []


@pytest.mark.parametrize("protect", [False, True])
def test_protected_repositories_stay(protect: bool) -> None:
    for repository in recorded(protect=protect).of("aws:ecr/repository:Repository"):
        assert repository.protect is protect
        assert repository.retain_on_delete is protect


def test_images_go_with_a_repository_only_where_asked() -> None:
    graph = recorded(protect=False, force_destroy=True)
    assert {item.get("forceDelete") for item in graph.of("aws:ecr/repository:Repository")} == {True}


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"account_id": "12345"}, "account_id", "twelve digits"),
        ({"region": "cn-north-1"}, "region", "outside China"),
        ({"repositories": []}, "repositories", "at least one name"),
        ({"repositories": ["Inference"]}, "repositories[0]", "lower-case"),
        ({"repositories": ["a"], "namespace": "Prod"}, "repositories[0]", "lower-case"),
        ({"repositories": ["a/b", "a-b"]}, "repositories[1]", "each name once"),
        ({"untagged_days": 0}, "untagged_days", "1 day or more"),
        ({"puller_account_ids": ["12345"]}, "puller_account_ids[0]", "twelve digits"),
        ({"force_destroy": True}, "force_destroy", "without protect"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_registered(changes: Any, field: str, part: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        validate(arguments(**changes))
    assert refused.value.field == field
    assert part in str(refused.value)
