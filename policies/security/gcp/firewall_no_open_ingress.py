"""Firewall rules admit nobody from the internet at large."""

from collections.abc import Iterable, Mapping
from typing import Any

from accel.planning.graph import Resource, lookup
from policies.addresses import is_world
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, checkov, cis
from policies.properties import absent, differs, objects, texts
from policies.rule import MANDATORY, PlainContext, Rule

_FIREWALL = "gcp:compute/firewall:Firewall"
_POLICY_RULES = (
    "gcp:compute/firewallPolicyRule:FirewallPolicyRule",
    "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule",
    "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule",
)
_POLICIES_WITH_RULES = (
    "gcp:compute/firewallPolicyWithRules:FirewallPolicyWithRules",
    "gcp:compute/networkFirewallPolicyWithRules:NetworkFirewallPolicyWithRules",
    "gcp:compute/regionNetworkFirewallPolicyWithRules:RegionNetworkFirewallPolicyWithRules",
)
_ADMITTING = ("allow", "apply_security_profile_group")
"""The second one looks into what it admits; it asks nobody who they are."""
_INSIDE = ("NON_INTERNET", "VPC_NETWORKS", "INTRA_VPC")
_NARROWER = ("srcIpRanges", "srcAddressGroups", "srcFqdns", "srcSecureTags", "srcNetworks", "srcRegionCodes")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind == _FIREWALL:
        yield from _of_firewall(resource)
    elif resource.kind in _POLICY_RULES:
        yield from _of_policy_rule(resource.inputs)
    else:
        for number, rule in enumerate(objects(resource.get("rules"))):
            for message in _of_policy_rule(rule):
                yield f"rules[{number}]: {message}"


def _of_policy_rule(rule: Mapping[str, Any]) -> Iterable[str]:
    # The provider's default of `disabled` is false.
    admits = lookup(rule, "action") in _ADMITTING and lookup(rule, "direction") == "INGRESS"
    if not admits or lookup(rule, "disabled") is True:
        return
    # Two names of one thing; with it a range counts only where it lies.
    origins = [lookup(rule, f"match.{name}") for name in ("srcNetworkContext", "srcNetworkScope")]
    if any(not differs(origin, *_INSIDE) for origin in origins):
        return
    if "INTERNET" in texts(origins) and all(absent(lookup(rule, f"match.{name}")) for name in _NARROWER):
        yield "ingress from the internet"
    for found in texts(lookup(rule, "match.srcIpRanges")):
        if is_world(found):
            yield f"ingress from {found}"


def _of_firewall(firewall: Resource) -> Iterable[str]:
    # Defaults of the provider: INGRESS, enabled. A rule without any source admits every address.
    if differs(firewall.get("direction", "INGRESS"), "INGRESS") or absent(firewall.get("allows")):
        return
    if firewall.get("disabled") is True:
        return
    if all(absent(firewall.get(source)) for source in ("sourceRanges", "sourceTags", "sourceServiceAccounts")):
        yield "no source is given, which means every address"
    for found in texts(firewall.get("sourceRanges")):
        if is_world(found):
            yield f"ingress from {found}"


RULE = Rule(
    id="firewall-no-open-ingress",
    title="Firewall rules admit nobody from the internet at large",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="Accelerator machines and model servers are found by scanners within minutes of being reachable.",
    remediation=(
        "Name service accounts or the ranges of your own networks; for SSH use 35.235.240.0/20 (Identity-Aware Proxy)."
    ),
    frameworks=(
        *checkov("CKV_GCP_2", "CKV_GCP_3", "CKV_GCP_106", "CKV2_GCP_12"),
        *cis(CIS_GCP, "3.6", "3.7"),
        *NETWORK_BOUNDARY,
    ),
    types=(_FIREWALL, *_POLICY_RULES, *_POLICIES_WITH_RULES),
    check_resource=_check,
)
