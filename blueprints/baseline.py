"""What the baselines of all clouds share: how a stack file says where each part comes from."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

import pulumi
from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator
from pydantic.alias_generators import to_camel

from accel.catalog.names import UnknownName
from accel.catalog.regions import region as region_of
from accel.planning.stack import Settings, StackFacts
from components.contract import InvalidArgument

_STACK_REFERENCE = re.compile(r"[\w.-]+/[\w.-]+/[\w.-]+")


def _is_cidr(text: str) -> str:
    try:
        ipaddress.IPv4Network(text)
    except ValueError as error:
        raise ValueError(f"an IPv4 range such as 10.20.0.0/16 ({error})") from None
    return text


Cidr = Annotated[str, AfterValidator(_is_cidr)]
"""An IPv4 range whose host bits are zero."""


def region_in(cloud: str, title: str) -> AfterValidator:
    """Return what refuses a name that is no region of a cloud."""

    def known(name: str) -> str:
        try:
            return region_of(cloud, name)
        except UnknownName as error:
            raise ValueError(f"a region of {title}; {error}") from None

    return AfterValidator(known)


ConfigKey = Annotated[str, StringConstraints(pattern=r"^[a-z][\w-]*:[a-zA-Z][\w-]*$")]
"""Full name of a key of the engine's configuration, such as huggingface:token."""


class SecretSettings(Settings):
    """A secret to create."""

    name: str = Field(description="Name of the secret, such as hub-token; in the cloud it is a part of the name.")
    config_key: ConfigKey | None = Field(
        default=None,
        description="Secret configuration key with the value, such as huggingface:token. Absent: the secret is empty "
        "until somebody puts a value in, and the state never holds it.",
    )

    def value(self) -> pulumi.Output[str] | None:
        """Return the value, which stays secret, or None where the stack has none.

        Raises:
            ConfigMissingError: the stack's configuration lacks the key.
        """
        if self.config_key is None:
            return None
        namespace, _, key = self.config_key.partition(":")
        return pulumi.Config(namespace).require_secret(key)


def values_of(secrets: Sequence[SecretSettings]) -> dict[str, pulumi.Output[str]]:
    """Return the values that the stack's configuration holds, by the secret's name."""
    return {secret.name: value for secret in secrets if (value := secret.value()) is not None}


class BudgetSettings(Settings):
    """What every cloud's budget has."""

    alert_emails: list[str] = Field(min_length=1, description="Who hears when the budget is nearly spent, and spent.")
    monthly_usd: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="This cloud's part of monthlyBudgetUsd in USD; absent: all of it, as in a stack of one cloud.",
    )

    def limit_usd(self, facts: StackFacts) -> float:
        """Return what the stack may cost in this cloud, in USD a month.

        Raises:
            InvalidArgument: it is more than what the whole stack may cost.
        """
        if self.monthly_usd is not None and self.monthly_usd > facts.monthly_budget_usd:
            allowed = f"up to the stack's monthlyBudgetUsd, {facts.monthly_budget_usd:g}"
            raise InvalidArgument("monthly_usd", self.monthly_usd, allowed)
        return self.monthly_usd or facts.monthly_budget_usd


class BaselineChoice(Settings):
    """Base of a cloud's `baseline` key: `create`, `existing` (all parts, or some beside `create`), `stackReference`."""

    PARTS: ClassVar[tuple[str, ...]] = ()
    """Parts that `existing` must name when nothing is created."""

    stack_reference: str | None = Field(
        default=None, description="Stack that owns the baseline, `organization/project/stack`; it exports its ids."
    )

    @field_validator("stack_reference")
    @classmethod
    def _names_a_stack(cls, name: str | None) -> str | None:
        if name is not None and not _STACK_REFERENCE.fullmatch(name):
            raise ValueError("organization/project/stack, as `pulumi stack ls` shows it")
        return name

    @model_validator(mode="after")
    def _every_part_from_one_place(self) -> Self:
        create: Settings | None = getattr(self, "create", None)
        existing: Settings | None = getattr(self, "existing", None)
        made, found = _given(create), _given(existing)
        if self.stack_reference is not None:
            if create is not None or existing is not None:
                raise ValueError("stackReference alone: the other stack's baseline is taken as a whole")
        elif made & found:
            raise ValueError(f"each part once, under create or under existing; twice: {_keys(made & found)}")
        elif create is not None and "network" not in made | found:
            raise ValueError("a network under create or under existing")
        elif create is None and (missing := set(self.PARTS) - found):
            raise ValueError(f"existing with {_keys(set(self.PARTS))}, or create for what is missing: {_keys(missing)}")
        return self


def _given(part: Settings | None) -> set[str]:
    if part is None:
        return set()
    return {name for name in part.model_fields_set if getattr(part, name) is not None}


def _keys(names: set[str]) -> str:
    return ", ".join(sorted(to_camel(name) for name in names))


class OtherStack:
    """The baseline that another stack of this project exports; its values are known when that stack exists."""

    def __init__(self, name: str, reference: str, export: str, parent: pulumi.Resource) -> None:
        stack = pulumi.StackReference(f"{name}-owner", stack_name=reference, opts=pulumi.ResourceOptions(parent=parent))
        self._exported: pulumi.Output[Any] = stack.require_output(export)

    def text(self, key: str) -> pulumi.Output[str]:
        """Return one exported text."""
        return self._exported.apply(lambda exported: str(exported[key]))

    def texts(self, key: str) -> pulumi.Output[list[str]]:
        """Return one exported list of texts."""
        return self._exported.apply(lambda exported: [str(item) for item in exported[key]])

    def text_or_none(self, key: str) -> pulumi.Output[str | None]:
        """Return one exported text, or None where that stack does not make what it names."""
        return self._exported.apply(lambda exported: None if exported.get(key) is None else str(exported[key]))

    def texts_by_name(self, key: str) -> pulumi.Output[dict[str, str]]:
        """Return one exported map of texts; empty where that stack has none of it."""
        return self._exported.apply(lambda exported: {name: str(text) for name, text in exported.get(key, {}).items()})
