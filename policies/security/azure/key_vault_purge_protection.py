"""Keys and secrets that are deleted can be had back."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, KEY_MANAGEMENT, RECOVERY, checkov, cis
from policies.properties import differs
from policies.resource_types import KEY_VAULTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(vault: Resource, _: PlainContext) -> Iterable[str]:
    # Purge protection is off by default, soft delete on.
    if differs(vault.get("properties.enablePurgeProtection"), True):
        yield "properties.enablePurgeProtection is not true"
    if vault.get("properties.enableSoftDelete") is False:
        yield "properties.enableSoftDelete is false"


RULE = Rule(
    id="key-vault-purge-protection",
    title="Key vaults keep what is deleted",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="With its key all data that it encrypts is gone; whoever takes the subscription over purges the vault first.",
    remediation="Set properties.enablePurgeProtection to true. It cannot be taken back.",
    frameworks=(
        *checkov("CKV_AZURE_110", "CKV_AZURE_42", "CKV_AZURE_111"),
        *cis(CIS_AZURE, "8.5"),
        *RECOVERY,
        *KEY_MANAGEMENT,
    ),
    types=KEY_VAULTS,
    check_resource=_check,
)
