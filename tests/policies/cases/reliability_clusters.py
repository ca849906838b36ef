"""Rules about clusters, their nodes, data stores, and training that others cannot run."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_GROUP = resource("azure-native:resources:ResourceGroup", "group")
_AUTHORIZATION = "azure-native:authorization:ManagementLock"


def gke(**inputs: object) -> Resource:
    return resource("gcp:container/cluster:Cluster", "cluster", inputs)


def eks(**inputs: object) -> Resource:
    return resource("aws:eks/cluster:Cluster", "cluster", inputs)


_AKS = resource(
    "azure-native:containerservice:ManagedCluster",
    "cluster",
    {"resourceName": "serving"},
    uses={"resourceGroupName": _GROUP},
)


def lock(
    kind: str, level: object = "CanNotDelete", of: dict[str, Resource] | None = None, **inputs: object
) -> Resource:
    return resource(f"{_AUTHORIZATION}{kind}", "lock", {"level": level, **inputs}, uses=of)


def pool(**inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def nodes(**inputs: object) -> Resource:
    return resource("aws:eks/nodeGroup:NodeGroup", "nodes", inputs)


def agents(**inputs: object) -> Resource:
    return resource("azure-native:containerservice:AgentPool", "agents", inputs)


def tpu(kind: object = "v5p-16", **scheduling: object) -> Resource:
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", {"acceleratorType": kind, "schedulingConfig": scheduling})


def machine(kind: object, market: object = None, **inputs: object) -> Resource:
    options = {"instanceMarketOptions": {"marketType": market}} if market is not None else {}
    return resource("aws:ec2/instance:Instance", "machine", {"instanceType": kind, **options, **inputs})


def job(*, spot: object = True, **inputs: object) -> Resource:
    return resource("aws:sagemaker/trainingJob:TrainingJob", "job", {"enableManagedSpotTraining": spot, **inputs})


def bucket(soft: object = None, versions: object = None) -> Resource:
    inputs = {"softDeletePolicy": {"retentionDurationSeconds": soft}, "versioning": {"enabled": versions}}
    return resource("gcp:storage/bucket:Bucket", "weights", inputs)


_EFS = resource("aws:efs/fileSystem:FileSystem", "files")


def efs_backup(status: object) -> Resource:
    inputs = {"backupPolicy": {"status": status}}
    return resource("aws:efs/backupPolicy:BackupPolicy", "backup", inputs, uses={"fileSystemId": _EFS})


def selection(of: Resource | None = None, **inputs: object) -> Resource:
    return resource("aws:backup/selection:Selection", "plan", inputs, uses={"resources": of} if of else None)


def lustre(**inputs: object) -> Resource:
    return resource("aws:fsx/lustreFileSystem:LustreFileSystem", "scratch", inputs)


def table(**inputs: object) -> Resource:
    return resource("aws:dynamodb/table:Table", "table", inputs)


def database(**inputs: object) -> Resource:
    return resource("aws:rds/instance:Instance", "database", inputs)


_WINDOW = {"startTime": "2026-01-03T02:00:00Z", "endTime": "2026-01-03T10:00:00Z", "recurrence": "FREQ=WEEKLY;BYDAY=SA"}
_NETWORK = resource("aws:ec2/vpc:Vpc", "vpc")

CASES = (
    kept("eks-deletion-protection", "it is protected", eks(deletionProtection=True)),
    broken("eks-deletion-protection", "it is off by default", eks()),
    broken("eks-deletion-protection", "it is switched off", eks(deletionProtection=False)),
    unknown("eks-deletion-protection", "whether it is on is unknown", eks(deletionProtection=UNKNOWN)),
    beside("eks-deletion-protection", "GKE has a rule of its own", gke()),
    kept("aks-deletion-lock", "a lock holds the cluster", _AKS, lock("AtResourceLevel", of={"resourceName": _AKS})),
    kept("aks-deletion-lock", "a lock names the cluster", _AKS, lock("AtResourceLevel", resourceName="serving")),
    kept("aks-deletion-lock", "a lock holds its id", _AKS, lock("ByScope", of={"scope": _AKS})),
    kept(
        "aks-deletion-lock",
        "a lock holds its group",
        _AKS,
        lock("AtResourceGroupLevel", of={"resourceGroupName": _GROUP}),
        _GROUP,
    ),
    kept("aks-deletion-lock", "a lock holds everything", _AKS, lock("AtSubscriptionLevel", "ReadOnly")),
    broken("aks-deletion-lock", "nothing holds it", _AKS),
    broken("aks-deletion-lock", "the lock is open", _AKS, lock("ByScope", "NotSpecified", of={"scope": _AKS})),
    broken("aks-deletion-lock", "the lock is of another", _AKS, lock("AtResourceLevel", resourceName="training")),
    unknown(
        "aks-deletion-lock", "what the lock forbids is unknown", _AKS, lock("ByScope", UNKNOWN, of={"scope": _AKS})
    ),
    unknown("aks-deletion-lock", "what the lock is of is unknown", _AKS, lock("AtResourceLevel", resourceName=UNKNOWN)),
    beside("aks-deletion-lock", "a group is no cluster", _GROUP),
    kept("gke-maintenance-window", "at weekends", gke(maintenancePolicy={"recurringWindow": _WINDOW})),
    kept(
        "gke-maintenance-window",
        "every night",
        gke(maintenancePolicy={"dailyMaintenanceWindow": {"startTime": "03:00"}}),
    ),
    broken("gke-maintenance-window", "at any hour", gke()),
    broken(
        "gke-maintenance-window",
        "only days without are named",
        gke(maintenancePolicy={"maintenanceExclusions": [{"exclusionName": "launch"}]}),
    ),
    unknown("gke-maintenance-window", "the window is unknown", gke(maintenancePolicy=UNKNOWN)),
    beside("gke-maintenance-window", "a pool is upgraded with its cluster", pool()),
    kept(
        "node-upgrade-gradual",
        "a node comes before one goes",
        pool(upgradeSettings={"maxSurge": 1, "maxUnavailable": 0}),
    ),
    kept("node-upgrade-gradual", "GKE is gradual by itself", pool()),
    kept(
        "node-upgrade-gradual", "blue and green", pool(upgradeSettings={"strategy": "BLUE_GREEN", "maxUnavailable": 9})
    ),
    kept("node-upgrade-gradual", "a third at a time", nodes(updateConfig={"maxUnavailablePercentage": 33})),
    kept("node-upgrade-gradual", "a tenth at a time on AKS", agents(upgradeSettings={"maxUnavailable": "10%"})),
    broken("node-upgrade-gradual", "five nodes at once", pool(upgradeSettings={"maxUnavailable": 5})),
    broken("node-upgrade-gradual", "half of them at once", nodes(updateConfig={"maxUnavailablePercentage": 50})),
    broken("node-upgrade-gradual", "half of them at once on AKS", agents(upgradeSettings={"maxUnavailable": "50%"})),
    broken(
        "node-upgrade-gradual",
        "three nodes of AKS at once",
        agents(upgradeSettings={"maxUnavailable": "3"}),
    ),
    unknown("node-upgrade-gradual", "how many is unknown", pool(upgradeSettings={"maxUnavailable": UNKNOWN})),
    beside("node-upgrade-gradual", "a cluster has pools", gke()),
    kept("node-auto-repair", "both are on by default", pool()),
    kept("node-auto-repair", "EKS repairs", nodes(nodeRepairConfig={"enabled": True})),
    broken("node-auto-repair", "nobody repairs", pool(management={"autoRepair": False, "autoUpgrade": True})),
    broken("node-auto-repair", "nobody upgrades", pool(management={"autoRepair": True, "autoUpgrade": False})),
    broken("node-auto-repair", "EKS does not repair by itself", nodes()),
    unknown("node-auto-repair", "whether it repairs is unknown", pool(management={"autoRepair": UNKNOWN})),
    beside("node-auto-repair", "AKS always repairs", agents()),
    kept("lock-in-notice", "GPUs are everywhere", machine("p5.48xlarge")),
    kept("lock-in-notice", "the team has decided", tpu(), settings={"accepted": ["tpu-v5p"]}),
    broken("lock-in-notice", "a slice trains", tpu()),
    broken("lock-in-notice", "a slice trains whatever it is made for", tpu("v5litepod-8")),
    broken("lock-in-notice", "Trainium trains", machine("trn1.32xlarge")),
    unknown("lock-in-notice", "the size of the slice is unknown", tpu(UNKNOWN)),
    beside("lock-in-notice", "Inferentia does not train", machine("inf2.xlarge")),
    kept("data-store-backed-up", "deleted objects stay for a week by default", bucket()),
    kept("data-store-backed-up", "old versions stay", bucket(0, versions=True)),
    kept("data-store-backed-up", "files are saved", _EFS, efs_backup("ENABLED")),
    kept("data-store-backed-up", "a plan saves the files", _EFS, selection(_EFS)),
    kept("data-store-backed-up", "a plan saves what has a tag", _EFS, selection(selectionTags=[{"key": "backup"}])),
    kept("data-store-backed-up", "scratch is a copy", lustre()),
    kept("data-store-backed-up", "a table can be set back", table(pointInTimeRecovery={"enabled": True})),
    broken("data-store-backed-up", "deleted objects are gone", bucket(0)),
    broken("data-store-backed-up", "nobody saves the files", _EFS),
    broken("data-store-backed-up", "saving is switched off", _EFS, efs_backup("DISABLED")),
    broken("data-store-backed-up", "a lasting file system has no backups", lustre(deploymentType="PERSISTENT_2")),
    broken("data-store-backed-up", "a table cannot be set back", table()),
    broken("data-store-backed-up", "a database has no backups by default", database()),
    unknown("data-store-backed-up", "how long objects stay is unknown", bucket(UNKNOWN)),
    unknown("data-store-backed-up", "whether files are saved is unknown", _EFS, efs_backup(UNKNOWN)),
    unknown("data-store-backed-up", "how long backups stay is unknown", database(backupRetentionPeriod=UNKNOWN)),
    beside("data-store-backed-up", "a network holds no data", _NETWORK),
    kept(
        "checkpoints-for-spot-training", "the job has checkpoints", job(checkpointConfig={"s3Uri": "s3://checkpoints/"})
    ),
    kept("checkpoints-for-spot-training", "the job is not interrupted", job(spot=False)),
    kept(
        "checkpoints-for-spot-training",
        "a spot machine is told of a bucket",
        machine("trn1.32xlarge", "spot", userData="aws s3 sync /checkpoints s3://checkpoints"),
    ),
    kept("checkpoints-for-spot-training", "a spot machine that serves", machine("g5.xlarge", "spot")),
    broken("checkpoints-for-spot-training", "the job has none", job()),
    broken("checkpoints-for-spot-training", "a spot machine knows no bucket", machine("trn1.32xlarge", "spot")),
    unknown(
        "checkpoints-for-spot-training",
        "where the job saves is unknown",
        job(checkpointConfig={"s3Uri": UNKNOWN}),
    ),
    kept("several-zones", "two subnets of a node group", nodes(subnetIds=["subnet-a", "subnet-b"])),
    kept("several-zones", "three zones of AKS", agents(availabilityZones=["1", "2", "3"])),
    kept("several-zones", "machines that must stand close", agents(proximityPlacementGroupID="group")),
    broken("several-zones", "one subnet of a node group", nodes(subnetIds=["subnet-a"])),
    broken("several-zones", "AKS promises no zones", agents()),
    unknown("several-zones", "the zones of AKS are unknown", agents(availabilityZones=UNKNOWN)),
    beside(
        "several-zones", "a block of capacity stands in one zone", nodes(subnetIds=["a"], capacityType="CAPACITY_BLOCK")
    ),
)
