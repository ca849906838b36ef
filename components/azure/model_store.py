"""A storage account with one container of weights."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import storage

from accel.catalog.azure import limit
from components.azure.grants import grant_each
from components.azure.locks import lock
from components.azure.names import require_pattern, require_place
from components.azure.private_endpoint import private_endpoint
from components.azure.site import Site
from components.azure.storage import container, lifecycle, require_storage_account, storage_account
from components.contract import InvalidArgument, require_between
from components.ordering import after

_CONTAINER = "weights"
_NONCURRENT_DAYS, _SOFT_DELETE_DAYS, _CHANGE_FEED_DAYS = 30, 7, 90
_NOTES = "Weights that were trained or bought are in here."


class AzureModelStoreArgs(TypedDict):
    """Arguments of AzureModelStore."""

    subscription_id: str
    """GUID of the subscription."""
    resource_group_name: pulumi.Input[str]
    """Group that everything stands in."""
    location: str
    """Region of the account, that of its key's vault and of the machines that read it."""
    vault_uri: pulumi.Input[str]
    """Vault of the key that encrypts blobs (AzureEncryption.vault_uri)."""
    key_name: pulumi.Input[str]
    """Name of that key (AzureEncryption.data_key_name)."""
    storage_identity_id: pulumi.Input[str]
    """Identity that may use it (AzureEncryption.storage_identity_id)."""
    endpoint_subnet_id: pulumi.Input[str]
    """Subnet of the account's private endpoint (AzureNetwork.endpoint_subnet_id)."""
    blob_zone_id: pulumi.Input[str]
    """Private zone of blobs (AzureNetwork.zone_ids, blob)."""
    readers: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Who may read blobs: principal ids by a name of your own, which names the grant (`server`)."""
    writers: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Who may read, write and delete blobs: principal ids by a name of your own."""
    redundancy: NotRequired[str]
    """Standard_ZRS, the default: copies in three zones; Standard_LRS: in one; Standard_GZRS: in a second region too."""
    noncurrent_days: NotRequired[int]
    """Days after which an overwritten version goes away; 30 by default."""
    soft_delete_days: NotRequired[int]
    """Days in which a deleted blob or container can be brought back, and is paid for; 7 by default."""
    account_name: NotRequired[str]
    """Name of the account, unique in the world; made of subscription, stack and component by default."""
    container_name: NotRequired[str]
    """Name of the container; weights by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of everything that can have some."""
    protect: NotRequired[bool]
    """Keep account and container when the stack is destroyed, and lock the account; off by default."""


class AzureModelStore(pulumi.ComponentResource):
    """A private, versioned account that a key of yours encrypts twice over, with one container of weights.

    Only roles decide who gets in: neither the account's own keys nor anonymous readers do, and nobody but the given
    readers and writers is granted anything, on the container alone. It is reached through its private endpoint, so
    weights are uploaded from inside the network.

    Costs storage for each version of each blob and for what was deleted in the last days, by the month, a fee for
    requests, and an hourly fee for the endpoint.

    Raises:
        InvalidArgument: a name or a period that Azure would refuse.
    """

    account_id: pulumi.Output[str]
    """ARM id of the account."""
    account_name: pulumi.Output[str]
    """Name of the account."""
    container_name: pulumi.Output[str]
    """Name of the container, known once readers and writers may use it and the endpoint is there."""
    blob_endpoint: pulumi.Output[str]
    """Address of the account's blobs, https://<name>.blob.core.windows.net/."""

    def __init__(self, name: str, args: AzureModelStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AzureModelStore", name, {}, opts)
        plain: Any = args
        site = Site.of(self, plain)
        account = storage_account(name, "account", site, plain)
        blobs = _blobs(f"{name}-blobs", site, account, args)
        weights = container(f"{name}-weights", site, account, args.get("container_name", _CONTAINER))
        _old_versions_go(f"{name}-lifecycle", site, account, args.get("noncurrent_days", _NONCURRENT_DAYS), blobs)
        endpoint = private_endpoint(
            f"{name}-endpoint", site, account.id, "blob", args["endpoint_subnet_id"], args["blob_zone_id"]
        )
        grants = [
            *grant_each(f"{name}-reader", site, weights.id, "read-blobs", args.get("readers", {})),
            *grant_each(f"{name}-writer", site, weights.id, "write-blobs", args.get("writers", {})),
        ]
        if site.keep:
            lock(name, site, account.id, _NOTES, *grants, weights)
        self.account_id = account.id
        self.account_name = account.name
        self.container_name = after(weights.name, endpoint, *grants)
        self.blob_endpoint = pulumi.Output.concat("https://", account.name, ".blob.core.windows.net/")
        self.register_outputs(
            {
                "account_id": self.account_id,
                "account_name": self.account_name,
                "container_name": self.container_name,
                "blob_endpoint": self.blob_endpoint,
            }
        )


def validate(args: AzureModelStoreArgs) -> None:
    """Refuse what Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_storage_account(plain)
    require_pattern("container_name", args.get("container_name", _CONTAINER), "container")
    bounds = limit("blob delete retention days")
    soft_delete = args.get("soft_delete_days", _SOFT_DELETE_DAYS)
    require_between("soft_delete_days", soft_delete, bounds.lowest, bounds.highest, "days")
    if (days := args.get("noncurrent_days", _NONCURRENT_DAYS)) < 1:
        raise InvalidArgument("noncurrent_days", days, "1 or more")
    for field in ("readers", "writers"):
        if not isinstance(plain.get(field, {}), Mapping):
            raise InvalidArgument(field, plain[field], "principal ids by name, {'server': '<GUID>'}")


def _blobs(
    name: str, site: Site, account: storage.StorageAccount, args: AzureModelStoreArgs
) -> storage.BlobServiceProperties:
    days = args.get("soft_delete_days", _SOFT_DELETE_DAYS)
    return storage.BlobServiceProperties(
        name,
        account_name=account.name,
        resource_group_name=site.resource_group_name,
        blob_services_name="default",
        is_versioning_enabled=True,
        change_feed=storage.ChangeFeedArgs(enabled=True, retention_in_days=_CHANGE_FEED_DAYS),
        delete_retention_policy=storage.DeleteRetentionPolicyArgs(
            enabled=True, days=days, allow_permanent_delete=False
        ),
        container_delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=days),
        opts=site.options(),
    )


def _old_versions_go(
    name: str, site: Site, account: storage.StorageAccount, days: int, blobs: storage.BlobServiceProperties
) -> storage.ManagementPolicy:
    gone = storage.DateAfterCreationArgs(days_after_creation_greater_than=days)
    actions = storage.ManagementPolicyActionArgs(
        version=storage.ManagementPolicyVersionArgs(delete=gone),
        snapshot=storage.ManagementPolicySnapShotArgs(delete=gone),
    )
    # A rule about versions is refused while there are none.
    return lifecycle(
        name,
        site,
        account,
        "old-versions",
        storage.ManagementPolicyFilterArgs(blob_types=["blockBlob"]),
        actions,
        blobs,
    )
