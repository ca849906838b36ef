"""The activity log of a subscription and the logs of single resources, kept where nobody can change them."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor, operationalinsights, storage

from accel.catalog.azure import limit, log_categories
from components.azure.locks import lock
from components.azure.names import require_component_name, require_place
from components.azure.private_endpoint import private_endpoint
from components.azure.site import Site
from components.azure.storage import container, lifecycle, require_storage_account, storage_account
from components.contract import InvalidArgument, require_between

SETTING = "accelerator-audit"
_CONTAINER = "insights-activity-logs"
"""Azure Monitor writes the activity log to a container of this name."""
_LOG_DAYS = 90
_NOTES = "The audit log is in here."


class AzureAuditSource(TypedDict):
    """One resource whose logs go to the workspace."""

    name: str
    """A name of your own, which names the setting (`keys`)."""
    resource_id: pulumi.Input[str]
    """ARM id of the resource; of a storage account's blobs, <account id>/blobServices/default."""
    categories: NotRequired[Sequence[str]]
    """Kinds of logs by their names; or give groups."""
    groups: NotRequired[Sequence[str]]
    """Kinds of logs by group: audit, allLogs."""


class AzureAuditArgs(TypedDict):
    """Arguments of AzureAudit."""

    subscription_id: str
    """GUID of the subscription whose activity log is exported."""
    resource_group_name: pulumi.Input[str]
    """Group that everything stands in."""
    location: str
    """Region of workspace and archive."""
    vault_uri: pulumi.Input[str]
    """Vault of the key that encrypts the archive (AzureEncryption.vault_uri)."""
    key_name: pulumi.Input[str]
    """Name of that key (AzureEncryption.data_key_name)."""
    storage_identity_id: pulumi.Input[str]
    """Identity that may use it (AzureEncryption.storage_identity_id)."""
    endpoint_subnet_id: pulumi.Input[str]
    """Subnet of the archive's private endpoint (AzureNetwork.endpoint_subnet_id)."""
    blob_zone_id: pulumi.Input[str]
    """Private zone of blobs (AzureNetwork.zone_ids, blob)."""
    retention_days: int
    """Days for which no log in the archive can be changed or deleted, and after which it is deleted."""
    log_retention_days: NotRequired[int]
    """Days for which logs can be searched in the workspace, 30 to 730; 90 by default."""
    activity_log: NotRequired[bool]
    """Export the subscription's activity log; on by default. Off where another stack of the subscription does."""
    sources: NotRequired[Sequence[AzureAuditSource]]
    """Resources whose logs go to the workspace; none by default. The archive cannot log into itself."""
    archive_shared_keys: NotRequired[bool]
    """Let the archive's own keys in beside roles; off by default. Should Azure Monitor need them, switch it on."""
    redundancy: NotRequired[str]
    """Standard_ZRS, the default, Standard_LRS or Standard_GZRS."""
    account_name: NotRequired[str]
    """Name of the archive, unique in the world; made of subscription, stack and component by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of everything that can have some."""
    protect: NotRequired[bool]
    """Keep workspace and archive when the stack is destroyed, and lock both; off by default."""


