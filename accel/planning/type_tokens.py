"""Type tokens that mean the same resource: one provider writes its API version into them, and has moved some types."""

import re
from functools import lru_cache

_PROVIDER = "pulumi:providers:"
_PACKAGE = "azure-native"
_PACKAGE_VERSION = re.compile(r"azure-native_\w+?_v\d{8}[a-z]*(?=:|$)")
_MODULE_VERSION = re.compile(r"/v\d{8}[a-z]*(?=:)")
_MOVED = {
    f"{_PACKAGE}:{former}": f"{_PACKAGE}:{current}"
    for former, current in {
        "insights:ActionGroup": "monitor:ActionGroup",
        "insights:ActivityLogAlert": "monitor:ActivityLogAlert",
        "insights:AutoscaleSetting": "monitor:AutoscaleSetting",
        "insights:DiagnosticSetting": "monitor:DiagnosticSetting",
        "network:PrivateZone": "privatedns:PrivateZone",
        "network:VirtualNetworkLink": "privatedns:VirtualNetworkLink",
    }.items()
}
"""Types whose module has another name since version 3 of the provider (PyPI pulumi-azure-native 3.29.0)."""


_KUBERNETES = "kubernetes:"
_KUBERNETES_VERSION = re.compile(r"kubernetes:([a-z0-9.-]+)/(v\d+(?:(?:alpha|beta)\d+)?):(\w+)")
_KUBERNETES_VERSIONS = {
    "apps": "v1",
    "batch": "v1",
    "gateway.networking.k8s.io": "v1",
    "kubeflow.org": "v1",
    "networking.istio.io": "v1",
    "networking.k8s.io": "v1",
    "ray.io": "v1",
    "rbac.authorization.k8s.io": "v1",
}
"""API groups of Kubernetes whose versions say the same in the same place, as far as rules read it."""
_STAYING = ("TCPRoute", "TLSRoute", "UDPRoute")
"""Kinds of these groups that have no such version."""
_FORMER_GROUPS = {
    ("extensions", "DaemonSet"): "apps",
    ("extensions", "Deployment"): "apps",
    ("extensions", "Ingress"): "networking.k8s.io",
    ("extensions", "NetworkPolicy"): "networking.k8s.io",
    ("extensions", "ReplicaSet"): "apps",
}
"""Kinds that moved to another group (aliases of their classes in PyPI pulumi-kubernetes 4.34.2)."""


@lru_cache(maxsize=4096)
def canonical(type_token: str) -> str:
    """Return the token of a type as rules and prices write it: without API version, in the module of today.

    `azure-native:storage/v20230101:StorageAccount` and `azure-native_storage_v20240101:storage:StorageAccount` are both
    `azure-native:storage:StorageAccount`; `kubernetes:extensions/v1beta1:Ingress` is
    `kubernetes:networking.k8s.io/v1:Ingress`.
    """
    if type_token.startswith(_KUBERNETES):
        return _of_kubernetes(type_token)
    if not type_token.removeprefix(_PROVIDER).startswith(_PACKAGE):
        return type_token
    plain = _MODULE_VERSION.sub("", _PACKAGE_VERSION.sub(_PACKAGE, type_token, count=1), count=1)
    return _MOVED.get(plain, plain)


def _of_kubernetes(type_token: str) -> str:
    found = _KUBERNETES_VERSION.fullmatch(type_token)
    if found is None:
        return type_token
    group, _, kind = found.groups()
    group = _FORMER_GROUPS.get((group, kind.removesuffix("Patch")), group)
    version = None if kind in _STAYING else _KUBERNETES_VERSIONS.get(group)
    return type_token if version is None else f"kubernetes:{group}/{version}:{kind}"
