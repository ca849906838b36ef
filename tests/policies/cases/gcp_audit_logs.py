"""What a sink of Google Cloud exports, where it writes, and whom the logs leave out."""

from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, kept, resource, unknown

_NETWORK = resource("gcp:compute/network:Network", "network")
_ON = "audit-sink-on"
_LOCKED = "audit-bucket-locked"
_RETENTION = "audit-retention"
_EXEMPT = "audit-log-no-exemptions"
_DATA = "audit-data-access-on"
_ACTIVITY = 'log_id("cloudaudit.googleapis.com/activity")'
_READS = 'log_id("cloudaudit.googleapis.com/data_access")'


def sink(**inputs: Any) -> Resource:
    return resource("gcp:logging/projectSink:ProjectSink", "sink", inputs)


def sink_to(target: Resource, kind: str = "project", **inputs: Any) -> Resource:
    type_ = f"gcp:logging/{kind}Sink:{kind.title()}Sink"
    return resource(type_, "sink", inputs, uses={"destination": target})


def exporting(given: object) -> tuple[Resource, Resource]:
    return _NETWORK, sink(filter=given)


def leaving_out(*filters: object, **rest: object) -> tuple[Resource, Resource]:
    return _NETWORK, sink(exclusions=[{"name": "less", "filter": text, **rest} for text in filters])


def log_bucket(kind: str = "project", **inputs: Any) -> Resource:
    type_ = f"gcp:logging/{kind}BucketConfig:{kind.title()}BucketConfig"
    return resource(type_, "logs", {"bucketId": "audit", **inputs})


def files(**inputs: Any) -> Resource:
    return resource("gcp:storage/bucket:Bucket", "files", inputs)


def recorded(*kinds: object, type_: str = "gcp:projects/iAMAuditConfig:IAMAuditConfig") -> Resource:
    return resource(type_, "config", {"service": "storage.googleapis.com", "auditLogConfigs": list(kinds)})


