"""No long-lived SSH key opens EC2 machines."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.ec2 import MACHINES, specifications
from policies.frameworks import SECRETS
from policies.properties import absent
from policies.resource_types import SPOT_FLEETS
from policies.rule import MANDATORY, PlainContext, Rule

_PAIRS = ("aws:ec2/keyPair:KeyPair",)
_BATCH = ("aws:batch/computeEnvironment:ComputeEnvironment",)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.type in _PAIRS:
        yield "a key pair opens machines until each of them is gone"
        return
    name = "computeResources.ec2KeyPair" if resource.type in _BATCH else "keyName"
    given = {name: resource.get(name)}
    if resource.type in SPOT_FLEETS:
        given = {f"{place}.keyName": machine.get("keyName") for place, machine in specifications(resource)}
    for where, key in given.items():
        if not absent(key):
            yield f"{where} puts an SSH key on the machine that nobody can withdraw"


RULE = Rule(
    id="ec2-no-key-pair",
    title="No SSH key pairs on EC2 machines",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="The private half is copied to laptops and never expires, and no audit trail says who used it.",
    remediation="Leave the key out, and log in with Session Manager: by IAM, for minutes, and recorded.",
    frameworks=(*SECRETS,),
    types=(*MACHINES, *_PAIRS, *_BATCH, *SPOT_FLEETS),
    check_resource=_check,
)
