"""Endpoints of a VPC serve named identities and resources, not everybody's."""

from collections.abc import Iterable

from accel.planning.graph import Graph, lookup
from policies.frameworks import ACCESS_CONTROL, NETWORK_BOUNDARY
from policies.iam import Statement, is_open_to_anybody, statements
from policies.properties import absent, attached, differs
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_ENDPOINTS = ("aws:ec2/vpcEndpoint:VpcEndpoint",)
_POLICIES = ("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",)
_EVERYTHING = "*"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    endpoints = graph.of(*_ENDPOINTS)
    policies = attached(graph, endpoints, _POLICIES, "vpcEndpointId")
    for endpoint in endpoints:
        # The provider's default is a gateway; the kinds for load balancers, resources and networks take no policy.
        if differs(endpoint.get("vpcEndpointType", "Gateway"), "Gateway", "Interface"):
            continue
        given = [found for found in (endpoint, *policies[endpoint.urn]) if not absent(found.get("policy"))]
        if not given:
            yield Violation(endpoint.urn, "no policy: it serves everybody's identities and everybody's resources")
        for statement in (one for found in given for one in statements(found.get("policy"))):
            if _lets_anybody_reach_everything(statement):
                yield Violation(endpoint.urn, f"statement {statement.label} lets anybody reach everything")


def _lets_anybody_reach_everything(statement: Statement) -> bool:
    # Services of AWS that act for us are nobody's identity; and whoever comes this way is in the network.
    for_services = lookup(dict(statement.conditions), "Bool.aws:PrincipalIsAWSService") in ("true", True)
    return is_open_to_anybody(statement, networks=False) and _EVERYTHING in statement.resources and not for_services


RULE = Rule(
    id="vpc-endpoint-policy",
    title="VPC endpoints serve named identities and resources",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why=(
        "Without a policy, code in the network can write your weights into a bucket of somebody else's account, with "
        "credentials that it brought along."
    ),
    remediation=(
        "Set policy with conditions on aws:PrincipalAccount and aws:ResourceAccount (AwsNetwork does). Where a service "
        "takes no policy, write an exemption."
    ),
    frameworks=(*NETWORK_BOUNDARY, *ACCESS_CONTROL),
    check_stack=_check,
)
