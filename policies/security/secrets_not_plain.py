"""No token or key stands in the clear where others can read it."""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.azure import machine_path
from policies.compute_engine import metadata_of
from policies.frameworks import CIS_KUBERNETES, SECRETS, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import entries, is_unknown, mapping, objects
from policies.resource_types import (
    AZURE_MACHINES,
    COMPUTE_MACHINES,
    COMPUTE_PROJECT_METADATA,
    EC2_INSTANCES,
    LAUNCH_CONFIGURATIONS,
    LAUNCH_TEMPLATES,
    SAGEMAKER_MODELS,
    TPU_VMS,
    WORKBENCHES,
    WORKLOADS,
)
from policies.rule import MANDATORY, PlainContext, Rule

_CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
_DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"
_NOTEBOOK_SCRIPTS = "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration"
_MACHINES = (
    *EC2_INSTANCES,
    *LAUNCH_TEMPLATES,
    *LAUNCH_CONFIGURATIONS,
    *COMPUTE_MACHINES,
    *COMPUTE_PROJECT_METADATA,
    *WORKBENCHES,
    _NOTEBOOK_SCRIPTS,
)
_START_UP = ("userData", "userDataBase64", "metadataStartupScript", "onCreate", "onStart")
_VARIABLES = {
    "aws:lambda/function:Function": ("environment.variables",),
    "aws:sagemaker/trainingJob:TrainingJob": ("environment", "hyperParameters"),
}
_CLOUD_RUN = {
    "gcp:cloudrunv2/service:Service": "template.containers",
    "gcp:cloudrunv2/job:Job": "template.template.containers",
    "gcp:cloudrunv2/workerPool:WorkerPool": "template.containers",
    "gcp:cloudrun/service:Service": "template.spec.containers",
}
"""Where a type has its containers."""
_SECRET_NAME = re.compile(
    r"(?i)(^|[_.-])(token|secret|password|passwd|api[_.-]?key|access[_.-]?key|private[_.-]?key|credentials?)"
    r"([_.-](value|base64))?$"
)
_HARMLESS = re.compile(
    r"(?i)(true|false|yes|no|on|off|[01]"  # HF_HUB_DISABLE_IMPLICIT_TOKEN=1 switches something; it is no token
    r"|arn:aws[a-z-]*:(secretsmanager|ssm):.*|projects/[^/]+/secrets/.*"  # where a secret is kept
    r"|@microsoft\.keyvault\(.*\)|https://[a-z0-9-]+\.vault\.azure\.net/secrets/.*)"
)
_SECRET_VALUE = re.compile(
    r"hf_[A-Za-z0-9]{30,}"  # Hugging Face
    r"|\bAKIA[0-9A-Z]{16}\b"  # AWS access key id
    r"|\bAIza[0-9A-Za-z_-]{35}\b"  # Google API key
    r"|\bgh[pousr]_[A-Za-z0-9]{36,}"  # GitHub
    r"|\bsk-[A-Za-z0-9_-]{20,}"  # OpenAI and others
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bxox[abpr]-[A-Za-z0-9-]{10,}"  # Slack
)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for place, name, value in _readable(resource):
        if not isinstance(value, str | Unreadable) or value == "" or _is_harmless(value):
            continue
        if _SECRET_NAME.search(name):
            yield f"{place} {name} holds a value in the clear"
        elif isinstance(value, str) and _SECRET_VALUE.search(_decoded(value)):
            yield f"{place} {name} holds what looks like a token or key"


def _is_harmless(value: Any) -> bool:
    return isinstance(value, str) and _HARMLESS.fullmatch(value) is not None


class Unreadable:
    """Stands for a value that is there but unknown: its name alone can give it away."""


def _readable(resource: Resource) -> Iterable[tuple[str, str, Any]]:
    """Yield place, name and value of what anybody who may describe the resource can read."""
    if resource.kind in SAGEMAKER_MODELS:
        for container in (*entries(resource.get("primaryContainer")), *entries(resource.get("containers"))):
            yield from _items("the environment variable", mapping(container).get("environment"))
    elif resource.kind in WORKLOADS:
        for spec in pod_specs(resource):
            for container in containers(spec):
                place = f"{name_of(container)}: the environment variable"
                for variable in entries(container.get("env")):
                    given = mapping(variable)
                    yield place, str(given.get("name")), _seen(given.get("value"))
    elif resource.kind in AZURE_MACHINES:
        profile = machine_path(resource, "osProfile")
        yield "the start-up data", "customData", _seen(resource.get(f"{profile}.customData"))
        yield "the start-up data", "userData", _seen(resource.get(machine_path(resource, "userData")))
    elif resource.kind == _DEPLOYMENT:
        # Version 2 of the provider wrote it elsewhere.
        for path in ("properties", "onlineDeploymentProperties"):
            yield from _items("the environment variable", resource.get(f"{path}.environmentVariables"))
    elif resource.kind in _VARIABLES:
        for path in _VARIABLES[resource.kind]:
            yield from _items("the variable", resource.get(path))
    elif resource.kind in _CLOUD_RUN:
        for container in objects(resource.get(_CLOUD_RUN[resource.kind])):
            for variable in objects(container.get("envs")):
                yield "the environment variable", str(variable.get("name")), _seen(variable.get("value"))
    elif resource.kind == _CONFIG_MAP:
        yield from _items("the key", resource.get("data"))
    else:
        yield from _items("the metadata", metadata_of(resource))
        for name in _START_UP:
            yield "the start-up data", name, _seen(resource.get(name))


def _items(place: str, values: Any) -> Iterable[tuple[str, str, Any]]:
    for name, value in mapping(values).items():
        yield place, name, _seen(value)


def _seen(value: Any) -> Any:
    return Unreadable() if is_unknown(value) else value


def _decoded(value: str) -> str:
    """User data travels as base64."""
    try:
        return value + "\n" + base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        return value


RULE = Rule(
    id="secrets-not-plain",
    title="Secrets do not stand in the clear",
    group="security",
    cloud="any",
    severity="critical",
    levels=MANDATORY,
    why=(
        "Environment variables, metadata and user data are shown to everybody who may describe the machine, and they "
        "land in logs."
    ),
    remediation=(
        "Keep the token in Secrets Manager, Secret Manager, Key Vault or a Kubernetes Secret, and have the program "
        "read it (valueFrom.secretKeyRef)."
    ),
    frameworks=(
        *checkov("CKV_K8S_35", "CKV_AWS_46", "CKV_AWS_45", "CKV_AZURE_45"),
        *cis(CIS_KUBERNETES, "5.4.1"),
        *SECRETS,
    ),
    types=(
        *SAGEMAKER_MODELS,
        *WORKLOADS,
        _CONFIG_MAP,
        *TPU_VMS,
        *_MACHINES,
        *_VARIABLES,
        *_CLOUD_RUN,
        *AZURE_MACHINES,
        _DEPLOYMENT,
    ),
    check_resource=_check,
)
