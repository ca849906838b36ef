"""The program of every stack: read its settings, build its baselines once, then its blueprints."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic.alias_generators import to_camel

from accel.planning.configuration import own_values
from accel.planning.problems import ConfigurationError, Problem
from accel.planning.stack import StackFacts
from blueprints.contract import Context, tags_of
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
        settings = validate_stack(own_values({**get_config_env(), **CONFIG.get()}), stack=stack, file=file)
        build(settings, file)
    except ConfigurationError as error:
        # The engine prints a RunError without a traceback.
        raise pulumi.RunError(str(error)) from error


def build(settings: StackSettings, file: str) -> None:
    """Register everything that a stack asks for and export each blueprint's outputs under its name."""
    facts = settings.facts()
    check(settings, facts, file)
    tags = tags_of(facts, "baseline")
    providers = _providers(settings.clouds, tags_of(facts, "provider"))
    options = pulumi.ResourceOptions(providers=list(providers.values()))
    identities = identities_of(settings)
    baselines: dict[str, Any] = {}
    for cloud, cloud_settings in settings.clouds.items():
        baselines[cloud] = _baseline(cloud)(f"{cloud}-baseline", cloud_settings, facts, tags, identities, options)
        # For stacks that take this baseline over by `stackReference`.
        pulumi.export(f"{cloud}-baseline", baselines[cloud].exports)
    context = Context(facts, settings.place, **baselines)
    for kind, entry in zip(settings.kinds, settings.blueprints, strict=True):
        # What a blueprint makes first may need an API or a grant of the baseline, and take none of its outputs.
        after = pulumi.ResourceOptions(depends_on=[baselines[cloud] for cloud in blueprint(kind).CLOUDS])
        outputs = blueprint(kind).build(entry, context, pulumi.ResourceOptions.merge(options, after))
        pulumi.export(entry.name, dict(outputs))


def identities_of(settings: StackSettings) -> frozenset[str]:
    """Return the service accounts that the stack's blueprints run as."""
    return frozenset(identity for kind in settings.kinds for identity in blueprint(kind).IDENTITIES)


def check(settings: StackSettings, facts: StackFacts, file: str) -> None:
    """Ask every baseline and blueprint for arguments that its cloud would refuse, before anything is registered.

    Raises:
        ConfigurationError: with the first such argument of each of them.
    """
    problems: list[Problem] = []
    for cloud, cloud_settings in settings.clouds.items():
        if (missing := _missing_sdk(cloud, file)) is not None:
            problems.append(missing)
            continue
        with _collecting(problems, file, f"{cloud}.baseline"):
            _baseline(cloud).check(f"{cloud}-baseline", cloud_settings, facts, identities_of(settings))
    for index, (kind, entry) in enumerate(zip(settings.kinds, settings.blueprints, strict=True)):
        with _collecting(problems, file, f"blueprints[{index}]"):
            blueprint(kind).check(entry, facts, settings.place)
    if problems:
        raise ConfigurationError(problems)


class _MissingExtra(Problem):
    """An SDK that a stack needs and that is not installed."""

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.allowed} is not installed; {self.hint}"


def _missing_sdk(cloud: str, file: str) -> Problem | None:
    """Say how to install the SDK of a cloud that is an extra, where it is not there."""
    if cloud != "azure" or find_spec("pulumi_azure_native") is not None:
        return None
    return _MissingExtra(file, cloud, None, "pulumi-azure-native", 'pip install "accelerator-blueprints[azure]"')


@contextmanager
def _collecting(problems: list[Problem], file: str, prefix: str) -> Generator[None]:
    """Tell a component's refusal of an argument as a problem of the stack file's key that caused it."""
    try:
        yield
    except InvalidArgument as error:
        key = f"{prefix}.{'.'.join(to_camel(step) for step in error.field.split('.'))}"
        problems.append(Problem(file, key, error.value, error.allowed, error.hint))


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
    if "azure" in clouds:
        import pulumi_azure_native as azure

        # Azure has no default tags: each component passes them.
        providers["azure-native"] = azure.Provider(
            "azure",
            subscription_id=clouds["azure"].subscription_id,
            tenant_id=clouds["azure"].tenant_id,
            location=clouds["azure"].region,
            disable_pulumi_partner_id=True,
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
    if cloud == "azure":
        from blueprints.baseline_azure import AzureBaseline

        return AzureBaseline
    from blueprints.baseline_gcp import GcpBaseline

    return GcpBaseline
