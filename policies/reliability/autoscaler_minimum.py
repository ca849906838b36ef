"""An autoscaler does not shrink a service to what one failure takes away."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.properties import number
from policies.resource_types import HORIZONTAL_POD_AUTOSCALERS
from policies.rule import PerEnvironment, Rule, RuleContext, RuleSettings, levels


class AutoscalerMinimumSettings(RuleSettings):
    """How many pods an autoscaler keeps."""

    min_replicas: int = Field(ge=0, description="Fewest pods that an autoscaler may shrink to.")


def _check(autoscaler: Resource, context: RuleContext[AutoscalerMinimumSettings]) -> Iterable[str]:
    # The default of Kubernetes is one.
    lowest, wanted = number(autoscaler.get("spec.minReplicas", 1)), context.settings.min_replicas
    if lowest is not None and lowest < wanted:
        yield f"may shrink to {lowest:g} replicas, fewer than {wanted}"


RULE = Rule(
    id="autoscaler-minimum",
    title="Autoscalers keep enough replicas",
    group="reliability",
    cloud="kubernetes",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="At night an autoscaler keeps its minimum: with one replica left, the drain of one node is an outage.",
    remediation="Set spec.minReplicas, or policies.autoscaler-minimum.minReplicas of a stack that may be away.",
    frameworks=(*AVAILABILITY,),
    types=HORIZONTAL_POD_AUTOSCALERS,
    settings=PerEnvironment(
        AutoscalerMinimumSettings(min_replicas=0),
        AutoscalerMinimumSettings(min_replicas=1),
        # One may fail, or be drained, and another answers.
        AutoscalerMinimumSettings(min_replicas=2),
    ),
    check_resource=_check,
)
