"""Storage accounts are encrypted with a key of yours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import absent, differs
from policies.resource_types import STORAGE_ACCOUNTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    # The default is Microsoft.Storage: a key of Microsoft's.
    if differs(word(account.get("encryption.keySource")), "microsoft.keyvault"):
        yield "encryption.keySource is not Microsoft.Keyvault"
    elif absent(account.get("encryption.keyVaultProperties.keyName")):
        yield "encryption.keyVaultProperties names no key"


RULE = Rule(
    id="storage-customer-key",
    title="Storage accounts have a customer key",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Only a key of yours can be taken away from everybody at once, and only its use is logged.",
    remediation="Set encryption with keySource Microsoft.Keyvault, keyVaultProperties and an identity that may use it.",
    frameworks=(*checkov("CKV2_AZURE_1"), *cis(CIS_AZURE, "3.12", "5.1.4"), *ENCRYPTION_AT_REST),
    types=STORAGE_ACCOUNTS,
    check_resource=_check,
)
