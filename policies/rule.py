"""What a rule is: one object that runs alike in the offline preview, in the pack on the real engine, and in tests.

A rule judges plain property trees with the providers' own names: camelCase, secrets opened, `UNKNOWN` where only the
cloud knows the value. The engine fills in the defaults of the provider's schema and the offline preview does not, so a
rule must know what an absent property means. An unknown value counts as present; where a rule wants a certain value,
an unknown one breaks nothing, but it never hides what is certain beside it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import Field

from accel.planning.graph import Graph, Resource
from accel.planning.stack import Settings, StackFacts
from accel.planning.type_tokens import canonical
from policies.exemptions import Exemptions

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate

Group = Literal["cost", "security", "reliability"]
RuleCloud = Literal["any", "aws", "gcp", "azure", "kubernetes"]
Severity = Literal["low", "medium", "high", "critical"]
EVERY_TYPE = ("*",)
"""`types` of a resource rule that judges resources of every type."""
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


class Level(StrEnum):
    """What a broken rule does: stop the update, warn, or nothing. In order of strictness."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    DISABLED = "disabled"


_STRICTEST_FIRST = tuple(Level)


def strictest(*levels: Level) -> Level:
    """Return the strictest of these levels."""
    return min(levels, key=_STRICTEST_FIRST.index)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PerEnvironment(Generic[T]):
    """A value for each environment."""

    dev: T
    staging: T
    prod: T

    def of(self, environment: str) -> T:
        """Return an environment's value; an environment that nobody knows is treated as prod."""
        if environment == "dev":
            return self.dev
        return self.staging if environment == "staging" else self.prod


def everywhere(value: T) -> PerEnvironment[T]:
    """Return the same value for each environment."""
    return PerEnvironment(value, value, value)


class RuleSettings(Settings):
    """Base of what a stack file may set under `policies.<rule id>`."""

    level: Literal["mandatory", "advisory"] | None = Field(
        default=None, description="A stricter level than the environment's; to relax a rule, write an exemption."
    )
    remediate: bool = Field(
        default=False, description="Repair what breaks the rule, where the rule can; the rest stops the update."
    )


OF_EVERY_RULE = frozenset(RuleSettings.model_fields)
"""Settings that each rule has; they are told once."""


S = TypeVar("S", bound=RuleSettings)
NO_SETTINGS: PerEnvironment[Any] = everywhere(RuleSettings())


class Violation(NamedTuple):
    """What a stack rule found; an empty URN stands for the stack as a whole."""

    urn: str
    message: str


class StackView:
    """A stack under judgement, with what is derived from it once for all rules."""

    def __init__(
        self,
        graph: Graph,
        facts: StackFacts,
        exemptions: Exemptions,
        estimate: "Estimate | None" = None,
    ) -> None:
        self.graph = graph
        self.facts = facts
        self.exemptions = exemptions
        self._estimate = estimate

    @cached_property
    def estimate(self) -> "Estimate":
        """What the stack costs, worked out when the first rule asks."""
        if self._estimate is not None:
            return self._estimate
        from accel.planning.cost.estimate import estimate

        return estimate(self.graph, self.facts, today=self.facts.today)

    def provider_of(self, resource: Resource) -> Resource | None:
        """Return the provider that a resource was given, if it is explicit."""
        return self.graph.provider_of(resource)


@dataclass(frozen=True, slots=True)
class RuleContext(Generic[S]):
    """What a rule may look at beside the resource it judges."""

    settings: S
    view: StackView

    @property
    def facts(self) -> StackFacts:
        """What the stack file says."""
        return self.view.facts

    @property
    def estimate(self) -> "Estimate":
        """What the stack costs."""
        return self.view.estimate


PlainContext = RuleContext[RuleSettings]
"""The context of a rule without settings of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[S]):
    """One rule. Its file is named after its id: `s3-versioning` is `policies/security/aws/s3_versioning.py`."""

    id: str
    title: str
    """One sentence: what holds where the rule is kept."""
    group: Group
    cloud: RuleCloud
    severity: Severity
    levels: PerEnvironment[Level]
    why: str
    remediation: str
    frameworks: tuple[tuple[str, str], ...] = ()
    types: tuple[str, ...] = ()
    """Type tokens that a resource rule judges; empty for a stack rule."""
    settings: PerEnvironment[S] = NO_SETTINGS
    check_resource: Callable[[Resource, RuleContext[S]], Iterable[str]] | None = None
    """Gives one message for each violation of one resource, which is judged by its inputs before it is created."""
    check_stack: Callable[[Graph, RuleContext[S]], Iterable[Violation]] | None = None
    """Gives the violations of all resources together, for what one resource alone cannot show."""
    remediate: Callable[[Resource, RuleContext[S]], dict[str, Any] | None] | None = None
    """Gives the inputs with which a resource keeps the rule, or None where a machine cannot know them.

    Only what replaces, deletes and costs nothing: tags, encryption flags, TLS, public-access switches.
    """
    runs_last: bool = False
    """Judges what the other rules found."""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"rule id {self.id!r} is not kebab-case of two words or more")
        if (self.check_resource is None) == (self.check_stack is None) or bool(self.types) != bool(self.check_resource):
            raise ValueError(f"rule {self.id}: give check_resource with types, or check_stack without")
        if self.remediate is not None and self.check_resource is None:
            raise ValueError(f"rule {self.id}: only a rule of single resources can remediate")
        # Groups of references overlap.
        object.__setattr__(self, "frameworks", tuple(dict.fromkeys(self.frameworks)))

    def level_in(self, environment: str) -> Level:
        """Return the level in an environment; the strictest one where nobody knows the environment."""
        if environment in ("dev", "staging", "prod"):
            return self.levels.of(environment)
        return strictest(self.levels.dev, self.levels.staging, self.levels.prod)

    @property
    def settings_model(self) -> type[S]:
        """The model of the rule's settings."""
        return type(self.settings.prod)

    def judges(self, type_token: str) -> bool:
        """Say whether a resource rule looks at resources of a type."""
        return canonical(type_token) in self.types or self.types == EVERY_TYPE

    def violations(self, view: StackView, settings: S) -> Iterable[Violation]:
        """Yield everything in a stack that breaks the rule, in the order of registration."""
        context = RuleContext(settings, view)
        if self.check_stack is not None:
            yield from self.check_stack(view.graph, context)
        elif self.check_resource is not None:
            judged = view.graph if self.types == EVERY_TYPE else view.graph.of(*self.types)
            for resource in judged:
                for message in self.check_resource(resource, context):
                    yield Violation(resource.urn, message)


def levels(dev: str, staging: str, prod: str) -> PerEnvironment[Level]:
    """Return a level for each environment."""
    return PerEnvironment(Level(dev), Level(staging), Level(prod))


MANDATORY = everywhere(Level.MANDATORY)
ADVISORY = everywhere(Level.ADVISORY)
MANDATORY_OUTSIDE_DEV = levels("advisory", "mandatory", "mandatory")
MANDATORY_IN_PROD = levels("advisory", "advisory", "mandatory")

SettingsByRule = Mapping[str, Mapping[str, Any]]
"""Settings of single rules by rule id, as a stack file or a policy-pack configuration has them."""