class AzureAudit(pulumi.ComponentResource):
    """A Log Analytics workspace, and an archive of the activity log in which nothing can be changed or deleted.

    The activity log says who did what to which resource. Logs of single resources, such as who read which blob or used
    which key, go to the workspace. The archive's retention is made unlocked, as Azure makes all of them; lock it for
    ever with `az storage container immutability-policy lock`. A locked one can be extended, never shortened.

    Azure Monitor passes the archive's firewall as a service that Azure trusts. The workspace is reached over public
    addresses by whoever has a role on it: closing these takes an Azure Monitor private link scope, which is not made.

    Costs a fee for each GB of logs and for what is kept for longer, storage of the archive, and an hourly fee for its
    endpoint.

    Raises:
        InvalidArgument: a name, period or source that Azure would refuse.
    """

    workspace_id: pulumi.Output[str]
    """ARM id of the workspace."""
    workspace_customer_id: pulumi.Output[str]
    """GUID that queries name the workspace by."""
    archive_account_id: pulumi.Output[str]
    """ARM id of the archive's storage account."""
    archive_container_name: pulumi.Output[str]
    """Container of the activity log in it."""

    def __init__(self, name: str, args: AzureAuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        require_component_name(name, "logs", "workspace")
        super().__init__("accel:index:AzureAudit", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        workspace = operationalinsights.Workspace(
            f"{name}-logs",
            resource_group_name=site.resource_group_name,
            location=site.location,
            sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
            retention_in_days=args.get("log_retention_days", _LOG_DAYS),
            features=operationalinsights.WorkspaceFeaturesArgs(
                disable_local_auth=True, enable_log_access_using_only_resource_permissions=True
            ),
            public_network_access_for_ingestion="Enabled",
            public_network_access_for_query="Enabled",
            tags=site.tags,
            opts=site.options(holds_data=True),
        )
        archive = storage_account(name, "archive", site, plain, shared_keys=args.get("archive_shared_keys", False))
        private_endpoint(f"{name}-endpoint", site, archive.id, "blob", args["endpoint_subnet_id"], args["blob_zone_id"])
        activity, retention = _retained(name, site, archive, args["retention_days"])
        if args.get("activity_log", True):
            monitor.DiagnosticSetting(
                f"{name}-subscription",
                name=SETTING,
                resource_uri=f"/subscriptions/{site.subscription_id}",
                workspace_id=workspace.id,
                storage_account_id=archive.id,
                logs=[
                    monitor.DiagnosticsLogSettingsArgs(category=category, enabled=True)
                    for category in log_categories("activity log")
                ],
                # A log that is written before the retention is there could be deleted.
                opts=site.options(retention),
            )
        for source in args.get("sources", ()):
            monitor.DiagnosticSetting(
                f"{name}-{source['name']}",
                name=SETTING,
                resource_uri=source["resource_id"],
                workspace_id=workspace.id,
                logs=_logs(source),
                opts=site.options(),
            )
        if site.keep:
            lock(f"{name}-archive", site, archive.id, _NOTES, activity, retention)
            lock(f"{name}-logs", site, workspace.id, _NOTES)
        self.workspace_id = workspace.id
        self.workspace_customer_id = workspace.customer_id
        self.archive_account_id = archive.id
        self.archive_container_name = activity.name
        self.register_outputs(
            {
                "workspace_id": self.workspace_id,
                "workspace_customer_id": self.workspace_customer_id,
                "archive_account_id": self.archive_account_id,
                "archive_container_name": self.archive_container_name,
            }
        )


def validate(args: AzureAuditArgs) -> None:
    """Refuse what Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_storage_account(plain)
    bounds = limit("immutability days")
    require_between("retention_days", args["retention_days"], bounds.lowest, bounds.highest, "days")
    bounds = limit("workspace retention days")
    log_days = args.get("log_retention_days", _LOG_DAYS)
    require_between("log_retention_days", log_days, bounds.lowest, bounds.highest, "days")
    sources = list(args.get("sources", ()))
    names = [source["name"] for source in sources]
    for index, source in enumerate(sources):
        if source["name"] in names[:index] or source["name"] in ("archive", "logs", "subscription"):
            raise InvalidArgument(f"sources[{index}].name", source["name"], "a name that nothing else here has")
        if bool(source.get("categories")) == bool(source.get("groups")):
            raise InvalidArgument(f"sources[{index}]", source["name"], "categories or groups, one of them")


def _logs(source: AzureAuditSource) -> list[monitor.DiagnosticsLogSettingsArgs]:
    return [
        *(monitor.DiagnosticsLogSettingsArgs(category=name, enabled=True) for name in source.get("categories", ())),
        *(monitor.DiagnosticsLogSettingsArgs(category_group=name, enabled=True) for name in source.get("groups", ())),
    ]


def _retained(
    name: str, site: Site, archive: storage.StorageAccount, days: int
) -> tuple[storage.BlobContainer, storage.BlobContainerImmutabilityPolicy]:
    """Make the container of the activity log, in which blobs stay for so many days and then go."""
    activity = container(f"{name}-activity", site, archive, _CONTAINER)
    retention = storage.BlobContainerImmutabilityPolicy(
        f"{name}-retention",
        account_name=archive.name,
        container_name=activity.name,
        resource_group_name=site.resource_group_name,
        immutability_policy_name="default",
        immutability_period_since_creation_in_days=days,
        # Azure Monitor appends to a blob for an hour.
        allow_protected_append_writes=True,
        opts=site.options(holds_data=True),
    )
    # Before that the retention keeps them.
    afterwards = storage.DateAfterModificationArgs(days_after_modification_greater_than=days + 1)
    lifecycle(
        f"{name}-lifecycle",
        site,
        archive,
        "old-logs",
        storage.ManagementPolicyFilterArgs(blob_types=["appendBlob"], prefix_match=["insights-"]),
        storage.ManagementPolicyActionArgs(base_blob=storage.ManagementPolicyBaseBlobArgs(delete=afterwards)),
    )
    return activity, retention
