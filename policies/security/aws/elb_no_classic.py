"""No classic load balancers."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_IN_TRANSIT, HARDENING, checkov
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(_balancer: Resource, _: PlainContext) -> Iterable[str]:
    yield "a classic load balancer can neither ask who calls nor stand behind a firewall for the web"


RULE = Rule(
    id="elb-no-classic",
    title="No classic load balancers",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="AWS keeps it for old programs: it speaks no TLS 1.3, and nothing can guard a model server behind it.",
    remediation="Make an application load balancer (aws.lb.LoadBalancer), or a network one for what is not HTTP.",
    frameworks=(*checkov("CKV_AWS_376"), *HARDENING, *ENCRYPTION_IN_TRANSIT),
    types=("aws:elb/loadBalancer:LoadBalancer",),
    check_resource=_check,
)