_WORKLOADS = 'resource.type="k8s_container"'
_READING = {"logType": "DATA_READ"}
CASES: tuple[Case, ...] = (
    kept(_ON, "the filter names the audit logs", *exporting(f"{_ACTIVITY} OR {_READS}")),
    kept(_ON, "by the log's name", *exporting('logName:"cloudaudit.googleapis.com%2Factivity"')),
    kept(_ON, "by all of them", *exporting('logName:"cloudaudit.googleapis.com"')),
    kept(
        _ON, "by what an entry is", *exporting('protoPayload.@type="type.googleapis.com/google.cloud.audit.AuditLog"')
    ),
    kept(_ON, "all but the workloads", *exporting(f"NOT {_WORKLOADS}")),
    kept(_ON, "all but the workloads, with a minus", *exporting(f'-{_WORKLOADS} AND -log_id("stdout")')),
    kept(_ON, "all but two", *exporting('NOT (log_id("stdout") OR log_id("stderr"))')),
    kept(_ON, "all that is not of one kind", *exporting('resource.type != "k8s_container"')),
    kept(_ON, "every severity", *exporting("severity>=DEFAULT")),
    kept(_ON, "an empty filter", *exporting("")),
    kept(_ON, "a sink of the folder", _NETWORK, resource("gcp:logging/folderSink:FolderSink", "sink")),
    kept(_ON, "the workloads are left out", *leaving_out(_WORKLOADS)),
    kept(_ON, "who read data is left out, what changed is not", *leaving_out(_READS)),
    kept(_ON, "a part of the log is left out", *leaving_out(f'{_ACTIVITY} AND protoPayload.serviceName="k8s.io"')),
    kept(_ON, "the exclusion is off", *leaving_out(_ACTIVITY, disabled=True)),
    broken(_ON, "the filter takes the workloads", *exporting(_WORKLOADS), at=("stack",)),
    broken(_ON, "the filter takes errors", *exporting("severity>=ERROR"), at=("stack",)),
    broken(_ON, "the filter takes who read data alone", *exporting(_READS), at=("stack",)),
    broken(_ON, "all but the audit logs", *exporting('NOT logName:"cloudaudit.googleapis.com"'), at=("stack",)),
    broken(_ON, "all but the audit logs, with a minus", *exporting(f"-{_ACTIVITY}"), at=("stack",)),
    broken(_ON, "the workloads and no audit logs", *exporting(f"{_WORKLOADS} AND NOT {_ACTIVITY}"), at=("stack",)),
    broken(_ON, "the audit logs are left out", *leaving_out(f"{_ACTIVITY} OR {_READS}"), at=("stack",)),
    broken(_ON, "all of them are left out", *leaving_out('logName:"cloudaudit.googleapis.com"'), at=("stack",)),
    unknown(_ON, "the filter is unknown", *exporting(UNKNOWN)),
    unknown(_ON, "the exclusion is unknown", *leaving_out(UNKNOWN)),
    unknown(_ON, "whether the exclusion is on is unknown", *leaving_out(_ACTIVITY, disabled=UNKNOWN)),
    kept(_LOCKED, "a log bucket is locked", safe := log_bucket(locked=True), sink_to(safe)),
    kept(_LOCKED, "one of a folder cannot be", above := log_bucket("folder"), sink_to(above, "folder")),
    broken(_LOCKED, "a log bucket is not", loose := log_bucket(retentionDays=1, locked=False), sink_to(loose)),
    broken(
        _LOCKED,
        "the sink names the log bucket by text",
        log_bucket(),
        sink(destination="logging.googleapis.com/projects/p/locations/global/buckets/audit"),
    ),
    broken(_LOCKED, "a sink that is off wrote here", old := files(), sink_to(old, disabled=True)),
    broken(_LOCKED, "a folder's sink writes here", below := files(), sink_to(below, "folder")),
    broken(_LOCKED, "an organisation's sink writes here", whole := files(), sink_to(whole, "organization")),
    unknown(_LOCKED, "the lock of a log bucket is unknown", dim := log_bucket(locked=UNKNOWN), sink_to(dim)),
    beside(_LOCKED, "the sink takes the workloads", free := files(), sink_to(free, filter=_WORKLOADS)),
    kept(_RETENTION, "a log bucket keeps them for a year", long := log_bucket(retentionDays=365), sink_to(long)),
    broken(_RETENTION, "a log bucket keeps them for a day", short := log_bucket(retentionDays=1), sink_to(short)),
    broken(_RETENTION, "a log bucket keeps them for 30 days by default", silent := log_bucket(), sink_to(silent)),
    broken(_RETENTION, "0 is the default", zero := log_bucket(retentionDays=0), sink_to(zero)),
    broken(
        _RETENTION,
        "a folder's sink writes into a bucket of a week",
        week := files(retentionPolicy={"retentionPeriod": "604800"}),
        sink_to(week, "folder"),
    ),
    unknown(
        _RETENTION,
        "how long a log bucket keeps them is unknown",
        veil := log_bucket(retentionDays=UNKNOWN),
        sink_to(veil),
    ),
    beside(_RETENTION, "a log bucket without a sink", log_bucket(retentionDays=1)),
    kept("log-retention-bounded", "a log bucket keeps as long as the environment says", log_bucket(retentionDays=365)),
    broken("log-retention-bounded", "a log bucket keeps for less", log_bucket(retentionDays=90)),
    broken("log-retention-bounded", "a log bucket keeps for 30 days by default", log_bucket()),
    broken("log-retention-bounded", "a folder's log bucket keeps for less", log_bucket("folder", retentionDays=7)),
    unknown("log-retention-bounded", "how long a log bucket keeps is unknown", log_bucket(retentionDays=UNKNOWN)),
    beside("log-retention-bounded", "nobody can change this one", log_bucket(bucketId="_Required")),
    kept(_EXEMPT, "everybody is recorded", recorded(_READING)),
    broken(_EXEMPT, "somebody is not", recorded(_READING, {**_READING, "exemptedMembers": ["user:a@b.c"]})),
    broken(
        _EXEMPT,
        "somebody is not in a folder",
        recorded({**_READING, "exemptedMembers": ["user:a@b.c"]}, type_="gcp:folder/iamAuditConfig:IamAuditConfig"),
    ),
    unknown(_EXEMPT, "the kinds are unknown", recorded(UNKNOWN)),
    unknown(
        _EXEMPT,
        "beside an unknown kind somebody is left out",
        recorded(UNKNOWN, {**_READING, "exemptedMembers": [UNKNOWN]}),
        at=("config",),
    ),
    beside(_EXEMPT, "a sink leaves nobody out", sink()),
    kept(_DATA, "data access is recorded", sink(), recorded(_READING)),
    broken(_DATA, "nobody records it", sink()),
    broken(_DATA, "nothing of it is recorded", sink(), recorded(), at=("sink",)),
    unknown(
        _DATA,
        "what is recorded is unknown",
        sink(),
        resource("gcp:projects/iAMAuditConfig:IAMAuditConfig", "config", {"auditLogConfigs": UNKNOWN}),
    ),
    beside(_DATA, "no audit logs are exported", sink(filter=_WORKLOADS)),
    beside(_DATA, "the folder's sink does it for all projects", resource("gcp:logging/folderSink:FolderSink", "sink")),
)
