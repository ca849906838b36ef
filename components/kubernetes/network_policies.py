"""Rules of network policies that several components need: names, tokens, Google's APIs, the API server."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accel.catalog.gke_networking import dns_cidr, dns_namespace, google_apis, metadata_server

_DNS_PORT = 53
_HTTPS_PORT = 443
_NAMESPACE_LABEL = "kubernetes.io/metadata.name"
_PRIVATE_RANGES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def namespaces(names: Iterable[str]) -> Any:
    """Return a peer: every pod of these namespaces."""
    expression = {"key": _NAMESPACE_LABEL, "operator": "In", "values": sorted(set(names))}
    return {"namespace_selector": {"match_expressions": [expression]}}


def pods(namespace: str, labels: Mapping[str, str]) -> Any:
    """Return a peer: the pods of one namespace with these labels, all of them where none are given."""
    return {**namespaces([namespace]), **({"pod_selector": {"match_labels": dict(labels)}} if labels else {})}


def addresses(cidrs: Iterable[str]) -> list[Any]:
    """Return one peer for each range of addresses."""
    return [{"ip_block": {"cidr": cidr}} for cidr in cidrs]


def tcp(*ports: int | str) -> list[Any]:
    """Return ports, by number or by name."""
    return [{"port": port, "protocol": "TCP"} for port in ports]


def to_dns() -> Any:
    """Return the rule that lets pods resolve names."""
    return {
        "to": [namespaces([dns_namespace()]), *addresses([dns_cidr()])],
        "ports": [{"port": _DNS_PORT, "protocol": protocol} for protocol in ("UDP", "TCP")],
    }


def to_metadata_server() -> list[Any]:
    """Return the rules that let pods get the tokens of their own service account."""
    return [{"to": addresses([cidr]), "ports": tcp(*ports)} for cidr, ports in metadata_server().items()]


def to_google_apis(cidrs: Sequence[str] = ()) -> Any:
    """Return the rule that lets pods call Google's APIs, at their private addresses unless others are given."""
    return {"to": addresses(cidrs or google_apis()), "ports": tcp(_HTTPS_PORT)}


def to_api_server() -> Any:
    """Return the rule that lets pods call the cluster's API server, wherever in the private network it stands."""
    return {"to": addresses(_PRIVATE_RANGES), "ports": tcp(_HTTPS_PORT)}
