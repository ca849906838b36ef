"""What the baselines of all clouds share: how a stack file says where each part comes from."""

import ipaddress
import re
from typing import Annotated, Any, ClassVar, Self

import pulumi
from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel

from accel.planning.stack import Settings

_STACK_REFERENCE = re.compile(r"[\w.-]+/[\w.-]+/[\w.-]+")


def _is_cidr(text: str) -> str:
    try:
        ipaddress.IPv4Network(text)
    except ValueError as error:
        raise ValueError(f"an IPv4 range such as 10.20.0.0/16 ({error})") from None
    return text


Cidr = Annotated[str, AfterValidator(_is_cidr)]
"""An IPv4 range whose host bits are zero."""


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
