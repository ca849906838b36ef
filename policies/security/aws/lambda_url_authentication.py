"""The address of a Lambda function asks callers who they are."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.properties import differs
from policies.rule import MANDATORY, PlainContext, Rule


def _check(url: Resource, _: PlainContext) -> Iterable[str]:
    # There is no default: the provider wants one of AWS_IAM and NONE.
    if differs(url.get("authorizationType"), "AWS_IAM"):
        yield "authorizationType is not AWS_IAM: whoever knows the address may call"


def _remediate(url: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place.
    return {**url.inputs, "authorizationType": "AWS_IAM"}


RULE = Rule(
    id="lambda-url-authentication",
    title="Function URLs ask who calls",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why="A function in front of a model hands the model, and its bill, to whoever guesses the address.",
    remediation="Set authorizationType to AWS_IAM, or put the function behind an API with an authorizer.",
    frameworks=(*checkov("CKV_AWS_258"), *ACCESS_CONTROL),
    types=("aws:lambda/functionUrl:FunctionUrl",),
    check_resource=_check,
    remediate=_remediate,
)
