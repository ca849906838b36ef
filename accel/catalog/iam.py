"""Which IAM actions cannot name a resource, so that `Resource: "*"` is the narrowest that AWS accepts for them."""

from functools import cache

from accel.catalog.rows import rows


@cache
def actions_without_resource() -> frozenset[str]:
    """Return them in lower case with their service, `ecr:getauthorizationtoken`: IAM ignores case in actions."""
    return frozenset(
        f"{row['service']}:{action.lower()}" for row in rows("iam.yaml") for action in row["actions"].split()
    )


def can_name_resource(action: str) -> bool:
    """Say whether a policy can limit an action, `s3:GetObject`, to some resources."""
    return action.lower() not in actions_without_resource()
