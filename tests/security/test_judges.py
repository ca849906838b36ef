"""Judges that we did not write, over every shipped stack; what they find and we accept stands in exceptions.yaml."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accel.planning.graph import Graph, Resource, plain
from blueprints.loading import stack_names
from tests.policies.building import document, resource
from tests.previews import preview_of
from tests.security.exceptions import Finding, exceptions, idle, outside
from tests.security.judges import checkov, iam, interpreter

pytestmark = [pytest.mark.judges, pytest.mark.xdist_group("judges")]

GONE = None
PLANTED: Mapping[str, Mapping[str, tuple[Mapping[str, Any] | None, str]]] = {
    "prod": {
        "aws-baseline-models-weights-private": ({"blockPublicAcls": False}, "CKV_AWS_53"),
        "aws-baseline-keys-data": ({"enableKeyRotation": False}, "CKV_AWS_7"),
        "aws-baseline-audit-trail": ({"isMultiRegionTrail": False}, "CKV_AWS_67"),
        "inf2-configuration": ({"kmsKeyArn": None}, "CKV_AWS_98"),
        "gcp-baseline-network-deny-ingress": (
            {
                "denies": None,
                "allows": [{"protocol": "tcp", "ports": ["22"]}],
                "direction": "INGRESS",
                "sourceRanges": ["0.0.0.0/0"],
            },
            "CKV_GCP_2",
        ),
        "gcp-baseline-models-bucket": ({"uniformBucketLevelAccess": False}, "CKV_GCP_29"),
        "gcp-baseline-keys-data": ({"rotationPeriod": None}, "CKV_GCP_43"),
        "vllm-cluster-system": ({"management": {"autoRepair": False, "autoUpgrade": True}}, "CKV_GCP_9"),
        # These three are found missing beside what they belong to: a judge that follows references sees it.
        "aws-baseline-network-flows": (GONE, "CKV2_AWS_11"),
        "aws-baseline-models-weights-versioning": (GONE, "CKV_AWS_21"),
        "aws-baseline-network-default": (GONE, "CKV2_AWS_12"),
    },
    "azure-baseline": {
        "azure-baseline-models-account": ({"enableHttpsTrafficOnly": False}, "CKV_AZURE_3"),
        "azure-baseline-models-weights": ({"publicAccess": "Blob"}, "CKV_AZURE_34"),
        "azure-baseline-keys-vault": (
            {"properties": {"enablePurgeProtection": False, "publicNetworkAccess": "Enabled"}},
            "CKV_AZURE_110",
        ),
        "azure-baseline-network-workload-rules": (
            {
                "securityRules": [
                    {
                        "name": "ssh",
                        "access": "Allow",
                        "direction": "Inbound",
                        "protocol": "Tcp",
                        "destinationPortRange": "22",
                        "sourceAddressPrefix": "*",
                    }
                ]
            },
            "CKV_AZURE_10",
        ),
        "azure-baseline-images-registry": ({"adminUserEnabled": True}, "CKV_AZURE_137"),
    },
}
"""By stack and resource what is changed, or that it is gone, and the check that must see it."""


@pytest.fixture(scope="session")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    interpreter()
    graphs = {stack: preview_of(stack).graph for stack in stack_names()}
    return checkov(graphs, tmp_path_factory.mktemp("judged")) + iam(graphs)


def test_no_judge_finds_anything_that_is_not_accepted(findings: list[Finding]) -> None:
    assert outside(findings, exceptions()) == []


def test_every_accepted_finding_is_still_found(findings: list[Finding]) -> None:
    assert idle(findings, exceptions()) == []


def planted(stack: str) -> Graph:
    changes = PLANTED[stack]
    graph = preview_of(stack).graph
    assert set(changes) <= {item.name for item in graph}
    changed: list[Resource] = []
    for item in graph:
        change, _ = changes.get(item.name, ({}, ""))
        # A component may have the name of what is gone.
        if change is not GONE or not item.custom:
            changed.append(replace(item, inputs={**plain(item.inputs), **(change or {})}))
    return Graph(changed)


def test_checkov_sees_what_is_planted(tmp_path: Path, findings: list[Finding]) -> None:
    seen = {(one.stack, one.check) for one in checkov({stack: planted(stack) for stack in PLANTED}, tmp_path)}
    wanted = {(stack, check) for stack, changes in PLANTED.items() for _, check in changes.values()}
    assert wanted - seen == set()
    # None of them is found without it.
    assert wanted & {(one.stack, one.check) for one in findings} == set()


@pytest.mark.parametrize(
    ("statement", "judge", "check"),
    [
        ({"Action": ["iam:CreatePolicyVersion"], "Resource": "*"}, "cloudsplaining", "allows_privilege_escalation"),
        ({"Action": ["s3:GetObject"], "Resource": "*"}, "cloudsplaining", "allows_data_exfiltration_actions"),
        ({"Action": ["s3:PutObject"], "Resource": "*"}, "cloudsplaining", "resource_wildcard"),
        ({"Action": ["kms:*"], "Resource": "*"}, "cloudsplaining", "service_wildcard"),
        ({"Action": ["s3:GetObjekt"], "Resource": "*"}, "parliament", "UNKNOWN_ACTION"),
    ],
)
def test_the_judges_of_documents_see_what_is_planted(statement: dict[str, Any], judge: str, check: str) -> None:
    role = resource("aws:iam/rolePolicy:RolePolicy", "role", {"policy": document({"Effect": "Allow", **statement})})
    assert (judge, check) in {(one.judge, one.check) for one in iam({"prod": Graph([role])})}
