"""Container registries are reached from your networks alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import reachable, word
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.properties import differs
from policies.resource_types import AZURE_REGISTRIES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(registry: Resource, _: PlainContext) -> Iterable[str]:
    sku = registry.get("sku.name")
    cause = f"; only Premium can be closed, and sku.name is {sku}" if differs(word(sku), "premium") else ""
    for found in reachable(registry, "publicNetworkAccess", "networkRuleSet"):
        yield found + cause


RULE = Rule(
    id="acr-private",
    title="Container registries do not answer the internet",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Whoever can push can run code on every accelerator; whoever cannot reach the registry cannot push.",
    remediation="Set sku.name to Premium and publicNetworkAccess to Disabled, and make a private endpoint.",
    frameworks=(*checkov("CKV_AZURE_139"), *NETWORK_BOUNDARY),
    types=AZURE_REGISTRIES,
    check_resource=_check,
)
