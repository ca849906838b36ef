"""Machines of Azure ML have no public address, no open port for SSH, and no accounts of their own."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import HARDENING, NETWORK_BOUNDARY, checkov
from policies.properties import absent, differs
from policies.resource_types import ML_COMPUTES
from policies.rule import MANDATORY, PlainContext, Rule

_JUDGED = ("amlcompute", "computeinstance")
_PATH = "properties.properties"


def _check(compute: Resource, _: PlainContext) -> Iterable[str]:
    kind = word(compute.get("properties.computeType"))
    if kind not in _JUDGED:
        return
    # The default is an address for every node.
    if differs(compute.get(f"{_PATH}.enableNodePublicIp"), False):
        yield f"{_PATH}.enableNodePublicIp is not false"
    port = word(compute.get(f"{_PATH}.remoteLoginPortPublicAccess", "NotSpecified"))
    # Where nothing is said the port is open, unless the nodes stand in a subnet.
    by_default = port == "notspecified" and kind == _JUDGED[0] and absent(compute.get(f"{_PATH}.subnet"))
    if port == "enabled" or by_default:
        yield f"{_PATH}.remoteLoginPortPublicAccess is not Disabled"
    if word(compute.get(f"{_PATH}.sshSettings.sshPublicAccess")) == "enabled":
        yield f"{_PATH}.sshSettings.sshPublicAccess is Enabled"
    if differs(compute.get("properties.disableLocalAuth"), True):
        yield "properties.disableLocalAuth is not true"


RULE = Rule(
    id="ml-compute-private",
    title="Azure ML machines are private and have no local accounts",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Scanners find an open SSH port within minutes, and a job of training runs with the rights to all of its data.",
    remediation=(
        "Set enableNodePublicIp to false, remoteLoginPortPublicAccess to Disabled and disableLocalAuth to true, with a "
        "subnet or the workspace's managed network."
    ),
    frameworks=(*checkov("CKV_AZURE_142"), *NETWORK_BOUNDARY, *HARDENING),
    types=ML_COMPUTES,
    check_resource=_check,
)
