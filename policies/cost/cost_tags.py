"""What is paid for says who pays."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import INVENTORY
from policies.rule import MANDATORY, PlainContext, Rule
from policies.tags import TAGGABLE, missing_tags, with_tags

_WANTED = ("environment", "cost-center", "blueprint", "stack")


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    if missing := missing_tags(resource, _WANTED, context.view):
        yield f"{TAGGABLE[resource.kind]} lacks {', '.join(missing)}"


def _remediate(resource: Resource, context: PlainContext) -> dict[str, Any] | None:
    return with_tags(resource, missing_tags(resource, _WANTED, context.view), context.facts)


RULE = Rule(
    id="cost-tags",
    title="Resources carry the tags of cost allocation",
    group="cost",
    cloud="any",
    severity="low",
    levels=MANDATORY,
    why="A bill can only be split by what the resources say of themselves.",
    remediation="Pass the tags of the stack to the component (Context.tags in a blueprint).",
    frameworks=(*INVENTORY,),
    types=tuple(TAGGABLE),
    check_resource=_check,
    remediate=_remediate,
)
