"""Workbench instances have no public addresses."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import WORKBENCHES
from policies.rule import MANDATORY, PlainContext, Rule

_SWITCH = {WORKBENCHES[0]: "gceSetup.disablePublicIp", WORKBENCHES[1]: "noPublicIp"}


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # The default is false, on both.
    name = _SWITCH[notebook.kind]
    if differs(notebook.get(name), True):
        yield f"{name} is not true"


RULE = Rule(
    id="workbench-private-addresses",
    title="Workbench instances have private addresses only",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="A notebook runs whatever is typed into it, with the rights of its account: nobody outside may reach it.",
    remediation="Set gceSetup.disablePublicIp to true; JupyterLab opens through Google's proxy.",
    frameworks=(*checkov("CKV_GCP_89", "CKV2_GCP_28"), *NETWORK_BOUNDARY),
    types=WORKBENCHES,
    check_resource=_check,
)
