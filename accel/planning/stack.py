"""What a stack file says of itself, whatever it builds: environment, owner, budget, schedule, exemptions.

Blueprints, rules and costs all read these values; none of them needs Pulumi.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator
from pydantic.alias_generators import to_camel, to_snake

from accel.catalog.compliance import requirements
from accel.planning.month import HOURS_PER_MONTH
from accel.planning.problems import ConfigurationError, Problem, problems_of

Environment = Literal["dev", "staging", "prod"]
Compliance = Literal["soc2", "iso27001", "hipaa", "gdpr"]
DataClass = Literal["public", "internal", "personal", "health"]
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS_PER_WEEK = 24 * 7
_ENGINE_MIDNIGHT = " 00:00:00 +0000 UTC"
_PROFILE = "profile."

TagValue = Annotated[str, StringConstraints(min_length=1, max_length=63, pattern=r"^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$")]
"""A value that every cloud accepts as a tag or label."""


class Settings(BaseModel):
    """Base of everything read from a stack file: camelCase keys, nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True)


class Schedule(Settings):
    """When machines that can be stopped are on; outside these hours they are off."""

    start_hour: int = Field(ge=0, le=23, description="Local hour at which they start.")
    stop_hour: int = Field(ge=1, le=24, description="Local hour at which they stop; later than startHour.")
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(
        default=["mon", "tue", "wed", "thu", "fri"], min_length=1, description="Days on which they run."
    )
    timezone: str = Field(default="Etc/UTC", description="IANA name of the time zone of the hours.")

    @field_validator("stop_hour")
    @classmethod
    def _stop_is_after_start(cls, stop: int, info: Any) -> int:
        start = info.data.get("start_hour")
        if start is not None and stop <= start:
            raise ValueError(f"an hour later than startHour ({start}), at most 24")
        return stop

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("an IANA time zone such as Europe/Berlin or Asia/Tokyo") from None
        return name

    @property
    def hours_per_month(self) -> float:
        """Hours a month during which things are on."""
        weekly = (self.stop_hour - self.start_hour) * len(set(self.days))
        return HOURS_PER_MONTH * weekly / _HOURS_PER_WEEK

    @property
    def cron_days(self) -> str:
        """The days as a cron field, `1,2,3,4,5`."""
        return ",".join(str((_DAYS.index(day) + 1) % 7) for day in sorted(set(self.days), key=_DAYS.index))


class EnvironmentProfile(Settings):
    """What differs between environments; one file holds all of them, a stack may override each value."""

    allowed_accelerators: list[str] = Field(description="Catalogue ids of the accelerators that may be used.")
    spot: bool = Field(description="Buy interruptible capacity where a blueprint does not say otherwise.")
    min_replicas: int = Field(ge=0, le=100, description="Fewest replicas of an inference server.")
    zones: int = Field(ge=1, le=6, description="Zones that baselines and node pools spread over, where not listed.")
    deletion_protection: bool = Field(description="Protect data stores, keys and clusters against deletion.")
    log_retention_days: int = Field(ge=1, le=3653, description="Days for which logs are kept.")
    schedule: Schedule | None = Field(default=None, description="Working hours; what can stop is off outside them.")


class ProfileOverrides(Settings):
    """Values of the environment's profile that this stack sets differently."""

    allowed_accelerators: list[str] | None = None
    spot: bool | None = None
    min_replicas: int | None = Field(default=None, ge=0, le=100)
    zones: int | None = Field(default=None, ge=1, le=6)
    deletion_protection: bool | None = None
    log_retention_days: int | None = Field(default=None, ge=1, le=3653)
    schedule: Schedule | None = None


class Exemption(Settings):
    """A rule that one resource may break until a day, and why."""

    rule: str = Field(min_length=1, description="Id of the rule.")
    resource: str = Field(min_length=1, description="URN or name of the resource; `*` and `?` match as in file names.")
    reason: str = Field(min_length=10, description="Why this is acceptable, for the auditor.")
    until: datetime.date = Field(description="Last day on which the exemption holds.")

    @field_validator("until", mode="before")
    @classmethod
    def _day_alone(cls, day: Any) -> Any:
        """Take a day as the engine passes one that has no quotes in the stack file: with a time, midnight in UTC."""
        return day.removesuffix(_ENGINE_MIDNIGHT) if isinstance(day, str) else day


