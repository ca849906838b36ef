"""A SageMaker endpoint goes back by itself when an update fails."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import AVAILABILITY
from policies.properties import absent
from policies.resource_types import SAGEMAKER_ENDPOINTS
from policies.rule import MANDATORY_IN_PROD, PlainContext, Rule


def _check(endpoint: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means an update that nothing watches.
    if absent(endpoint.get("deploymentConfig.autoRollbackConfiguration.alarms")):
        yield "deploymentConfig.autoRollbackConfiguration names no alarm"


RULE = Rule(
    id="endpoint-rollback-alarms",
    title="SageMaker endpoints roll back on alarms",
    group="reliability",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="A model that loads and answers nonsense or errors would otherwise take all traffic.",
    remediation="Set deploymentConfig.autoRollbackConfiguration.alarms to alarms on errors and latency.",
    frameworks=(*AVAILABILITY,),
    types=SAGEMAKER_ENDPOINTS,
    check_resource=_check,
)
