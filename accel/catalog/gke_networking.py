"""What a pod on GKE must reach, or be reached from, for network policies."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from accel.catalog.rows import rows


def metadata_server() -> Mapping[str, tuple[int, ...]]:
    """Return the ports of the metadata server, where pods get their tokens, by address range."""
    return {cidr: tuple(ports) for cidr, ports in _row("metadata_server")["cidrs"].items()}


def google_apis() -> tuple[str, ...]:
    """Return the addresses of Google's APIs inside a VPC network."""
    return tuple(_row("google_apis")["cidrs"])


def dns_namespace() -> str:
    """Return the namespace of the cluster's own name servers."""
    return _row("dns")["namespace"]


def dns_cidr() -> str:
    """Return the address of the name server of clusters that have none of their own."""
    return _row("dns")["cidr"]


def metrics_collectors() -> tuple[str, ...]:
    """Return the namespaces in which the collectors of managed Prometheus run."""
    return tuple(_row("metrics_collectors")["namespaces"])


@cache
def _row(kind: str) -> dict[str, Any]:
    return next(row for row in rows("gke_networking.yaml") if row["kind"] == kind)
