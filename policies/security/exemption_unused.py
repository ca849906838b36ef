"""Exemptions are deleted when they are no longer needed."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import POLICY_REVIEW
from policies.rule import ADVISORY, PlainContext, Rule, Violation


def _check(_graph: Graph, context: PlainContext) -> Iterable[Violation]:
    for exemption in context.view.exemptions.unused:
        yield Violation("", f"the exemption of {exemption.resource} from {exemption.rule} covers nothing")


RULE = Rule(
    id="exemption-unused",
    title="Every exemption is needed",
    group="security",
    cloud="any",
    severity="low",
    levels=ADVISORY,
    why="A forgotten exemption hides the next violation that happens to match it.",
    remediation="Delete it from the stack file.",
    frameworks=(*POLICY_REVIEW,),
    check_stack=_check,
    runs_last=True,
)
