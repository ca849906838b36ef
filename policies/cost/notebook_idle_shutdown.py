"""Notebooks stop when nobody works in them."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import Field

from accel.planning.graph import Resource, lookup
from policies.frameworks import CAPACITY
from policies.properties import absent, differs, is_unknown, mapping, number
from policies.rule import MANDATORY, Rule, RuleContext, RuleSettings, everywhere

_MINUTE = 60
_IDLE = "appLifecycleManagement.idleSettings"
_APPS = ("jupyterLabAppSettings", "codeEditorAppSettings")
_WORKBENCH_SECONDS = 10_800
"""What Vertex AI Workbench takes by itself: cloud.google.com/vertex-ai/docs/workbench/instances/manage-metadata."""
_COLAB_SECONDS = "10800s"
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_COMPUTE_INSTANCE = "ComputeInstance"


class NotebookIdleSettings(RuleSettings):
    """How long a notebook may idle."""

    max_idle_minutes: int = Field(ge=15, description="Minutes without work after which a notebook must stop.")


def _check(resource: Resource, context: RuleContext[NotebookIdleSettings]) -> Iterable[str]:
    yield from _READERS[resource.kind](resource, context.settings.max_idle_minutes)


def _instance(notebook: Resource, _: float) -> Iterable[str]:
    # SageMaker itself never stops one: a script of its lifecycle configuration does.
    if absent(notebook.get("lifecycleConfigName")):
        yield "lifecycleConfigName is not set: nothing stops it when it idles"


def _domain(domain: Resource, limit: float) -> Iterable[str]:
    settings = mapping(domain.get("defaultUserSettings"))
    # JupyterLab is offered to everybody; Code Editor where its settings are given.
    for app in _APPS:
        if app == _APPS[0] or app in settings:
            yield from _idle_settings(f"defaultUserSettings.{app}", settings.get(app), limit)


def _user(profile: Resource, limit: float) -> Iterable[str]:
    settings = mapping(profile.get("userSettings"))
    for app in _APPS:
        # Without settings of its own a profile has those of its domain.
        if not absent(lookup(settings.get(app), _IDLE)):
            yield from _idle_settings(f"userSettings.{app}", settings.get(app), limit)


def _idle_settings(path: str, app: Any, limit: float) -> Iterable[str]:
    state, minutes = lookup(app, f"{_IDLE}.lifecycleManagement"), number(lookup(app, f"{_IDLE}.idleTimeoutInMinutes"))
    if differs(state, "ENABLED"):
        yield f"{path}.{_IDLE}.lifecycleManagement is not ENABLED: notebooks run until somebody stops them"
    elif minutes is not None and minutes > limit:
        yield f"{path} lets notebooks idle for {minutes:g} minutes, more than {limit:g}"


def _workbench(instance: Resource, limit: float) -> Iterable[str]:
    metadata = mapping(instance.get("gceSetup.metadata"))
    seconds = number(metadata.get("idle-timeout-seconds", _WORKBENCH_SECONDS))
    if metadata.get("enable-guest-attributes") == "false":
        yield "enable-guest-attributes is false: without them nothing notices that it idles"
    elif seconds == 0:
        yield "idle-timeout-seconds is 0: nothing stops it when it idles"
    elif seconds is not None and seconds > limit * _MINUTE:
        yield f"idles for {seconds / _MINUTE:g} minutes, more than {limit:g}"


def _colab(template: Resource, limit: float) -> Iterable[str]:
    given = template.get("idleShutdownConfig.idleTimeout", _COLAB_SECONDS)
    seconds = number(given.removesuffix("s")) if isinstance(given, str) else None
    if seconds == 0:
        yield "idleShutdownConfig.idleTimeout is 0: nothing stops its runtimes when they idle"
    elif seconds is not None and seconds > limit * _MINUTE:
        yield f"its runtimes idle for {seconds / _MINUTE:g} minutes, more than {limit:g}"


def _azure(compute: Resource, limit: float) -> Iterable[str]:
    if compute.get("properties.computeType") != _COMPUTE_INSTANCE or is_unknown(compute.get("properties.properties")):
        return
    given = compute.get("properties.properties.idleTimeBeforeShutdown")
    if absent(given):
        yield "idleTimeBeforeShutdown is not set: nothing stops it when it idles"
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is not None:
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        idle = ((days * 24 + hours) * 60) + minutes + seconds / _MINUTE
        if idle > limit:
            yield f"idles for {idle:g} minutes, more than {limit:g}"


_READERS: dict[str, Callable[[Resource, float], Iterable[str]]] = {
    "aws:sagemaker/domain:Domain": _domain,
    "aws:sagemaker/notebookInstance:NotebookInstance": _instance,
    "aws:sagemaker/userProfile:UserProfile": _user,
    "azure-native:machinelearningservices:Compute": _azure,
    "gcp:colab/runtimeTemplate:RuntimeTemplate": _colab,
    "gcp:workbench/instance:Instance": _workbench,
}

RULE = Rule(
    id="notebook-idle-shutdown",
    title="Notebooks stop when nobody works in them",
    group="cost",
    cloud="any",
    severity="medium",
    levels=MANDATORY,
    why="A notebook with a GPU that is left open on Friday has cost more by Monday than the whole week before.",
    remediation=(
        "Give SageMaker notebooks a lifecycle configuration and domains idleSettings, Workbench the metadata "
        "idle-timeout-seconds, compute instances of Azure ML idleTimeBeforeShutdown."
    ),
    frameworks=(*CAPACITY,),
    types=tuple(_READERS),
    # Three hours, as Vertex AI Workbench has it: longer than a meeting, shorter than a night.
    settings=everywhere(NotebookIdleSettings(max_idle_minutes=180)),
    check_resource=_check,
)