class CommonSettings(Settings):
    """The keys that every stack file has."""

    environment: Environment = Field(description="dev, staging or prod: chooses profile and level of each rule.")
    owner: TagValue = Field(description="Team that answers for the stack; tag on every resource.")
    cost_center: TagValue = Field(description="Who pays; tag on every resource.")
    monthly_budget_usd: float = Field(gt=0, allow_inf_nan=False, description="Budget of the stack in USD a month.")
    data_regions: list[str] = Field(
        default=[], description="Regions in which resources may stand; empty means the regions of the stack's clouds."
    )
    compliance: list[Compliance] = Field(
        default=[], description="Frameworks that the stack must keep: each raises levels and required settings."
    )
    data_class: DataClass | None = Field(
        default=None,
        validate_default=True,
        description="Most sensitive data of the stack, `internal` where nothing is said: decides where it may be.",
    )
    profile: ProfileOverrides = Field(default=ProfileOverrides(), description="Overrides of the environment's profile.")
    policies: dict[str, dict[str, Any]] = Field(default={}, description="Settings of single rules, by rule id.")
    exemptions: list[Exemption] = Field(default=[], description="Exemptions from rules, each with reason and end date.")

    @field_validator("data_class")
    @classmethod
    def _class_is_stated_where_a_profile_wants_it(cls, given: DataClass | None, info: Any) -> DataClass | None:
        wanted = requirements(info.data.get("compliance", ()), "dataClass")
        if given is None and wanted:
            who = ", ".join(f"{one.profile} ({one.source.partition(', ')[0]})" for one in wanted)
            raise ValueError(f"{', '.join(get_args(DataClass))}; it must be stated for {who}")
        return given

    @field_validator("profile")
    @classmethod
    def _profile_is_as_strict_as_compliance_wants(cls, given: ProfileOverrides, info: Any) -> ProfileOverrides:
        for wanted in requirements(info.data.get("compliance", ()), _PROFILE):
            value = getattr(given, to_snake(wanted.setting))
            if value is not None and not wanted.kept_by(value):
                raise ValueError(f"{wanted.setting} {wanted}")
        return given

    def facts(self, stack: str, *, regions: tuple[str, ...], today: datetime.date) -> "StackFacts":
        """Return what rules, costs and blueprints need to know of the stack."""
        compliance = tuple(dict.fromkeys(self.compliance))
        return StackFacts(
            stack=stack,
            environment=self.environment,
            owner=self.owner,
            cost_center=self.cost_center,
            monthly_budget_usd=self.monthly_budget_usd,
            profile=effective_profile(self.environment, self.profile, compliance),
            data_regions=tuple(self.data_regions) or regions,
            data_regions_named=bool(self.data_regions),
            data_class=self.data_class or "internal",
            compliance=compliance,
            rule_settings=self.policies,
            exemptions=tuple(self.exemptions),
            today=today,
        )


@dataclass(frozen=True, slots=True)
class StackFacts:
    """A stack as rules, costs and blueprints see it."""

    stack: str
    environment: Environment
    owner: str
    cost_center: str
    monthly_budget_usd: float
    profile: EnvironmentProfile
    today: datetime.date
    data_regions: tuple[str, ...] = ()
    data_regions_named: bool = False
    """Whether somebody chose the regions for the data; else they are just those of the stack's clouds."""
    data_class: DataClass = "internal"
    compliance: tuple[Compliance, ...] = ()
    rule_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    exemptions: tuple[Exemption, ...] = ()

    @property
    def schedule(self) -> Schedule | None:
        """Working hours of the stack, if it has any."""
        return self.profile.schedule


def effective_profile(
    environment: Environment, overrides: ProfileOverrides, compliance: Iterable[str] = ()
) -> EnvironmentProfile:
    """Return the profile of an environment with a stack's own values on top, as strict as compliance wants it."""
    # A schedule given as null in the stack file switches the environment's schedule off.
    given = {name: getattr(overrides, name) for name in overrides.model_fields_set}
    changes = {name: value for name, value in given.items() if value is not None or name == "schedule"}
    profile = environment_profiles()[environment].model_copy(update=changes)
    for wanted in requirements(compliance, _PROFILE):
        field = to_snake(wanted.setting)
        profile = profile.model_copy(update={field: int(wanted.strictest(getattr(profile, field)))})
    return profile


@cache
def project_root() -> Path:
    """Return the folder of Pulumi.yaml: the nearest one at or above the working folder, else that of this package."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file() and (folder / "stacks").is_dir():
            return folder
    return Path(__file__).resolve().parents[2]


@cache
def environment_profiles() -> Mapping[Environment, EnvironmentProfile]:
    """Read stacks/environments.yaml.

    Raises:
        ConfigurationError: the file is absent, is not YAML, or holds a wrong value.
    """
    path = project_root() / "stacks" / "environments.yaml"
    name = f"stacks/{path.name}"
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _Profiles.model_validate(content).by_environment
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError([Problem(name, "(the whole file)", None, f"a YAML file: {error}")]) from error
    except ValidationError as error:
        raise ConfigurationError(problems_of(error, file=name, model=_Profiles)) from error


class _Profiles(Settings):
    dev: EnvironmentProfile
    staging: EnvironmentProfile
    prod: EnvironmentProfile

    @property
    def by_environment(self) -> Mapping[Environment, EnvironmentProfile]:
        return {"dev": self.dev, "staging": self.staging, "prod": self.prod}
