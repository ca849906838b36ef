"""EKS runs a version of Kubernetes that AWS still mends."""

import re
from collections.abc import Iterable

from accel.catalog.eks import extended_support_until, oldest_version
from accel.planning.graph import Resource
from policies.frameworks import HARDENING, checkov
from policies.resource_types import EKS_CLUSTERS, EKS_NODE_GROUPS
from policies.rule import MANDATORY, PlainContext, Rule

_MINOR = re.compile(r"(\d{1,3})\.(\d{1,3})")


def _check(resource: Resource, context: PlainContext) -> Iterable[str]:
    # Absent means the newest version for a cluster, and the cluster's for its nodes.
    version = resource.get("version")
    found = _MINOR.fullmatch(version) if isinstance(version, str) else None
    if found is None:
        return
    until = extended_support_until(version)
    if until is not None and until < context.facts.today:
        yield f"version {version} has had no security fixes since {until}"
    elif until is None and _numbers(found) < _numbers(_MINOR.fullmatch(oldest_version())):
        yield f"version {version} has had no security fixes for years"


def _numbers(found: re.Match[str] | None) -> tuple[int, int]:
    return (int(found[1]), int(found[2])) if found else (0, 0)


RULE = Rule(
    id="eks-supported-version",
    title="EKS runs a version of Kubernetes that is still mended",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="After extended support holes stay open, and AWS upgrades the control plane at a time of its own choosing.",
    remediation="Raise version by one minor version at a time, the control plane before its nodes.",
    frameworks=(*checkov("CKV_AWS_339"), *HARDENING),
    types=(*EKS_CLUSTERS, *EKS_NODE_GROUPS),
    check_resource=_check,
)
