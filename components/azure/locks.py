"""Locks that keep what holds data from being deleted by anybody, also past Pulumi."""

import pulumi
from pulumi_azure_native import authorization

from components.azure.site import Site


def lock(
    name: str, site: Site, target_id: pulumi.Input[str], notes: str, *below: pulumi.Resource
) -> authorization.ManagementLockByScope:
    """Lock one resource against deletion.

    The lock holds for what stands below its target too, role assignments and diagnostic settings among it: a setting
    that another component made there can be deleted once the lock is. Only an Owner or a User Access Administrator may
    make or delete locks.

    Args:
        name: of the component.
        site: where it stands.
        target_id: what is locked.
        notes: why, for whoever runs into the lock.
        below: what the component made below the target: it is deleted after the lock, which would not let it go.
    """
    return authorization.ManagementLockByScope(
        f"{name}-lock", lock_name="keep", scope=target_id, level="CanNotDelete", notes=notes, opts=site.options(*below)
    )
