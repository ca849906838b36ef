"""Cloud Run services answer only who is known."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, checkov
from policies.properties import is_unknown, mapping
from policies.resource_types import CLOUD_RUN_SERVICES
from policies.rule import MANDATORY, PlainContext, Rule

_ANNOTATION = "run.googleapis.com/invoker-iam-disabled"


def _check(service: Resource, _: PlainContext) -> Iterable[str]:
    # By default IAM is asked; another rule sees who is granted the right to call.
    iap = service.get("iapEnabled")
    if service.get("invokerIamDisabled") is True and iap is not True and not is_unknown(iap):
        yield "invokerIamDisabled is true: nobody is asked who they are"
    annotated = mapping(service.get("metadata.annotations")).get(_ANNOTATION)
    if service.kind == CLOUD_RUN_SERVICES[1] and str(annotated).lower() == "true":
        yield f"metadata.annotations {_ANNOTATION} is true: nobody is asked who they are"


def _remediate(service: Resource, _: PlainContext) -> dict[str, Any] | None:
    # The annotation of the older kind is one of many on it: somebody must take it out.
    return {**service.inputs, "invokerIamDisabled": False} if service.get("invokerIamDisabled") is True else None


RULE = Rule(
    id="cloud-run-authenticated",
    title="Cloud Run services ask who calls",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="An open model server is free computing power for whoever finds it, and it answers with your data.",
    remediation="Leave invokerIamDisabled out and grant roles/run.invoker to the callers, or set iapEnabled to true.",
    frameworks=(*checkov("CKV_GCP_102"), *ACCESS_CONTROL),
    types=CLOUD_RUN_SERVICES,
    check_resource=_check,
    remediate=_remediate,
)
