"""Every VPC records its traffic."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import AUDIT_LOG, CIS_AWS, checkov, cis
from policies.properties import attached, differs
from policies.resource_types import VPCS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_FLOW_LOGS = ("aws:ec2/flowLog:FlowLog",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    vpcs = graph.of(*VPCS)
    logs = attached(graph, vpcs, _FLOW_LOGS, "vpcId")
    for vpc in vpcs:
        # trafficType has no default where a VPC is logged; ACCEPT alone misses the attempts.
        if not any(not differs(log.get("trafficType"), "ALL", "REJECT") for log in logs[vpc.urn]):
            yield Violation(vpc.urn, "no flow log that records refused traffic")


RULE = Rule(
    id="vpc-flow-logs",
    title="VPCs have flow logs",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Flow logs show who tried to reach a machine and where data went.",
    remediation="Attach a FlowLog with trafficType ALL to the VPC.",
    frameworks=(*checkov("CKV2_AWS_11"), *cis(CIS_AWS, "3.7"), *AUDIT_LOG),
    check_stack=_check,
)
