"""External load balancers ask who calls."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import ACCESS_CONTROL, CIS_GCP, cis
from policies.google_load_balancers import is_external_http
from policies.properties import attached, differs
from policies.resource_types import BACKEND_SERVICES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_SERVERLESS = "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup"


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    # Cloud Run asks by itself; another rule judges that.
    groups = [group for group in graph.of(_SERVERLESS) if group.get("cloudRun") is not None]
    asked_behind = {
        user.urn for users in attached(graph, groups, BACKEND_SERVICES, "backends").values() for user in users
    }
    for backend in graph.of(*BACKEND_SERVICES):
        # By default nobody is asked.
        open_to_all = differs(backend.get("iap.enabled"), True) and is_external_http(backend)
        if open_to_all and backend.urn not in asked_behind:
            yield Violation(backend.urn, "iap.enabled is not true: whoever finds the address is let through")


RULE = Rule(
    id="gcp-load-balancer-authenticated",
    title="External load balancers ask who calls",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY_OUTSIDE_DEV,
    why="An open model server is free computing power for whoever finds it, and it answers with your data.",
    remediation=(
        "Set iap.enabled to true, or put Cloud Run behind the load balancer. Where the server checks tokens itself, "
        "write an exemption that says so."
    ),
    frameworks=(*cis(CIS_GCP, "3.10"), *ACCESS_CONTROL),
    check_stack=_check,
)
