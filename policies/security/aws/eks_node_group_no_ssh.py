"""Nodes of an EKS cluster have no SSH key."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import NETWORK_BOUNDARY, SECRETS, checkov
from policies.properties import absent, is_unknown
from policies.resource_types import EKS_NODE_GROUPS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(group: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means no SSH at all. A key without groups opens port 22 to 0.0.0.0/0.
    if is_unknown(group.get("remoteAccess")) or absent(group.get("remoteAccess.ec2SshKey")):
        return
    if absent(group.get("remoteAccess.sourceSecurityGroupIds")):
        yield "remoteAccess.ec2SshKey opens port 22 of every node to the whole internet"
    else:
        yield "remoteAccess.ec2SshKey puts one key on every node, for ever"


RULE = Rule(
    id="eks-node-group-no-ssh",
    title="EKS nodes have no SSH keys",
    group="security",
    cloud="aws",
    severity="critical",
    levels=MANDATORY,
    why=(
        "Without sourceSecurityGroupIds EKS opens port 22 of the nodes to everybody. With them, a key that nobody "
        "withdraws still makes its holder root beside every model server."
    ),
    remediation="Leave remoteAccess out, and reach nodes with Session Manager or kubectl debug.",
    frameworks=(*checkov("CKV_AWS_100"), *NETWORK_BOUNDARY, *SECRETS),
    types=EKS_NODE_GROUPS,
    check_resource=_check,
)
