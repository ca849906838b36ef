"""Label selectors of Kubernetes."""

from typing import Any

from policies.properties import entries, is_unknown, mapping


def may_select(selector: Any, labels: Any) -> bool:
    """Say whether a selector picks these labels, or may: what is unknown counts as a match.

    An empty selector picks everything; an absent one picks nothing.
    """
    if is_unknown(selector) or is_unknown(labels):
        return True
    if selector is None:
        return False
    wanted, given = mapping(mapping(selector).get("matchLabels")), mapping(labels)
    for key, value in wanted.items():
        if not (is_unknown(value) or is_unknown(given.get(key)) or given.get(key) == value):
            return False
    return all(_may_hold(mapping(item), given) for item in entries(mapping(selector).get("matchExpressions")))


def _may_hold(expression: dict[str, Any], labels: dict[str, Any]) -> bool:
    key, operator, values = expression.get("key"), expression.get("operator"), expression.get("values")
    label = labels.get(str(key))
    if is_unknown(label) or is_unknown(values) or is_unknown(operator):
        return True
    listed = values if isinstance(values, list) else []
    return {
        "In": label in listed,
        "NotIn": label not in listed,
        "Exists": str(key) in labels,
        "DoesNotExist": str(key) not in labels,
    }.get(str(operator), False)
