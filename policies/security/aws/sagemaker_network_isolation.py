"""A SageMaker model's containers cannot reach any network."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import SAGEMAKER_MODELS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(model: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is false.
    if differs(model.get("enableNetworkIsolation"), True):
        yield "enableNetworkIsolation is not true: the container can send prompts and weights anywhere"


RULE = Rule(
    id="sagemaker-network-isolation",
    title="SageMaker models run with network isolation",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "A model server runs code that others wrote. Without a network it cannot leak prompts or weights, whatever is "
        "in the image."
    ),
    remediation=(
        "Set enableNetworkIsolation to true and give the weights from S3 (modelDataSource) instead of downloading "
        "them from a hub."
    ),
    frameworks=(*checkov("CKV_AWS_370"), *NETWORK_BOUNDARY),
    types=SAGEMAKER_MODELS,
    check_resource=_check,
)
