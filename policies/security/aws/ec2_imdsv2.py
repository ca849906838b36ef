"""A machine gives its role's credentials only to who asks with a session token."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.ec2 import MACHINES, specifications, starts_from_template
from policies.frameworks import CIS_AWS, HARDENING, SECRETS, checkov, cis
from policies.properties import absent, differs, is_unknown, put
from policies.resource_types import EKS_NODE_GROUPS, SPOT_FLEETS
from policies.rule import MANDATORY, PlainContext, Rule

_TOKENS = "metadataOptions.httpTokens"
_OLDER_NODES = "AL2_"
"""How the images of EKS begin, on Amazon Linux 2, for which EKS itself makes a template with tokens optional."""
_CHANGE_IN_PLACE = ("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate")


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    if machine.type in SPOT_FLEETS:
        for place, _machine in specifications(machine):
            yield f"{place} cannot require tokens, as a launch template can"
        return
    if machine.type in EKS_NODE_GROUPS:
        if absent(machine.get("launchTemplate")) and str(machine.get("amiType", "")).startswith(_OLDER_NODES):
            yield "amiType is one of Amazon Linux 2 and launchTemplate is not set: version 1 answers on the nodes"
        return
    tokens, endpoint = machine.get(_TOKENS), machine.get("metadataOptions.httpEndpoint")
    if endpoint == "disabled" or is_unknown(endpoint):
        return
    # The provider's default is optional; an instance leaves the choice to its launch template.
    if differs(tokens, "required") and not (absent(tokens) and starts_from_template(machine)):
        yield f"{_TOKENS} is not required: version 1 of the metadata service answers"


def _remediate(machine: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Others are made anew with each change.
    return put(machine.inputs, _TOKENS, "required") if machine.type in _CHANGE_IN_PLACE else None


RULE = Rule(
    id="ec2-imdsv2",
    title="EC2 machines require version 2 of the metadata service",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="With version 1 a model server that can be made to fetch one address hands out the credentials of its machine.",
    remediation=(
        f"Set {_TOKENS} to required, or metadataOptions.httpEndpoint to disabled. Give a spot fleet a launch template "
        "that does so (launchTemplateConfigs), and EKS nodes the images of Amazon Linux 2023."
    ),
    frameworks=(*checkov("CKV_AWS_79"), *cis(CIS_AWS, "5.6"), *HARDENING, *SECRETS),
    types=(*MACHINES, *SPOT_FLEETS, *EKS_NODE_GROUPS),
    check_resource=_check,
    remediate=_remediate,
)
