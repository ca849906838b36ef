"""Grants of built-in roles, each on one thing."""

from collections.abc import Mapping

import pulumi
from pulumi_azure_native import authorization

from accel.catalog.azure import role
from components.azure.names import assignment_name
from components.azure.site import Site


def grant(
    name: str, site: Site, scope: pulumi.Input[str], purpose: str, principal_id: pulumi.Input[str]
) -> authorization.RoleAssignment:
    """Let one managed identity do one thing (`read-blobs`) on one scope.

    Whoever deploys needs the right to assign roles there (Role Based Access Control Administrator).
    """
    return authorization.RoleAssignment(
        name,
        role_assignment_name=assignment_name(site.subscription_id, name),
        scope=scope,
        role_definition_id=f"/subscriptions/{site.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{role(purpose)}",
        principal_id=principal_id,
        # Named, so that an identity made a second ago need not have reached the directory yet.
        principal_type="ServicePrincipal",
        opts=site.options(),
    )


def grant_each(
    name: str, site: Site, scope: pulumi.Input[str], purpose: str, principals: Mapping[str, pulumi.Input[str]]
) -> list[authorization.RoleAssignment]:
    """Let several managed identities do one thing on one scope; each grant is named after whom it is for."""
    return [grant(f"{name}-{who}", site, scope, purpose, principal) for who, principal in principals.items()]
