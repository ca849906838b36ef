"""AWS rules read what the SDK takes and what AWS answers to: a rule about another name or value would never speak."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, get_args

import botocore.session
import pytest
from pulumi._types import input_type_py_to_pulumi_names, input_type_types

from accel.catalog.aws_managed_policies import administrator_policy, wide_policy
from accel.catalog.aws_tls import recommended_policy, refuses_old_tls
from accel.catalog.eks import extended_support_until, log_types, oldest_version, standard_support_until
from accel.planning.graph import Resource
from policies.registry import all_rules
from tests.policies.cases import (
    aws_eks,
    aws_iam_policies,
    aws_identity,
    aws_inference,
    aws_machines,
    aws_notebooks,
    aws_registry,
    aws_resource_policies,
)

MODULES = (
    aws_eks,
    aws_iam_policies,
    aws_identity,
    aws_inference,
    aws_machines,
    aws_notebooks,
    aws_registry,
    aws_resource_policies,
)
FORMER = ("elasticloadbalancingv2", "applicationloadbalancing")
"""Modules of tokens that older SDKs had, as they had names in V2; this one has them as aliases of `lb` and `alb`."""
RESOURCES = {
    f"{resource.type} {sorted(resource.inputs)}": resource
    for module in MODULES
    for case in module.CASES
    for resource in case.resources
    if resource.type.startswith("aws:")
}
TOKENS = sorted(
    {token for rule in all_rules() if rule.cloud == "aws" for token in rule.types if token.startswith("aws:")}
)


def args_of(token: str) -> type[Any]:
    """Return the class of the SDK that takes the inputs of a type."""
    _, path, name = token.split(":")
    package, _, _ = path.partition("/")
    package = {"lambda": "lambda_"}.get(package, package)
    module = import_module(f"pulumi_aws.{package}")
    return getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")


def unknown_names(inputs: Mapping[str, Any], taken_by: type[Any], path: str = "") -> Iterator[str]:
    names = set(input_type_py_to_pulumi_names(taken_by).values())
    types = input_type_types(taken_by)
    for name, value in inputs.items():
        if name not in names:
            yield f"{path}{name}"
            continue
        below = nested(types.get(name))
        for item in value if isinstance(value, list) else [value]:
            if below is not None and isinstance(item, Mapping):
                yield from unknown_names(item, below, f"{path}{name}.")


def nested(annotation: Any) -> type[Any] | None:
    """Return the class of the SDK inside an annotation such as `Optional[Sequence[Input[XArgs]]]`."""
    if isinstance(annotation, type) and annotation.__name__.endswith("Args"):
        return annotation
    return next((found for part in get_args(annotation) if (found := nested(part)) is not None), None)


@cache
def values(service: str, shape: str) -> frozenset[str]:
    model = botocore.session.get_session().get_component("data_loader").load_service_model(service, "service-2")
    return frozenset(model["shapes"][shape]["enum"])


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=list(RESOURCES))
def test_the_sdk_takes_what_cases_give(resource: Resource) -> None:
    assert list(unknown_names(resource.inputs, args_of(resource.type))) == []


def is_former(token: str) -> bool:
    return token.split(":")[1].split("/", maxsplit=1)[0] in FORMER or token.endswith("V2")


@pytest.mark.parametrize("token", [token for token in TOKENS if not is_former(token)])
def test_the_sdk_has_every_type_that_rules_judge(token: str) -> None:
    assert args_of(token) is not None


@pytest.mark.parametrize(
    ("service", "shape", "value"),
    [
        ("sagemaker", "DirectInternetAccess", "Disabled"),
        ("sagemaker", "RootAccess", "Disabled"),
        ("sagemaker", "AppNetworkAccessType", "VpcOnly"),
        ("eks", "AuthenticationMode", "API"),
        ("ec2", "HttpTokensState", "required"),
        ("ec2", "InstanceMetadataEndpointState", "disabled"),
        ("ecr", "ImageTagMutability", "IMMUTABLE"),
        ("ecr", "EncryptionType", "KMS"),
        ("ecr", "EncryptionType", "KMS_DSSE"),
        ("lambda", "FunctionUrlAuthType", "AWS_IAM"),
        ("apigatewayv2", "ProtocolType", "WEBSOCKET"),
        ("apigatewayv2", "AuthorizationType", "NONE"),
        ("elbv2", "ProtocolEnum", "HTTPS"),
        ("elbv2", "ProtocolEnum", "TLS"),
        ("elbv2", "ActionTypeEnum", "authenticate-oidc"),
        ("elbv2", "ActionTypeEnum", "authenticate-cognito"),
        ("elbv2", "ActionTypeEnum", "jwt-validation"),
        ("elbv2", "ActionTypeEnum", "redirect"),
        ("elbv2", "LoadBalancerTypeEnum", "application"),
        ("ec2", "VpcEndpointType", "Interface"),
    ],
)
def test_aws_answers_to_the_values_that_rules_want(service: str, shape: str, value: str) -> None:
    assert value in values(service, shape)


def test_a_control_plane_has_exactly_these_logs() -> None:
    assert frozenset(log_types()) == values("eks", "LogType")


def test_extended_support_of_a_version_ends_after_standard_support() -> None:
    standard = {version: standard_support_until(version) for version in ("1.24", "1.30", "1.31", "1.34")}
    for version, until in standard.items():
        later = extended_support_until(version)
        assert until is not None
        assert later is not None
        assert later > until
    assert oldest_version() == "1.24"
    assert extended_support_until("1.9") is None


@pytest.mark.parametrize(
    ("policy", "modern"),
    [
        (recommended_policy(), True),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", True),
        ("ELBSecurityPolicy-FS-1-2-Res-2020-10", True),
        ("ELBSecurityPolicy-TLS13-1-1-2021-06", False),
        ("ELBSecurityPolicy-TLS13-1-0-PQ-2025-09", False),
        ("ELBSecurityPolicy-TLS-1-1-2017-01", False),
        ("ELBSecurityPolicy-2016-08", False),
    ],
)
def test_the_name_of_a_security_policy_tells_its_oldest_protocol(policy: str, modern: bool) -> None:
    assert refuses_old_tls(policy) is modern


@pytest.mark.parametrize(
    ("arn", "administrator", "wide"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess", "AdministratorAccess"),
        ("arn:aws-us-gov:iam::aws:policy/PowerUserAccess", "PowerUserAccess", "PowerUserAccess"),
        ("arn:aws:iam::aws:policy/AmazonS3FullAccess", None, "AmazonS3FullAccess"),
        ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", None, None),
        ("arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole", None, None),
        ("arn:aws:iam::123456789012:policy/AdministratorAccess", None, None),
        ("AdministratorAccess", None, None),
    ],
)
def test_only_policies_of_aws_are_known_by_name(arn: str, administrator: str | None, wide: str | None) -> None:
    assert administrator_policy(arn) == administrator
    assert wide_policy(arn) == wide
