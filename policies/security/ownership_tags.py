"""Every resource says who answers for it."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import INVENTORY
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule
from policies.tags import TAGGABLE, missing_tags, with_tags

_WANTED = ("owner", "managed-by")


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    if missing := missing_tags(resource, _WANTED, context.view):
        yield f"{TAGGABLE[resource.kind]} lacks {', '.join(missing)}"


def _remediate(resource: Resource, context: PlainContext) -> dict[str, Any] | None:
    return with_tags(resource, missing_tags(resource, _WANTED, context.view), context.facts)


RULE = Rule(
    id="ownership-tags",
    title="Resources say who answers for them",
    group="security",
    cloud="any",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="At night somebody must know whom to call, and that the console is the wrong place for a change.",
    remediation="Pass the tags of the stack to the component (Context.tags in a blueprint).",
    frameworks=(*INVENTORY,),
    types=tuple(TAGGABLE),
    check_resource=_check,
    remediate=_remediate,
)
