"""What no rule reads is told: a provider of its own shapes, and templates of which the engine sees only the outside."""

from collections import Counter
from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import POLICY_REVIEW
from policies.rule import ADVISORY, PlainContext, Rule, Violation

_JUDGED = ("aws", "gcp", "azure-native", "kubernetes", "pulumi")
_OF_NO_CLOUD = ("archive", "null", "random", "std", "time", "tls")
"""Packages that create nothing which anybody could reach."""
_TEMPLATES = (
    "aws:cloudformation/stack:Stack",
    "aws:cloudformation/stackSet:StackSet",
    "azure-native:resources:Deployment",
    "kubernetes:helm.sh/v3:Release",
)
"""Types whose resources are created beyond the engine. The charts of Pulumi itself are not: it sees what is in them."""
_READ = frozenset((*_JUDGED, *_OF_NO_CLOUD))


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # Components create nothing themselves; the engine shows them as what has children.
    made = (found for found in graph if found.custom and found.urn not in graph.children)
    unread = Counter(found.package for found in made if found.package not in _READ)
    for package, count in sorted(unread.items()):
        yield Violation("", f"no rule reads the package {package}, of which there {_many(count)}")
    for template in graph.of(*_TEMPLATES):
        yield Violation(template.urn, "no rule sees the resources that are created from it")


def _many(count: int) -> str:
    return "is 1 resource" if count == 1 else f"are {count} resources"


RULE = Rule(
    id="packages-judged",
    title="Rules read every package of the stack",
    group="security",
    cloud="any",
    severity="medium",
    levels=ADVISORY,
    why="A stack without findings looks clean also where nobody looked.",
    remediation=(
        "Use the providers aws, gcp, azure-native and kubernetes, and charts that Pulumi renders; or have a person "
        "judge it, and write an exemption that says who did."
    ),
    frameworks=(*POLICY_REVIEW,),
    check_stack=_check,
)
