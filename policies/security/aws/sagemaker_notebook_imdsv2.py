"""A SageMaker notebook gives its role's credentials only to who asks with a session token."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, SECRETS, checkov
from policies.properties import differs, put
from policies.resource_types import SAGEMAKER_NOTEBOOKS
from policies.rule import MANDATORY, PlainContext, Rule

_VERSION = "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion"


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # The API's default is 1.
    if differs(notebook.get(_VERSION), "2"):
        yield f"{_VERSION} is not 2"


def _remediate(notebook: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place; a notebook that runs is stopped and started again.
    return put(notebook.inputs, _VERSION, "2")


RULE = Rule(
    id="sagemaker-notebook-imdsv2",
    title="SageMaker notebooks require version 2 of the metadata service",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="With version 1 a page that makes the notebook's server fetch one address gets the credentials of its role.",
    remediation=f'Set {_VERSION} to "2".',
    frameworks=(*checkov("CKV_AWS_371"), *HARDENING, *SECRETS),
    types=SAGEMAKER_NOTEBOOKS,
    check_resource=_check,
    remediate=_remediate,
)
