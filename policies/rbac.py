"""Rules of roles in Kubernetes: who may do what with which objects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from accel.planning.graph import Resource
from policies.properties import absent, objects, texts

ALL = "*"
RULING_ROLES = ("cluster-admin", "admin", "edit")
"""Roles of every cluster that, held in all namespaces, read each secret and run pods with each account."""
MASTERS = "system:masters"
"""The group of those whom no rule holds back."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One rule of a role; what is unknown of it is left out."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    urls: tuple[str, ...]
    named: bool
    """Whether it holds for objects with certain names only."""
    names: tuple[str, ...]
    """The names that are known."""

    def allows(self, group: str, resource: str, verbs: Iterable[str]) -> str | None:
        """Return the first of these verbs that it certainly allows on a kind of objects, by name or by wildcard."""
        if not {group, ALL}.intersection(self.groups):
            return None
        if not {resource, ALL, f"*/{resource.partition('/')[2]}"}.intersection(self.resources):
            return None
        return next((verb for verb in verbs if verb in self.verbs or ALL in self.verbs), None)


def grants(role: Resource) -> Iterator[Grant]:
    """Yield the rules of a Role or ClusterRole."""
    for rule in objects(role.get("rules")):
        yield Grant(
            groups=_listed(rule.get("apiGroups")),
            resources=_listed(rule.get("resources")),
            verbs=_listed(rule.get("verbs")),
            urls=_listed(rule.get("nonResourceURLs")),
            named=not absent(rule.get("resourceNames")),
            names=_listed(rule.get("resourceNames")),
        )


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(texts(value))
