"""Secrets in a vault end, so that they are replaced."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, SECRETS, checkov, cis
from policies.properties import absent
from policies.rule import ADVISORY, PlainContext, Rule


def _check(secret: Resource, _: PlainContext) -> Iterable[str]:
    # By default a secret is good for ever.
    if absent(secret.get("properties.attributes.expires")):
        yield "properties.attributes.expires is not set"


RULE = Rule(
    id="vault-secret-expires",
    title="Secrets in vaults end",
    group="security",
    cloud="azure",
    severity="low",
    levels=ADVISORY,
    why="A token that nobody ever replaces is known to everybody who ever worked here.",
    remediation="Set properties.attributes.expires, and replace the secret before that day.",
    frameworks=(*checkov("CKV_AZURE_41"), *cis(CIS_AZURE, "8.3"), *SECRETS),
    types=("azure-native:keyvault:Secret",),
    check_resource=_check,
)
