"""What IAM lets a policy name: which actions can be limited to resources, and how an ARN names one."""

from functools import cache

from accel.catalog.rows import rows, tables


@cache
def actions_without_resource() -> frozenset[str]:
    """Return them in lower case with their service, `ecr:getauthorizationtoken`: IAM ignores case in actions."""
    return frozenset(
        f"{row['service']}:{action.lower()}" for row in rows("iam.yaml") for action in row["actions"].split()
    )


def can_name_resource(action: str) -> bool:
    """Say whether a policy can limit an action, `s3:GetObject`, to some resources."""
    return action.lower() not in actions_without_resource()


def starts_with_name(service: str) -> bool:
    """Say whether ARNs of a service start with a name, as a bucket's do, and not with a type, as a role's do."""
    return service in _names_first()


def makes(action: str, type_: str) -> bool:
    """Say whether an action makes a resource of a type whose id AWS chooses: nobody can name it before."""
    return type_ in _made().get(action.lower(), ())


@cache
def _names_first() -> frozenset[str]:
    return frozenset(name for row in tables("iam_arns.yaml")["names_first"] for name in row["services"])


@cache
def _made() -> dict[str, list[str]]:
    return {
        f"{row['service']}:{action.lower()}": types
        for row in tables("iam_arns.yaml")["made"]
        for action, types in row["actions"].items()
    }
