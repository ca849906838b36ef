"""A web application firewall lets no caller ask without end."""

from collections.abc import Iterable

from accel.planning.graph import UNKNOWN, Graph, Resource
from policies.frameworks import AVAILABILITY, CAPACITY
from policies.properties import absent, attached, complete, is_unknown, mapping, objects
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_FIREWALLS = ("aws:wafv2/webAcl:WebAcl",)
_RULES = ("aws:wafv2/webAclRule:WebAclRule",)
_GROUPS = ("aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",)
_STOPS = ("block", "captcha", "challenge")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    firewalls = graph.of(*_FIREWALLS)
    rules = attached(graph, firewalls, _RULES, "webAclArn")
    groups = attached(graph, firewalls, _GROUPS, "webAclArn")
    for firewall in firewalls:
        if groups[firewall.urn] or _may_limit(firewall):
            continue
        if not any(_limits(rule.inputs) for rule in rules[firewall.urn]):
            yield Violation(firewall.urn, "no rate-based rule stops a caller who asks without end")


def _may_limit(firewall: Resource) -> bool:
    text = firewall.get("ruleJson")
    if is_unknown(text) or (isinstance(text, str) and "RateBasedStatement" in text):
        return True
    given = firewall.get("rules")
    return not complete(given) or any(_limits(rule) for rule in objects(given))


def _limits(rule: dict[str, object]) -> bool:
    """A group of rules is judged kindly: what is in it may limit."""
    statement = rule.get("statement")
    if statement is UNKNOWN or not absent(mapping(statement).get("ruleGroupReferenceStatement")):
        return True
    if absent(mapping(statement).get("rateBasedStatement")):
        return False
    action = rule.get("action")
    # A rule that counts stops nobody. Actions are empty objects: what counts is which of them is there.
    return is_unknown(action) or any(name in mapping(action) and mapping(action)[name] is not None for name in _STOPS)


RULE = Rule(
    id="waf-rate-limit",
    title="Firewalls for the web limit each caller's rate",
    group="security",
    cloud="aws",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A long prompt costs a caller nothing and an accelerator seconds: without a limit one crowds out the rest.",
    remediation="Add a rule with a rateBasedStatement, a limit for each address or key, and the action block.",
    frameworks=(*AVAILABILITY, *CAPACITY),
    check_stack=_check,
)
