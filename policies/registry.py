"""Finds the rules: every module below policies/cost, policies/security and policies/reliability holds one."""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from policies import cost, reliability, security
from policies.rule import Rule


@cache
def all_rules() -> tuple[Rule[Any], ...]:
    """Return every rule, sorted by id; those that judge what the others found come last.

    Raises:
        ValueError: two rules share an id, or a file is not named after the rule in it.
    """
    found: dict[str, Rule[Any]] = {}
    for group in (cost, security, reliability):
        for module in _modules(group):
            rule: Rule[Any] = module.RULE
            if module.__name__.rpartition(".")[2] != rule.id.replace("-", "_"):
                raise ValueError(f"{module.__name__} holds the rule {rule.id}: name the file after it")
            if rule.id in found:
                raise ValueError(f"two rules are called {rule.id}")
            found[rule.id] = rule
    return tuple(sorted(found.values(), key=lambda rule: (rule.runs_last, rule.id)))


def _modules(package: ModuleType) -> list[ModuleType]:
    walked = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [import_module(found.name) for found in walked if not found.ispkg]
