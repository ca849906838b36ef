"""Google Cloud's service agents, roles, address ranges, names and limits, as components and rules need them."""

from typing import Any

from accel.catalog import cloud
from accel.catalog.cloud import Limit, Pattern
from accel.catalog.names import known
from accel.catalog.rows import tables

_FILE = "gcp.yaml"


def service_agent(service: str, project_number: str) -> str:
    """Return the e-mail of Google's own account that acts for an API (`storage.googleapis.com`) in a project.

    Raises:
        UnknownName: nobody has written down the agent of that API.
    """
    emails = {row["service"]: row["email"] for row in _table("service_agents")}
    return known("service agent", service, emails).format(project_number=project_number)


def apis(*purposes: str) -> tuple[str, ...]:
    """Return the APIs to enable for `baseline`, `gke` and `tpu`; `bootstrap` are those that enable the others.

    Raises:
        UnknownName: there is no such purpose.
    """
    services = {row["purpose"]: row["services"] for row in _table("apis")}
    return tuple(sorted({api for purpose in purposes for api in known("purpose of APIs", purpose, services)}))


def role(purpose: str) -> str:
    """Return the narrowest predefined role for a purpose: `read-objects`, `use-key`.

    Raises:
        UnknownName: there is no such purpose.
    """
    return known("purpose of a role", purpose, {row["purpose"]: row["role"] for row in _table("roles")})


def deployer_role(purpose: str) -> str:
    """Return a role that whoever deploys needs: `attach-account` on a machine's service account, `administer-cluster`.

    Raises:
        UnknownName: there is no such purpose.
    """
    roles = {row["purpose"]: row["role"] for row in _table("deployer_roles")}
    return known("purpose of a deployer's role", purpose, roles)


def basic_roles() -> tuple[str, ...]:
    """Return the roles that let an account change nearly everything in a project."""
    return _refused("basic")


def impersonation_roles() -> tuple[str, ...]:
    """Return the roles that, granted on a project, let an account act as every service account in it."""
    return _refused("impersonation")


def policy_administration_roles() -> tuple[str, ...]:
    """Return the roles with which an account can give itself any other one in a project or a folder."""
    return _refused("policy administration")


def address_ranges(name: str) -> tuple[str, ...]:
    """Return the IPv4 ranges of one of Google's services, or of a kind of private address.

    Raises:
        UnknownName: there are no ranges of that name.
    """
    return tuple(known("address ranges", name, {row["name"]: row["ranges"] for row in _table("addresses")}))


def private_domains() -> tuple[str, ...]:
    """Return the domains that are served on the private and restricted addresses of Google's APIs."""
    return tuple(domain for row in _table("private_domains") for domain in row["domains"])


def audit_logs() -> tuple[str, ...]:
    """Return the ids of the logs that make up Cloud Audit Logs."""
    return _audit("logs")


def audit_log_types() -> tuple[str, ...]:
    """Return the kinds of data access that an API can be told to log."""
    return _audit("log types")


def pattern(name: str) -> Pattern:
    """Return what a kind of name must look like: `bucket`, `account id`, `label key`.

    Raises:
        UnknownName: there is no such kind.
    """
    return cloud.pattern(_FILE, name)


def limit(name: str) -> Limit:
    """Return the bounds of a setting: `mtu`, `pods range prefix`.

    Raises:
        UnknownName: there is no such limit.
    """
    return cloud.limit(_FILE, name)


def _refused(kind: str) -> tuple[str, ...]:
    return tuple(name for row in _table("refused_roles") if row["kind"] == kind for name in row["roles"])


def _audit(kind: str) -> tuple[str, ...]:
    return tuple(name for row in _table("audit") if row["kind"] == kind for name in row["names"])


def _table(name: str) -> list[dict[str, Any]]:
    return tables(_FILE)[name]
