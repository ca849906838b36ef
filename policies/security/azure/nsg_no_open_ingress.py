"""Network security groups admit nobody from the internet at large."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.azure import word
from policies.frameworks import CIS_AZURE, NETWORK_BOUNDARY, checkov, cis
from policies.properties import absent, mapping, objects, texts
from policies.rule import MANDATORY, PlainContext, Rule

_GROUPS = ("azure-native:network:NetworkSecurityGroup",)
_RULES = ("azure-native:network:SecurityRule",)
_SOURCES = ("sourceAddressPrefix", "sourceAddressPrefixes", "sourceApplicationSecurityGroups")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind in _RULES:
        yield from _openings(mapping(resource.inputs), "")
        return
    for rule in objects(resource.get("securityRules")):
        yield from _openings(rule, f"{rule.get('name')}: ")


def _openings(rule: dict[str, Any], place: str) -> Iterable[str]:
    if word(rule.get("access")) != "allow" or word(rule.get("direction")) != "inbound":
        return
    if all(absent(rule.get(source)) for source in _SOURCES):
        yield f"{place}no source is given, which means every address"
    for found in (*texts(rule.get("sourceAddressPrefix")), *texts(rule.get("sourceAddressPrefixes"))):
        if is_world(found):
            yield f"{place}ingress from {found}"


RULE = Rule(
    id="nsg-no-open-ingress",
    title="Network security groups admit nobody from the internet at large",
    group="security",
    cloud="azure",
    severity="critical",
    levels=MANDATORY,
    why="Accelerator machines and model servers are found by scanners within minutes of being reachable.",
    remediation="Name ranges of your own networks or application security groups; for SSH use Azure Bastion.",
    frameworks=(
        *checkov("CKV_AZURE_9", "CKV_AZURE_10", "CKV_AZURE_77", "CKV_AZURE_160"),
        *cis(CIS_AZURE, "6.1", "6.2", "6.3", "6.4"),
        *NETWORK_BOUNDARY,
    ),
    types=(*_GROUPS, *_RULES),
    check_resource=_check,
)
