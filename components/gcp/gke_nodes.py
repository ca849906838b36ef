"""What every GKE node of ours has in common: the system pool's and the accelerators'."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from accel.catalog import gke
from accel.catalog.names import UnknownName, nearest
from accel.catalog.regions import regions
from components.contract import InvalidArgument

_NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
_ALL_APIS = "https://www.googleapis.com/auth/cloud-platform"


def node_config(
    *,
    machine_type: str,
    service_account_email: pulumi.Input[str],
    disk_key_id: pulumi.Input[str],
    disk_gb: int,
    disk_type: str,
    labels: Mapping[str, str],
    secure_boot: bool = True,
) -> dict[str, Any]:
    """Return the settings of a hardened node: own identity, signed boot, encrypted disk, no node token for pods.

    The OAuth scope is the widest: the roles of the service account are the limit, and narrower scopes only hide them.
    """
    return {
        "machine_type": machine_type,
        "image_type": "COS_CONTAINERD",
        "disk_size_gb": disk_gb,
        "disk_type": disk_type,
        "boot_disk_kms_key": disk_key_id,
        "service_account": service_account_email,
        "oauth_scopes": [_ALL_APIS],
        "metadata": {"disable-legacy-endpoints": "true"},
        "workload_metadata_config": {"mode": "GKE_METADATA"},
        "shielded_instance_config": {"enable_secure_boot": secure_boot, "enable_integrity_monitoring": True},
        "kubelet_config": {"insecure_kubelet_readonly_port_enabled": "FALSE"},
        "gvnic": {"enabled": True},
        "resource_labels": dict(labels),
    }


def require_zones(field: str, zones: Sequence[str], region: str) -> None:
    """Refuse an empty list of zones, a repeated one, and one that is not in the region."""
    known = regions("gcp")
    if region not in known:
        near = nearest(region, known)
        raise InvalidArgument("region", region, "a region of Google Cloud", f"did you mean {near!r}?" if near else "")
    if not zones or len(set(zones)) != len(zones):
        raise InvalidArgument(field, list(zones), f"at least one zone of {region}, each once")
    for zone in zones:
        if zone not in known[region]:
            raise InvalidArgument(field, zone, ", ".join(known[region]), f"the cluster is in {region}")


def require_name(field: str, value: str) -> None:
    """Refuse a name that GKE does not take for a cluster or a node pool."""
    longest = gke.limit("characters of a name").highest
    if longest is None or len(value) > longest or not _NAME.fullmatch(value):
        allowed = f"lower-case letters, digits and hyphens, at most {longest}, a letter first and no hyphen last"
        raise InvalidArgument(field, value, allowed)


def refused_name(field: str, value: str, error: UnknownName) -> InvalidArgument:
    """Return the refusal of a name that the catalogue does not hold."""
    hint = f"did you mean {error.nearest!r}?" if error.nearest else ""
    return InvalidArgument(field, value, f"a {error.kind} of the catalogue: {', '.join(error.known)}", hint)


def require_at_least(field: str, value: int, lowest: int, unit: str = "") -> None:
    """Refuse a number below the lowest one."""
    if value < lowest:
        raise InvalidArgument(field, value, f"{lowest}{' ' + unit if unit else ''} or more")
