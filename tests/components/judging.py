"""What the tests of all clouds' components share: the six tags, and which rules judge a component."""

from typing import Any

from policies.registry import all_rules
from policies.rule import Rule

TAGS = {
    "environment": "prod",
    "owner": "ml-platform",
    "cost-center": "research",
    "blueprint": "baseline",
    "stack": "prod",
    "managed-by": "accelerator-blueprints",
}
# Rules of cost that ask for an estimate judge a stack's bill, not a component.
_RULES_OF_COST = ("cost-tags", "incomplete-uploads-aborted", "log-retention-bounded", "storage-lifecycle")


def rules_of_a_component(*without: str) -> list[Rule[Any]]:
    """Return our own rules but for those that are named."""
    return [
        rule for rule in all_rules() if (rule.group != "cost" or rule.id in _RULES_OF_COST) and rule.id not in without
    ]
