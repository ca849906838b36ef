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


@lru_cache(maxsize=4096)
def canonical(type_token: str) -> str:
    """Return the token of a type as rules and prices write it: without API version, in the module of today.

    `azure-native:storage/v20230101:StorageAccount` and `azure-native_storage_v20240101:storage:StorageAccount` are both
    `azure-native:storage:StorageAccount`.
    """
    if not type_token.removeprefix(_PROVIDER).startswith(_PACKAGE):
        return type_token
    plain = _MODULE_VERSION.sub("", _PACKAGE_VERSION.sub(_PACKAGE, type_token, count=1), count=1)
    return _MOVED.get(plain, plain)
