"""Container registries are encrypted with a key of yours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import ENCRYPTION_AT_REST
from policies.properties import differs
from policies.resource_types import AZURE_REGISTRIES
from policies.rule import ADVISORY, PlainContext, Rule


def _check(registry: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of the platform.
    if differs(word(registry.get("encryption.status")), "enabled"):
        yield "encryption.status is not enabled"


RULE = Rule(
    id="acr-customer-key",
    title="Container registries have a customer key",
    group="security",
    cloud="azure",
    severity="low",
    levels=ADVISORY,
    why=(
        "Only a key of yours can be taken away. It is a notice: the key can only be given at the creation, and not "
        "from a vault behind a firewall."
    ),
    remediation="Set encryption with the status enabled and keyVaultProperties when the registry is made.",
    frameworks=(*ENCRYPTION_AT_REST,),
    types=AZURE_REGISTRIES,
    check_resource=_check,
)
