"""A model server has a second pod that answers while the first one loads."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Graph
from policies.frameworks import AVAILABILITY
from policies.replicas import ReplicasOfWorkloads
from policies.rule import PerEnvironment, Rule, RuleContext, RuleSettings, Violation, levels
from policies.serving import model_servers


class ServerReplicasSettings(RuleSettings):
    """How many pods a model server needs."""

    min_replicas: int = Field(ge=0, description="Fewest pods of a model server that no autoscaler moves.")


def _check(graph: Graph, context: RuleContext[ServerReplicasSettings]) -> Iterable[Violation]:
    replicas, wanted = graph.derived(ReplicasOfWorkloads), context.settings.min_replicas
    for server in model_servers(graph):
        lowest, autoscaler = replicas.of(server)
        # What an autoscaler keeps is judged at the autoscaler.
        if autoscaler is None and lowest is not None and lowest < wanted:
            yield Violation(server.urn, f"has {lowest:g} replicas, fewer than {wanted}, and no autoscaler")


RULE = Rule(
    id="server-replicas",
    title="Model servers have several replicas",
    group="reliability",
    cloud="kubernetes",
    severity="medium",
    levels=levels("disabled", "advisory", "mandatory"),
    why="While a single pod moves to another node and loads its weights, nobody gets an answer.",
    remediation="Raise spec.replicas, or give the workload a HorizontalPodAutoscaler with minReplicas.",
    frameworks=(*AVAILABILITY,),
    settings=PerEnvironment(
        ServerReplicasSettings(min_replicas=0),
        ServerReplicasSettings(min_replicas=1),
        # One may fail, or be drained, and another answers.
        ServerReplicasSettings(min_replicas=2),
    ),
    check_stack=_check,
)
