"""What a stack rents has a known price."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pydantic import Field

from accel.planning.graph import Graph
from policies.frameworks import CAPACITY
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere


class PriceKnownSettings(RuleSettings):
    """What may go without a price."""

    ignored_types: list[str] = Field(
        default=[], description="Type tokens, `*` and `?` allowed, of resources whose price nobody needs to know."
    )


def _check(_: Graph, context: RuleContext[PriceKnownSettings]) -> Iterable[Violation]:
    for item in context.estimate.unpriced:
        # A property that only the cloud knows breaks nothing: the price follows once it is known.
        ignored = any(fnmatchcase(item.type, pattern) for pattern in context.settings.ignored_types)
        if item.cause != "unknown value" and not ignored:
            yield Violation(item.urn, f"has no price: {item.reason}")


RULE = Rule(
    id="price-known",
    title="Everything that is rented has a price",
    group="cost",
    cloud="any",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="A budget that leaves out what has no price is no budget.",
    remediation=(
        "Add a sourced price to accel/catalog/data, classify the type in accel/planning/cost, choose what has a price, "
        "or name the type in policies.price-known.ignoredTypes."
    ),
    frameworks=(*CAPACITY,),
    settings=everywhere(PriceKnownSettings()),
    check_stack=_check,
)
