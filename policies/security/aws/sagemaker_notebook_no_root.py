"""Users of a SageMaker notebook are not root on it."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, PRIVILEGES, checkov
from policies.properties import differs
from policies.resource_types import SAGEMAKER_NOTEBOOKS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is Enabled.
    if differs(notebook.get("rootAccess"), "Disabled"):
        yield "rootAccess is not Disabled: everybody who opens the notebook is root on it"


RULE = Rule(
    id="sagemaker-notebook-no-root",
    title="Users of SageMaker notebooks are not root",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Root switches off what the lifecycle script set up: agents, proxies, idle shutdown.",
    remediation="Set rootAccess to Disabled, and install packages in environments or in the lifecycle configuration.",
    frameworks=(*checkov("CKV_AWS_307"), *PRIVILEGES, *HARDENING),
    types=SAGEMAKER_NOTEBOOKS,
    check_resource=_check,
)
