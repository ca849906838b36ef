"""Which IAM actions cannot name a resource, so that `Resource: "*"` is the narrowest that AWS accepts for them."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def actions_without_resource() -> frozenset[str]:
    """Return them in lower case with their service, `ecr:getauthorizationtoken`: IAM ignores case in actions."""
    text = (files("accel.catalog") / "data" / "iam.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    return frozenset(f"{row['service']}:{action.lower()}" for row in rows for action in row["actions"].split())


def can_name_resource(action: str) -> bool:
    """Say whether a policy can limit an action, `s3:GetObject`, to some resources."""
    return action.lower() not in actions_without_resource()
