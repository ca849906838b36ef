"""Storage accounts are reached from your networks alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import reachable
from policies.frameworks import CIS_AZURE, NETWORK_BOUNDARY, PUBLIC_DATA, checkov, cis
from policies.resource_types import STORAGE_ACCOUNTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    yield from reachable(account, "publicNetworkAccess", "networkRuleSet")


RULE = Rule(
    id="storage-private-network",
    title="Storage accounts do not answer the internet",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A token that leaks reads everything from anywhere, unless the account answers your networks alone.",
    remediation="Set publicNetworkAccess to Disabled and make a private endpoint, or deny in networkRuleSet.",
    frameworks=(
        *checkov("CKV_AZURE_59", "CKV_AZURE_35"),
        *cis(CIS_AZURE, "3.8", "3.10"),
        *NETWORK_BOUNDARY,
        *PUBLIC_DATA,
    ),
    types=STORAGE_ACCOUNTS,
    check_resource=_check,
)
