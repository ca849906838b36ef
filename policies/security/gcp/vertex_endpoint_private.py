"""Vertex AI endpoints answer inside the network only."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import absent, differs
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_INDEX = "gcp:vertex/aiIndexEndpoint:AiIndexEndpoint"
_GARDEN = "gcp:vertex/aiEndpointWithModelGardenDeployment:AiEndpointWithModelGardenDeployment"
_SERVICE_CONNECT = "privateServiceConnectConfig.enablePrivateServiceConnect"


def _check(endpoint: Resource, _: PlainContext) -> Iterable[str]:
    # By default an endpoint is public.
    place = "endpointConfig." if endpoint.kind == _GARDEN else ""
    connected = not differs(endpoint.get(f"{place}{_SERVICE_CONNECT}"), True)
    if endpoint.kind == _INDEX and endpoint.get("publicEndpointEnabled") is True:
        yield "publicEndpointEnabled is true"
    elif not connected and absent(endpoint.get("network")):
        yield f"neither network nor {place}{_SERVICE_CONNECT} is set"


RULE = Rule(
    id="vertex-endpoint-private",
    title="Vertex AI endpoints answer inside the network only",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A public endpoint answers everybody who gets hold of a token, from anywhere.",
    remediation="Set privateServiceConnectConfig.enablePrivateServiceConnect to true, or network to a peered network.",
    frameworks=(*checkov("CKV2_GCP_33", "CKV2_GCP_34"), *NETWORK_BOUNDARY),
    types=("gcp:vertex/aiEndpoint:AiEndpoint", _INDEX, _GARDEN),
    check_resource=_check,
)
