"""Storage accounts encrypt twice."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_AZURE, ENCRYPTION_AT_REST, cis
from policies.properties import differs
from policies.resource_types import STORAGE_ACCOUNTS
from policies.rule import ADVISORY, PlainContext, Rule


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    # Off by default, and never to be switched on afterwards.
    if differs(account.get("encryption.requireInfrastructureEncryption"), True):
        yield "encryption.requireInfrastructureEncryption is not true"


RULE = Rule(
    id="storage-infrastructure-encryption",
    title="Storage accounts encrypt twice",
    group="security",
    cloud="azure",
    severity="low",
    levels=ADVISORY,
    why="A second layer with another key and algorithm holds if one of them falls; it can only be had at the creation.",
    remediation="Set encryption.requireInfrastructureEncryption to true when the account is made.",
    frameworks=(*cis(CIS_AZURE, "3.2"), *ENCRYPTION_AT_REST),
    types=STORAGE_ACCOUNTS,
    check_resource=_check,
)
