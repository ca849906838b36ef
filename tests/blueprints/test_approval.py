"""Who agreed to many accelerators is written on what rents them."""

import pytest

from blueprints.contract import APPROVAL
from policies.blueprints import tag_of
from policies.cost.large_hardware_approved import RULE
from tests.previews import preview_of

_RENTERS = {
    "aws:sagemaker/endpoint:Endpoint": "inf2-endpoint",
    "gcp:container/nodePool:NodePool": "vllm-gpus-pool",
    "gcp:tpu/v2Vm:V2Vm": "train-node",
}


@pytest.mark.parametrize(("kind", "name"), _RENTERS.items())
def test_a_blueprint_writes_its_approval_on_what_rents_accelerators(kind: str, name: str) -> None:
    found = {resource.name: resource for resource in preview_of("prod").graph.of(kind)}
    assert tag_of(found[name], APPROVAL) == "capacity-2026-q4"


def test_a_blueprint_without_approval_has_no_such_tag() -> None:
    assert all(tag_of(resource, APPROVAL) is None for resource in preview_of("dev").graph)


def test_the_rule_asks_for_the_tag_that_blueprints_write() -> None:
    assert RULE.settings.prod.tag == APPROVAL
