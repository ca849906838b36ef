from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_RULE = "autoscaler-bounded"
_ZONES = ["europe-west4-a", "europe-west4-b"]


def target(**inputs: object) -> Resource:
    return resource("aws:appautoscaling/target:Target", "target", inputs)


def autoscaler(**spec: object) -> Resource:
    return resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "autoscaler", {"spec": spec})


def pool(**inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def other(kind: str, **inputs: object) -> Resource:
    return resource(kind, "nodes", inputs)


_AGENTS = "azure-native:containerservice:AgentPool"

CASES = (
    kept(_RULE, "a scalable target stays at the limit", target(maxCapacity=40)),
    kept(_RULE, "pods stay below the limit", autoscaler(maxReplicas=10)),
    kept(_RULE, "nodes of all zones together stay at the limit", pool(autoscaling={"totalMaxNodeCount": 40})),
    kept(
        _RULE,
        "nodes of each zone stay below the limit together",
        pool(autoscaling={"maxNodeCount": 20}, nodeLocations=_ZONES),
    ),
    kept(_RULE, "a pool of fixed size is small", pool(nodeCount=2)),
    kept(_RULE, "the stack file raises the limit", target(maxCapacity=60), settings={"maxUnits": 60}),
    broken(_RULE, "a scalable target goes past the limit", target(maxCapacity=41)),
    broken(_RULE, "pods go past the limit", autoscaler(maxReplicas=400)),
    broken(_RULE, "pods have no limit", autoscaler(minReplicas=2)),
    broken(_RULE, "nodes of all zones together go past it", pool(autoscaling={"totalMaxNodeCount": 41})),
    broken(
        _RULE,
        "nodes of each zone go past it together",
        pool(autoscaling={"maxNodeCount": 21}, nodeLocations=_ZONES),
    ),
    broken(_RULE, "nodes have no limit", pool(autoscaling={"minNodeCount": 1})),
    broken(_RULE, "a pool of fixed size is large", pool(nodeCount=41)),
    kept(_RULE, "a node group of EKS stays below", other("aws:eks/nodeGroup:NodeGroup", scalingConfig={"maxSize": 4})),
    kept(_RULE, "a pool of AKS of fixed size", other(_AGENTS, count=3)),
    broken(
        _RULE, "a node group of EKS goes past it", other("aws:eks/nodeGroup:NodeGroup", scalingConfig={"maxSize": 99})
    ),
    broken(_RULE, "a group of EC2 goes past it", other("aws:autoscaling/group:Group", maxSize=99)),
    broken(_RULE, "a pool of AKS goes past it", other(_AGENTS, enableAutoScaling=True, count=1, maxCount=99)),
    broken(_RULE, "a pool of AKS is large", other(_AGENTS, count=99)),
    unknown(_RULE, "whether a pool of AKS scales is unknown", other(_AGENTS, enableAutoScaling=UNKNOWN)),
    broken(_RULE, "dev is meant for less", target(maxCapacity=5), facts={"environment": "dev"}),
    unknown(_RULE, "the limit of a target is unknown", target(maxCapacity=UNKNOWN)),
    unknown(_RULE, "the limit of nodes is unknown", pool(autoscaling={"maxNodeCount": UNKNOWN})),
    unknown(_RULE, "how a pool scales is unknown", pool(autoscaling=UNKNOWN)),
    beside(_RULE, "it does not scale", resource("gcp:tpu/v2Vm:V2Vm", "slice")),
)
