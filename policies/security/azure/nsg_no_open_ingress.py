"""Network security groups admit nobody from the internet at large, nor whoever rents a machine of Azure."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.azure import word
from policies.frameworks import CIS_AZURE, NETWORK_BOUNDARY, checkov, cis
from policies.properties import absent, mapping, objects, texts
from policies.resource_types import AZURE_NETWORKS, AZURE_SUBNETS
from policies.rule import MANDATORY, PlainContext, Rule

_GROUPS = ("azure-native:network:NetworkSecurityGroup",)
_RULES = ("azure-native:network:SecurityRule",)
_ADMIN_RULES = ("azure-native:network:AdminRule",)
_EVERY_CUSTOMER = "azurecloud"
"""The tag of all public addresses of Azure, of which anybody rents one; `AzureCloud.westeurope` is a region's."""
_SOURCES = ("sourceAddressPrefix", "sourceAddressPrefixes", "sourceApplicationSecurityGroups")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind in _RULES:
        yield from _openings(mapping(resource.inputs), "")
        return
    if resource.kind in _ADMIN_RULES:
        yield from _forced(resource)
        return
    for group in _groups(resource):
        for rule in objects(group.get("securityRules")):
            yield from _openings(rule, f"{rule.get('name')}: ")


def _groups(resource: Resource) -> Iterable[dict[str, Any]]:
    """Yield a group, or those that a subnet or the subnets of a network hold written out."""
    if resource.kind in _GROUPS:
        return [mapping(resource.inputs)]
    subnets = objects(resource.get("subnets")) if resource.kind in AZURE_NETWORKS else [resource.inputs]
    return [mapping(subnet.get("networkSecurityGroup")) for subnet in subnets]


def _forced(rule: Resource) -> Iterable[str]:
    """Yield what a rule of a network manager lets in whatever the groups say; with Allow they still decide."""
    if word(rule.get("access")) != "alwaysallow" or word(rule.get("direction")) != "inbound":
        return
    for source in objects(rule.get("sources")):
        if _is_anybody(source.get("addressPrefix")):
            yield f"ingress from {source['addressPrefix']}, whatever groups say"


def _openings(rule: dict[str, Any], place: str) -> Iterable[str]:
    if word(rule.get("access")) != "allow" or word(rule.get("direction")) != "inbound":
        return
    if all(absent(rule.get(source)) for source in _SOURCES):
        yield f"{place}no source is given, which means every address"
    for found in (*texts(rule.get("sourceAddressPrefix")), *texts(rule.get("sourceAddressPrefixes"))):
        if _is_anybody(found):
            yield f"{place}ingress from {found}"


def _is_anybody(source: Any) -> bool:
    tag = source.strip().casefold() if isinstance(source, str) else ""
    return is_world(source) or tag == _EVERY_CUSTOMER or tag.startswith(f"{_EVERY_CUSTOMER}.")


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
    types=(*_GROUPS, *_RULES, *_ADMIN_RULES, *AZURE_SUBNETS, *AZURE_NETWORKS),
    check_resource=_check,
)
