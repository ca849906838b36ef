"""Storage accounts know identities, not passwords."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, SECRETS, checkov
from policies.properties import differs
from policies.resource_types import STORAGE_ACCOUNTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    # Azure reads an absent switch of shared keys as true, and one of local users as false.
    if differs(account.get("allowSharedKeyAccess"), False):
        yield "allowSharedKeyAccess is not false"
    if account.get("isLocalUserEnabled") is True:
        yield "isLocalUserEnabled is true"


RULE = Rule(
    id="storage-no-shared-key",
    title="Storage accounts have no shared keys",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A shared key may do everything, names nobody in the log, and signs tokens that nobody can list.",
    remediation="Set allowSharedKeyAccess to false, leave local users off, and grant roles to identities.",
    frameworks=(*checkov("CKV2_AZURE_40", "CKV_AZURE_244"), *ACCESS_CONTROL, *SECRETS),
    types=STORAGE_ACCOUNTS,
    check_resource=_check,
)
