"""Who may use what in a key vault is a matter of roles."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, CIS_AZURE, cis
from policies.properties import absent, differs, is_unknown
from policies.resource_types import KEY_VAULTS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(vault: Resource, _: PlainContext) -> Iterable[str]:
    # The default is false: access policies decide.
    if differs(vault.get("properties.enableRbacAuthorization"), True):
        yield "properties.enableRbacAuthorization is not true"
    policies = vault.get("properties.accessPolicies")
    if not absent(policies) and not is_unknown(policies):
        yield "properties.accessPolicies are given, which roles do not ask"


RULE = Rule(
    id="key-vault-rbac",
    title="Key vaults are governed by roles",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="A contributor of the vault can write themselves an access policy; a role has to be granted by somebody else.",
    remediation="Set properties.enableRbacAuthorization to true, and grant roles such as Key Vault Secrets User.",
    frameworks=(*cis(CIS_AZURE, "8.6"), *ACCESS_CONTROL),
    types=KEY_VAULTS,
    check_resource=_check,
)
