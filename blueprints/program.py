"""The program of every stack: read its settings, build its baselines once, then its blueprints."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from accel.planning.problems import ConfigurationError, Problem
from blueprints.contract import Context, tags_of
from blueprints.loading import values_from_engine
from blueprints.registry import blueprint
from blueprints.settings import StackSettings, validate_stack
from components.contract import InvalidArgument


def run() -> None:
    """Build the stack that the engine, or the offline preview, has selected.

    Raises:
        pulumi.RunError: the settings are wrong; one line for each mistake.
    """
    stack = pulumi.get_stack()
    file = f"stacks/Pulumi.{stack}.yaml"
    try:
        settings = validate_stack(values_from_engine({**get_config_env(), **CONFIG.get()}), stack=stack, file=file)
        build(settings, file)
    except ConfigurationError as error:
        # The engine prints a RunError without a traceback.
        raise pulumi.RunError(str(error)) from error


def build(settings: StackSettings, file: str) -> None:
    """Register everything that a stack asks for and export each blueprint's outputs under its name."""
    facts = settings.facts()
    tags = tags_of(facts, "baseline")
    providers = _providers(settings.clouds, tags_of(facts, "provider"))
    options = pulumi.ResourceOptions(providers=list(providers.values()))
    baselines: dict[str, Any] = {}
    for cloud, cloud_settings in settings.clouds.items():
        with _mistakes_at(file, f"{cloud}.baseline"):
            baselines[cloud] = _baseline(cloud)(f"{cloud}-baseline", cloud_settings, facts, tags, options)
    context = Context(facts, settings.place, aws=baselines.get("aws"), gcp=baselines.get("gcp"))
    for index, (kind, entry) in enumerate(zip(settings.kinds, settings.blueprints, strict=True)):
        with _mistakes_at(file, f"blueprints[{index}]"):
            outputs = blueprint(kind).build(entry, context, options)
        pulumi.export(entry.name, dict(outputs))


class _mistakes_at:  # noqa: N801 - reads as a phrase: `with _mistakes_at(file, key)`
    """Tell a component's refusal of an argument as a problem of the stack file's key that caused it."""

    def __init__(self, file: str, key: str) -> None:
        self._file = file
        self._key = key

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, InvalidArgument):
            key = f"{self._key}.{error.field}"
            raise ConfigurationError([Problem(self._file, key, error.value, error.allowed, error.hint)]) from error


def _providers(clouds: Mapping[str, Any], tags: dict[str, str]) -> dict[str, pulumi.ProviderResource]:
    """Return one explicit provider a cloud: its region, the only account or project it may touch, default tags."""
    providers: dict[str, pulumi.ProviderResource] = {}
    if "aws" in clouds:
        import pulumi_aws as aws

        providers["aws"] = aws.Provider(
            "aws",
            region=clouds["aws"].region,
            allowed_account_ids=[clouds["aws"].account_id],
            default_tags=aws.ProviderDefaultTagsArgs(tags=tags),
        )
    if "gcp" in clouds:
        import pulumi_gcp as gcp

        providers["gcp"] = gcp.Provider(
            "gcp", project=clouds["gcp"].project, region=clouds["gcp"].region, default_labels=tags
        )
    return providers


def _baseline(cloud: str) -> Any:
    if cloud == "aws":
        from blueprints.baseline_aws import AwsBaseline

        return AwsBaseline
    from blueprints.baseline_gcp import GcpBaseline

    return GcpBaseline
