"""A namespace admits only pods that keep the Pod Security Standard."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, HARDENING, cis
from policies.properties import is_unknown, mapping
from policies.rule import MANDATORY_OUTSIDE_DEV, Rule, RuleContext, RuleSettings, everywhere

_LABEL = "pod-security.kubernetes.io/enforce"


class PodSecuritySettings(RuleSettings):
    """Which standards are strict enough."""

    standards: tuple[Literal["restricted", "baseline"], ...] = Field(
        default=("restricted",), description="Levels of the Pod Security Standards that a namespace may enforce."
    )


def _check(namespace: Resource, context: RuleContext[PodSecuritySettings]) -> Iterable[str]:
    labels = namespace.get("metadata.labels")
    # Absent means what the cluster does by default: privileged.
    found = mapping(labels).get(_LABEL)
    if not is_unknown(labels) and not is_unknown(found) and found not in context.settings.standards:
        yield f"the label {_LABEL} is {found or 'not set'}"


RULE = Rule(
    id="namespace-pod-security",
    title="Namespaces enforce the Pod Security Standard",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Rules of a stack see its own pods; the label also holds for what somebody starts by hand, or a chart brings.",
    remediation=f"Set the label {_LABEL} to restricted.",
    frameworks=(*cis(CIS_KUBERNETES, "5.2.1"), *HARDENING),
    types=("kubernetes:core/v1:Namespace",),
    settings=everywhere(PodSecuritySettings()),
    check_resource=_check,
)
