"""The metadata service of a machine does not answer its containers."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.ec2 import MACHINES
from policies.frameworks import HARDENING, checkov
from policies.properties import number
from policies.rule import ADVISORY, PlainContext, Rule

_HOPS = "metadataOptions.httpPutResponseHopLimit"


def _check(machine: Resource, _: PlainContext) -> Iterable[str]:
    # The provider's default is 1.
    hops = number(machine.get(_HOPS))
    if hops is not None and hops > 1:
        yield f"{_HOPS} is {hops:g}: containers reach the credentials of their machine"


RULE = Rule(
    id="ec2-metadata-one-hop",
    title="Containers do not reach the metadata service of their machine",
    group="security",
    cloud="aws",
    severity="medium",
    levels=ADVISORY,
    why="A container with a network of its own needs a role of its own, not that of the machine beside it.",
    remediation=f"Set {_HOPS} to 1, and give pods their roles with EKS Pod Identity.",
    frameworks=(*checkov("CKV_AWS_341"), *HARDENING),
    types=MACHINES,
    check_resource=_check,
)
