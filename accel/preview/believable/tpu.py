"""What Google Cloud would answer for TPU slices and the jobs that stop them."""

from collections.abc import Callable
from typing import Any

from accel.preview.believable.identity import Identity


def _node(identity: Identity) -> dict[str, Any]:
    zone = identity.inputs.get("zone", f"{identity.region}-a")
    name = identity.physical_name
    return {
        "id": f"projects/{_project(identity)}/locations/{zone}/nodes/{name}",
        "name": name,
        "state": "READY",
        "apiVersion": "V2",
        "networkEndpoints": [{"ipAddress": "10.0.0.2", "port": 8470}],
    }


def _job(identity: Identity) -> dict[str, Any]:
    region = identity.inputs.get("region", identity.region)
    name = identity.physical_name
    return {
        "id": f"projects/{_project(identity)}/locations/{region}/jobs/{name}",
        "name": name,
        "state": "ENABLED",
    }


def _custom_role(identity: Identity) -> dict[str, Any]:
    name = f"projects/{_project(identity)}/roles/{identity.inputs.get('roleId', identity.physical_name)}"
    return {"id": name, "name": name, "deleted": False}


def _project(identity: Identity) -> str:
    return str(identity.inputs.get("project", identity.project))


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "gcp:tpu/v2Vm:V2Vm": _node,
    "gcp:cloudscheduler/job:Job": _job,
    "gcp:projects/iAMCustomRole:IAMCustomRole": _custom_role,
}
