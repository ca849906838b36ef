"""Every IAM policy document of a recorded graph, for judges that read documents."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from accel.planning.graph import Graph, Resource, plain

_IDENTITY = frozenset(
    (
        "aws:iam/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/groupPolicy:GroupPolicy",
        "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
    )
)


@dataclass(frozen=True)
class Document:
    """One policy document and where it stands."""

    where: str
    """Name of the resource and the property."""
    kind: Literal["identity", "resource"]
    document: dict[str, Any]


def documents(graph: Graph) -> Iterator[Document]:
    """Yield each policy document of the AWS resources; one that only the cloud knows is left out."""
    for resource in graph:
        if resource.package != "aws":
            continue
        for path, value in _leaves(plain(resource.inputs), ""):
            # Who may assume a role: neither judge reads such documents, checkov does.
            if path == "assumeRolePolicy":
                continue
            document = _document(value)
            if document is not None:
                yield Document(f"{resource.name} {path}", _kind(resource, path), document)


def _kind(resource: Resource, path: str) -> Literal["identity", "resource"]:
    inline = resource.type == "aws:iam/role:Role" and path.startswith("inlinePolicies")
    return "identity" if inline or resource.type in _IDENTITY else "resource"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}.{index}")
    else:
        yield path, value


def _document(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, str) or '"Statement"' not in value:
        return None
    found = json.loads(value)
    return found if isinstance(found, dict) and "Statement" in found else None
