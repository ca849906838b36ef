"""A SageMaker notebook reaches nothing but what its VPC lets it."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import SAGEMAKER_NOTEBOOKS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is Enabled, and no change of it leaves the notebook in place.
    if differs(notebook.get("directInternetAccess"), "Disabled"):
        yield "directInternetAccess is not Disabled: the notebook has a way to the internet past your VPC"


RULE = Rule(
    id="sagemaker-notebook-no-direct-internet",
    title="SageMaker notebooks have no internet access of their own",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why=(
        "Whoever opens a notebook may read training data and weights. A second network card, SageMaker's own, carries "
        "them out where no security group or flow log of yours sees it."
    ),
    remediation="Set directInternetAccess to Disabled, with subnetId and securityGroups of the stack.",
    frameworks=(*checkov("CKV_AWS_122"), *NETWORK_BOUNDARY),
    types=SAGEMAKER_NOTEBOOKS,
    check_resource=_check,
)
