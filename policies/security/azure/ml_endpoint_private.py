"""Endpoints of Azure ML are reached from your networks alone, by whom Entra ID knows."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import ACCESS_CONTROL, NETWORK_BOUNDARY
from policies.properties import differs
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_SERVERLESS = ("azure-native:machinelearningservices:ServerlessEndpoint",)


def _check(endpoint: Resource, _: PlainContext) -> Iterable[str]:
    if endpoint.kind in _SERVERLESS:
        # Whether the internet reaches it is a matter of its workspace.
        if differs(word(endpoint.get("properties.authMode")), "aad"):
            yield "properties.authMode is not AAD"
        return
    # Version 2 of the provider wrote it elsewhere.
    path = "properties" if "properties" in endpoint.inputs else "onlineEndpointProperties"
    # The default is a public address.
    if differs(word(endpoint.get(f"{path}.publicNetworkAccess")), "disabled"):
        yield f"{path}.publicNetworkAccess is not Disabled"
    # A way to authenticate must be given; tokens end by themselves, a key does not.
    if differs(word(endpoint.get(f"{path}.authMode")), "aadtoken", "amltoken"):
        yield f"{path}.authMode is not AADToken"


RULE = Rule(
    id="ml-endpoint-private",
    title="Azure ML endpoints are private and ask for a token",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A key of an endpoint names nobody and never ends; on the internet everybody who finds it runs up your bill.",
    remediation="Set publicNetworkAccess to Disabled and authMode to AADToken (serverless: AAD) when it is made.",
    frameworks=(*NETWORK_BOUNDARY, *ACCESS_CONTROL),
    types=("azure-native:machinelearningservices:OnlineEndpoint", *_SERVERLESS),
    check_resource=_check,
)
