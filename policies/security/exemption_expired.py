"""Exemptions end on their day."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import ACCESS_CONTROL
from policies.rule import MANDATORY, PlainContext, Rule, Violation


def _check(_graph: Graph, context: PlainContext) -> Iterable[Violation]:
    for exemption in context.view.exemptions.expired:
        yield Violation(
            "", f"the exemption of {exemption.resource} from {exemption.rule} ended on {exemption.until.isoformat()}"
        )


RULE = Rule(
    id="exemption-expired",
    title="No exemption is past its end date",
    group="security",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="An exemption that never ends is a rule that nobody keeps.",
    remediation=(
        "Repair what the exemption covers and delete it, or have it approved again with a later date and the reason."
    ),
    frameworks=(*ACCESS_CONTROL,),
    check_stack=_check,
)
