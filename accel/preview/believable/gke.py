"""Believable outputs of GKE."""

import base64
from collections.abc import Callable
from typing import Any

from accel.preview.believable.identity import Identity

_API = "https://container.googleapis.com/v1"
_CERTIFICATE = base64.b64encode(b"-----BEGIN CERTIFICATE-----\nbelievable\n-----END CERTIFICATE-----\n").decode()


def _cluster(identity: Identity) -> dict[str, Any]:
    location = _location(identity)
    path = f"projects/{_project(identity)}/locations/{location}/clusters/{identity.physical_name}"
    region = "-".join(location.split("-")[:2])
    return {
        "id": path,
        "name": identity.physical_name,
        "selfLink": f"{_API}/{path}",
        "location": location,
        "endpoint": "10.0.0.2",
        "masterVersion": "1.34.1-gke.1000000",
        "masterAuth": {"clusterCaCertificate": _CERTIFICATE, "clientCertificate": "", "clientKey": ""},
        "controlPlaneEndpointsConfig": {
            "dnsEndpointConfig": {"endpoint": f"gke-{identity.suffix}-123456789012.{region}.gke.goog"}
        },
    }


def _node_pool(identity: Identity) -> dict[str, Any]:
    cluster = str(identity.inputs.get("cluster") or "cluster").rpartition("/")[2]
    parent = f"projects/{_project(identity)}/locations/{_location(identity)}/clusters/{cluster}"
    return {
        "id": f"{parent}/nodePools/{identity.physical_name}",
        "name": identity.physical_name,
        "version": "1.34.1-gke.1000000",
        "instanceGroupUrls": [],
    }


def _project(identity: Identity) -> str:
    return str(identity.inputs.get("project") or identity.project)


def _location(identity: Identity) -> str:
    return str(identity.inputs.get("location") or identity.region)


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "gcp:container/cluster:Cluster": _cluster,
    "gcp:container/nodePool:NodePool": _node_pool,
}
