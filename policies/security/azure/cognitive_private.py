"""Azure AI accounts are reached from your networks alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import reachable
from policies.frameworks import NETWORK_BOUNDARY, checkov
from policies.resource_types import COGNITIVE_ACCOUNTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    yield from reachable(account, "properties.publicNetworkAccess", "properties.networkAcls")


RULE = Rule(
    id="cognitive-private",
    title="Azure AI accounts do not answer the internet",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A key that leaks runs up a bill from anywhere, unless the account answers your networks alone.",
    remediation="Set properties.publicNetworkAccess to Disabled and make a private endpoint.",
    frameworks=(*checkov("CKV_AZURE_134"), *NETWORK_BOUNDARY),
    types=COGNITIVE_ACCOUNTS,
    check_resource=_check,
)
