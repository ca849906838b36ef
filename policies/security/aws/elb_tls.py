"""Load balancers speak TLS 1.2 or newer with whoever calls."""

from collections.abc import Iterable
from typing import Any

from accel.catalog.aws_tls import recommended_policy, refuses_old_tls
from accel.planning.graph import Resource
from policies.aws_load_balancers import only_redirects
from policies.frameworks import ENCRYPTION_IN_TRANSIT, checkov
from policies.properties import absent
from policies.resource_types import LISTENERS
from policies.rule import MANDATORY, PlainContext, Rule

_ENCRYPTED = ("HTTPS", "TLS")


def _check(listener: Resource, _: PlainContext) -> Iterable[str]:
    protocol = listener.get("protocol")
    if protocol in _ENCRYPTED:
        policy = listener.get("sslPolicy")
        if absent(policy):
            yield "sslPolicy is not set: AWS's default takes TLS 1.0"
        elif isinstance(policy, str) and not refuses_old_tls(policy):
            yield f"sslPolicy {policy} takes versions before TLS 1.2"
    # Absent means HTTP, but a listener without a port is one of a gateway load balancer. TCP passes on what it gets.
    elif (protocol == "HTTP" or _is_http_by_default(listener)) and not only_redirects(listener.get("defaultActions")):
        yield "protocol is HTTP: prompts and tokens cross the network in the clear"


def _is_http_by_default(listener: Resource) -> bool:
    return absent(listener.get("protocol")) and not absent(listener.get("port"))


def _remediate(listener: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place. A listener for HTTP lacks a certificate, which nobody can make up.
    return {**listener.inputs, "sslPolicy": recommended_policy()} if listener.get("protocol") in _ENCRYPTED else None


RULE = Rule(
    id="elb-tls",
    title="Load balancers speak TLS 1.2 or newer",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Prompts, answers and the tokens of callers pass there, and whoever listens on the way reads old TLS or none.",
    remediation=(
        "Set protocol to HTTPS (TLS on a network load balancer) and sslPolicy to one of 1.2 or newer, such as "
        f"{recommended_policy()}; a listener for HTTP may only redirect to HTTPS."
    ),
    frameworks=(*checkov("CKV_AWS_2", "CKV_AWS_103", "CKV2_AWS_74"), *ENCRYPTION_IN_TRANSIT),
    types=LISTENERS,
    check_resource=_check,
    remediate=_remediate,
)
