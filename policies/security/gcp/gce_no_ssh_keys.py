"""No long-lived SSH keys open Compute Engine machines."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import is_made_from_another, metadata_flag, metadata_of
from policies.frameworks import CIS_GCP, SECRETS, checkov, cis
from policies.properties import absent, mapping
from policies.resource_types import COMPUTE_MACHINES, COMPUTE_PROJECT_METADATA, TPU_VMS, WORKBENCHES
from policies.rule import MANDATORY, PlainContext, Rule

_KEYS = ("ssh-keys", "sshKeys")
"""The current name, and the one that still works."""
_BLOCK = "block-project-ssh-keys"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    metadata = mapping(metadata_of(resource))
    for name in _KEYS:
        if not absent(metadata.get(name)):
            yield f"metadata {name} holds keys that work until somebody removes them"
    # Nothing says that TPU VMs and Workbench instances know the block.
    if resource.kind not in COMPUTE_MACHINES:
        return
    # By default every key of the project opens the machine.
    flag = metadata_flag(resource, _BLOCK)
    if flag is False or (flag is None and not is_made_from_another(resource)):
        yield f"metadata {_BLOCK} is not TRUE"


RULE = Rule(
    id="gce-no-ssh-keys",
    title="No SSH keys in the metadata of machines and projects",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="A key in the project's metadata opens every machine in it, also for those who left long ago.",
    remediation="Remove ssh-keys from the metadata, set block-project-ssh-keys to TRUE, and log in with OS Login.",
    frameworks=(*checkov("CKV_GCP_32"), *cis(CIS_GCP, "4.3"), *SECRETS),
    types=(*COMPUTE_MACHINES, *COMPUTE_PROJECT_METADATA, *TPU_VMS, *WORKBENCHES),
    check_resource=_check,
)
