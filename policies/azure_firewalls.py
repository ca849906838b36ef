"""Policies of Azure's firewalls for the web, of Application Gateway, Front Door and the CDN."""

from collections.abc import Iterator
from typing import Any

from accel.planning.graph import Resource
from policies.azure import word
from policies.properties import complete, is_unknown, objects

_OF_GATEWAYS = ("azure-native:network:WebApplicationFirewallPolicy",)
_OF_CDN = ("azure-native:cdn:Policy",)
WEB_FIREWALLS = (*_OF_GATEWAYS, "azure-native:frontdoor:Policy", *_OF_CDN)
_STOPS = ("block", "jschallenge", "captcha", "redirect")


def idle(policy: Resource) -> Iterator[str]:
    """Yield why a policy certainly stops nothing."""
    switch = "state" if policy.kind in _OF_GATEWAYS else "enabledState"
    if word(policy.get(f"policySettings.{switch}")) == "disabled":
        yield f"policySettings.{switch} is Disabled"
    if word(policy.get("policySettings.mode")) == "detection":
        yield "policySettings.mode is Detection, which stops nothing"


def may_limit_rates(policy: Resource) -> bool:
    """Say whether a policy has a rule that stops whoever asks too often, or may have one."""
    if policy.kind in _OF_CDN:
        rules, wanted = policy.get("rateLimitRules.rules"), False
    else:
        rules = policy.get("customRules" if policy.kind in _OF_GATEWAYS else "customRules.rules")
        wanted = True
    return not complete(rules) or any(_limits(rule, wanted) for rule in objects(rules))


def _limits(rule: dict[str, Any], by_type: bool) -> bool:
    kind, action = rule.get("ruleType"), rule.get("action")
    if by_type and not is_unknown(kind) and word(kind) != "ratelimitrule":
        return False
    # Each of the two calls its switch its own way; the default is on.
    off = "disabled" in (word(rule.get("state")), word(rule.get("enabledState")))
    return not off and (is_unknown(action) or word(action) in _STOPS)
