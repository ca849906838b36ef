"""What is deleted or overwritten in a data store can be had back."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import RECOVERY, checkov
from policies.properties import absent, attached, differs, number
from policies.resource_types import GCS_BUCKETS
from policies.rule import PlainContext, Rule, Violation, levels

_EFS = ("aws:efs/fileSystem:FileSystem",)
_EFS_BACKUPS = ("aws:efs/backupPolicy:BackupPolicy",)
_SELECTIONS = ("aws:backup/selection:Selection",)
_LUSTRE = ("aws:fsx/lustreFileSystem:LustreFileSystem",)
_DATABASES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")
_TABLES = ("aws:dynamodb/table:Table",)
_SCRATCH = ("SCRATCH_1", "SCRATCH_2")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for bucket in graph.of(*GCS_BUCKETS):
        # Soft delete is on for seven days unless it is set to 0.
        soft, versions = (
            bucket.get("softDeletePolicy.retentionDurationSeconds"),
            bucket.get("versioning.enabled", False),
        )
        if number(soft) == 0 and versions is False:
            yield Violation(bucket.urn, "soft delete is off and there are no versions: a deleted object is gone")
    saved = _saved(graph)
    yield from (Violation(item.urn, found) for item in graph.of(*_LUSTRE, *_DATABASES) for found in _days(item, saved))
    for table in graph.of(*_TABLES):
        # Off by default.
        if table.get("pointInTimeRecovery.enabled", False) is False and table.urn not in saved:
            yield Violation(table.urn, "pointInTimeRecovery is off, and no backup plan of the stack selects it")
    systems = graph.of(*_EFS)
    policies = attached(graph, systems, _EFS_BACKUPS, "fileSystemId")
    for system in systems:
        kept = any(not differs(policy.get("backupPolicy.status"), "ENABLED") for policy in policies[system.urn])
        if not kept and system.urn not in saved:
            yield Violation(system.urn, "no backupPolicy of it is ENABLED, and no backup plan of the stack selects it")


def _days(store: Resource, saved: set[str]) -> Iterable[str]:
    lustre = store.kind in _LUSTRE
    # Scratch file systems hold copies of what is elsewhere, and SCRATCH_1 is the default.
    if store.urn in saved or (lustre and not differs(store.get("deploymentType", "SCRATCH_1"), *_SCRATCH)):
        return
    name = "automaticBackupRetentionDays" if lustre else "backupRetentionPeriod"
    # Aurora keeps one day by itself, everything else none.
    default = 1 if store.kind == _DATABASES[1] else 0
    if number(store.get(name, default)) == 0:
        yield f"{name} is 0: there are no backups"


def _saved(graph: Graph) -> set[str]:
    """Return what a plan of AWS Backup selects; one that selects by tag may select everything."""
    selections = graph.of(*_SELECTIONS)
    if any(not absent(item.get("selectionTags")) or not absent(item.get("conditions")) for item in selections):
        return {store.urn for store in graph.of(*_EFS, *_LUSTRE, *_DATABASES, *_TABLES)}
    return {urn for item in selections for urn in item.dependencies}


RULE = Rule(
    id="data-store-backed-up",
    title="Data stores keep what is deleted for a while",
    group="reliability",
    cloud="any",
    severity="high",
    levels=levels("disabled", "advisory", "mandatory"),
    why="Protection against deletion stops nobody from overwriting a checkpoint or dropping a table.",
    remediation=(
        "Leave soft delete or versions of buckets on; set backupPolicy, automaticBackupRetentionDays, "
        "backupRetentionPeriod or pointInTimeRecovery, or select the store in an AWS Backup plan."
    ),
    frameworks=(*checkov("CKV_AWS_28", "CKV_AWS_133"), *RECOVERY),
    check_stack=_check,
)
