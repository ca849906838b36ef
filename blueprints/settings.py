"""A whole stack's settings, validated: the common keys, the clouds, and one entry for each blueprint."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError, create_model

from accel.catalog.names import nearest
from accel.planning.configuration import NAMESPACE
from accel.planning.problems import ConfigurationError, Problem, problems_of
from accel.planning.stack import CommonSettings, StackFacts
from blueprints.contract import BlueprintSettings, Place
from blueprints.loading import HIDDEN
from blueprints.registry import KINDS, blueprint

_CLOUDS = ("aws", "azure", "gcp")


@dataclass(frozen=True)
class StackSettings:
    """Everything a stack file says, in the types of those who use it."""

    stack: str
    common: CommonSettings
    clouds: Mapping[str, Any]
    """`aws` -> AwsSettings, `azure` -> AzureSettings, and so on; only the clouds that the stack's blueprints use."""
    blueprints: tuple[BlueprintSettings, ...]
    kinds: tuple[str, ...]
    """Kind of each entry of `blueprints`."""

    @property
    def place(self) -> Place:
        """Where the stack stands."""
        aws, azure, gcp = (self.clouds.get(cloud) for cloud in _CLOUDS)
        return Place(
            aws_region=aws.region if aws else None,
            aws_account_id=aws.account_id if aws else None,
            azure_subscription_id=azure.subscription_id if azure else None,
            azure_region=azure.region if azure else None,
            gcp_project=gcp.project if gcp else None,
            gcp_region=gcp.region if gcp else None,
        )

    def facts(self, today: datetime.date | None = None) -> StackFacts:
        """Return what rules and costs need to know; regions default to those of the stack's clouds."""
        place = self.place
        regions = tuple(region for region in (place.aws_region, place.azure_region, place.gcp_region) if region)
        day = today or datetime.datetime.now(tz=datetime.UTC).date()
        return self.common.facts(self.stack, regions=regions, today=day)


def validate_stack(
    values: Mapping[str, Any], *, stack: str, file: str, secret_keys: frozenset[str] = frozenset()
) -> StackSettings:
    """Judge a stack's values as a whole and report every mistake at once.

    Raises:
        ConfigurationError: with one problem for each mistake; nothing was built.
    """
    problems: list[Problem] = []
    known = {field.alias or name for name, field in CommonSettings.model_fields.items()} | {*_CLOUDS, "blueprints"}
    for key in values:
        if key not in known:
            near = nearest(key, known)
            hint = f"did you mean {NAMESPACE}:{near}?" if near else ""
            problems.append(Problem(file, key, values[key], f"only the keys {', '.join(sorted(known))}", hint))
    common = _validated(
        CommonSettings, {k: v for k, v in values.items() if k in known - {*_CLOUDS, "blueprints"}}, file, "", problems
    )
    kinds, entries = _blueprints(values.get("blueprints"), file, problems)
    needed = {cloud: index for index, kind in reversed(list(enumerate(kinds))) if kind for cloud in _clouds_of(kind)}
    clouds: dict[str, Any] = {}
    for cloud in _CLOUDS:
        if cloud in needed and values.get(cloud) is None:
            hint = f"blueprints[{needed[cloud]}] ({kinds[needed[cloud]]}) builds there"
            problems.append(Problem(file, cloud, None, "a map with at least the region", hint))
        elif cloud in needed:
            clouds[cloud] = _validated(cloud_settings(cloud), values[cloud], file, cloud, problems)
    if problems or common is None:
        raise ConfigurationError(_without_secrets(problems, secret_keys))
    return StackSettings(stack, common, clouds, tuple(entries), tuple(kind for kind in kinds if kind))


def cloud_settings(cloud: str) -> type[Any]:
    """Return the model of a cloud's key in the stack file."""
    if cloud == "aws":
        from blueprints.baseline_aws_settings import AwsSettings

        return AwsSettings
    if cloud == "azure":
        from blueprints.baseline_azure_settings import AzureSettings

        return AzureSettings
    from blueprints.baseline_gcp_settings import GcpSettings

    return GcpSettings


def _clouds_of(kind: str) -> tuple[str, ...]:
    return blueprint(kind).CLOUDS


def _validated(model: type[Any], value: Any, file: str, prefix: str, problems: list[Problem]) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems.extend(problems_of(error, file=file, prefix=prefix, model=model))
    return None


def _blueprints(value: Any, file: str, problems: list[Problem]) -> tuple[list[str | None], list[BlueprintSettings]]:
    """Return the kind of each entry (None where it is wrong) and the validated entries."""
    if not isinstance(value, list) or not value:
        problems.append(
            Problem(file, "blueprints", value, "a list of {kind, name, ...settings} with at least one entry")
        )
        return [], []
    kinds: list[str | None] = []
    entries: list[BlueprintSettings] = []
    first_use: dict[str, int] = {}
    for index, item in enumerate(value):
        prefix = f"blueprints[{index}]"
        kind = item.get("kind") if isinstance(item, Mapping) else None
        if not isinstance(kind, str) or kind not in KINDS:
            near = nearest(kind, KINDS) if isinstance(kind, str) else None
            hint = f"did you mean {near!r}?" if near else ""
            problems.append(Problem(file, f"{prefix}.kind", kind, ", ".join(KINDS), hint))
            kinds.append(None)
            continue
        kinds.append(kind)
        settings = _validated(blueprint(kind).Settings, item, file, prefix, problems)
        if settings is None:
            continue
        entries.append(settings)
        if settings.name in first_use:
            allowed = f"a name that blueprints[{first_use[settings.name]}] does not have"
            problems.append(Problem(file, f"{prefix}.name", settings.name, allowed))
        first_use.setdefault(settings.name, index)
    return kinds, entries


def _without_secrets(problems: list[Problem], secret_keys: frozenset[str]) -> list[Problem]:
    """Hide the value in every problem about a key that holds something encrypted."""
    hidden = {key.partition(":")[2] for key in secret_keys}
    return [
        Problem(problem.file, problem.key, HIDDEN, problem.allowed, problem.hint)
        if problem.key.partition(".")[0].partition("[")[0] in hidden
        else problem
        for problem in problems
    ]


def stack_file_model() -> type[CommonSettings]:
    """Return one model of all keys, for the JSON schema of stack files."""
    union: Any = None
    for kind in KINDS:
        union = blueprint(kind).Settings if union is None else union | blueprint(kind).Settings
    fields: dict[str, Any] = {cloud: (cloud_settings(cloud) | None, None) for cloud in _CLOUDS}
    fields["blueprints"] = (
        list[union],
        Field(min_length=1, description="What the stack builds, in order; `kind` names a file in blueprints/."),
    )
    return create_model("StackFile", __base__=CommonSettings, **fields)
