"""What is wrong with the rules' settings and the exemptions of a stack file, told with its other mistakes."""

import datetime
from collections.abc import Mapping
from typing import Any, get_args

from accel.planning.problems import ConfigurationError, Problem
from accel.planning.stack import Compliance, Exemption, ProfileOverrides, StackFacts, effective_profile


def rule_problems(values: Mapping[str, Any], stack: str) -> tuple[Problem, ...]:
    """Judge `policies` and `exemptions` as far as they have the right shape; the models tell of the rest."""
    from policies.configuration import configured
    from policies.registry import all_rules

    given, policies = values.get("environment"), values.get("policies")
    # With a wrong environment nobody knows the levels; those of dev are the laxest, so nothing is told that is not so.
    environment: Any = given if given in ("dev", "staging", "prod") else "dev"
    settings = {
        str(name): {str(key): value for key, value in of_rule.items()}
        for name, of_rule in (policies.items() if isinstance(policies, Mapping) else ())
        if isinstance(of_rule, Mapping)
    }
    facts = StackFacts(
        stack=stack,
        environment=environment,
        owner="",
        cost_center="",
        monthly_budget_usd=0,
        profile=effective_profile(environment, ProfileOverrides()),
        today=datetime.date.min,
        compliance=tuple(name for name in get_args(Compliance) if name in _listed(values.get("compliance"))),
        rule_settings=settings,
        exemptions=tuple(_exemptions(values.get("exemptions"), all_rules()[0].id)),
    )
    try:
        configured(all_rules(), facts)
    except ConfigurationError as error:
        return error.problems
    return ()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _exemptions(value: Any, some_rule: str) -> list[Exemption]:
    """Return one exemption an entry, so that problems count them as the file does; only the rule is looked at."""
    found: list[Exemption] = []
    for entry in _listed(value):
        rule = entry.get("rule") if isinstance(entry, Mapping) else None
        found.append(Exemption.model_construct(rule=rule if isinstance(rule, str) and rule else some_rule))
    return found
