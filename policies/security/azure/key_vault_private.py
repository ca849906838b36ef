"""Key vaults are reached from your networks alone."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import reachable
from policies.frameworks import CIS_AZURE, NETWORK_BOUNDARY, SECRETS, checkov, cis
from policies.resource_types import KEY_VAULTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(vault: Resource, _: PlainContext) -> Iterable[str]:
    yield from reachable(vault, "properties.publicNetworkAccess", "properties.networkAcls")


RULE = Rule(
    id="key-vault-private",
    title="Key vaults do not answer the internet",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A token that leaks reads every secret from anywhere, unless the vault answers your networks alone.",
    remediation="Set properties.publicNetworkAccess to Disabled and make a private endpoint.",
    frameworks=(
        *checkov("CKV_AZURE_109", "CKV_AZURE_189"),
        *cis(CIS_AZURE, "8.7"),
        *NETWORK_BOUNDARY,
        *SECRETS,
    ),
    types=KEY_VAULTS,
    check_resource=_check,
)
