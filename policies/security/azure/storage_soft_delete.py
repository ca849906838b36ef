"""Blobs that are overwritten or deleted can be had back."""

from collections.abc import Iterable, Iterator

from accel.planning.graph import Graph, Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, RECOVERY, checkov, cis
from policies.properties import attached, differs
from policies.resource_types import BLOB_CONTAINERS, BLOB_IMMUTABILITY_POLICIES, STORAGE_ACCOUNTS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule, Violation

_SERVICES = ("azure-native:storage:BlobServiceProperties",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    accounts = graph.of(*STORAGE_ACCOUNTS)
    services = attached(graph, accounts, _SERVICES, "accountName")
    containers = attached(graph, accounts, BLOB_CONTAINERS, "accountName")
    policies = attached(graph, accounts, BLOB_IMMUTABILITY_POLICIES, "accountName")
    for account in accounts:
        # An account of files alone has no blobs, and nothing deletes what is immutable.
        immutable = 0 < len(containers[account.urn]) <= len(policies[account.urn])
        if word(account.get("kind")) == "filestorage" or immutable:
            continue
        for lack in _lacks(account, services[account.urn]):
            yield Violation(account.urn, lack)


def _lacks(account: Resource, services: list[Resource]) -> Iterator[str]:
    # Both are off by default, and settings of the blob service, which is a resource of its own.
    if not services:
        yield "no BlobServiceProperties switch versions and soft delete on"
        return
    if all(differs(service.get("deleteRetentionPolicy.enabled"), True) for service in services):
        yield "deleteRetentionPolicy.enabled of its blobs is not true"
    # Accounts with folders have no versions.
    folders = account.get("isHnsEnabled", False)
    if folders is False and all(differs(service.get("isVersioningEnabled"), True) for service in services):
        yield "isVersioningEnabled of its blobs is not true"


RULE = Rule(
    id="storage-soft-delete",
    title="Storage accounts keep deleted blobs and earlier versions",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Weights and checkpoints that a faulty job overwrites or deletes can be had back.",
    remediation="Add BlobServiceProperties with isVersioningEnabled and deleteRetentionPolicy; expire old versions.",
    frameworks=(*checkov("CKV2_AZURE_38"), *cis(CIS_AZURE, "3.11"), *RECOVERY),
    check_stack=_check,
)
