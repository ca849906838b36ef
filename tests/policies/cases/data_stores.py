"""What holds data, images or secrets is protected from deletion, by Pulumi and by the cloud where it can."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, kept, resource, unknown

_SWITCHES = {
    "aws:rds/instance:Instance": "deletionProtection",
    "aws:rds/cluster:Cluster": "deletionProtection",
    "aws:dynamodb/table:Table": "deletionProtectionEnabled",
}
_STORES = (
    "aws:ecr/repository:Repository",
    "aws:secretsmanager/secret:Secret",
    "aws:ebs/volume:Volume",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "gcp:artifactregistry/repository:Repository",
    "gcp:secretmanager/secret:Secret",
    "gcp:logging/projectBucketConfig:ProjectBucketConfig",
    "gcp:compute/disk:Disk",
    "gcp:compute/regionDisk:RegionDisk",
    "gcp:lustre/instance:Instance",
    "gcp:parallelstore/instance:Instance",
    "gcp:bigquery/dataset:Dataset",
    "azure-native:compute:Disk",
    "azure-native:machinelearningservices:Workspace",
)


def store(type_: str, *, protect: bool = True, **inputs: object) -> Resource:
    return resource(type_, "store", inputs, protect=protect)


def database(type_: str, kept_by_cloud: object, *, protect: bool = True) -> Resource:
    return resource(type_, "store", {_SWITCHES[type_]: kept_by_cloud}, protect=protect)


def images(*, protect: bool = True, **inputs: object) -> Resource:
    return store("aws:ecr/repository:Repository", protect=protect, **inputs)


def secret(**inputs: object) -> Resource:
    return resource("aws:secretsmanager/secret:Secret", "store", inputs, protect=True)


def mirror(mode: object) -> Resource:
    return store("gcp:artifactregistry/repository:Repository", protect=False, mode=mode)


CASES: tuple[Case, ...] = (
    *(kept("data-store-protected", f"a protected {type_}", store(type_)) for type_ in _STORES),
    *(broken("data-store-protected", f"an unprotected {type_}", store(type_, protect=False)) for type_ in _STORES),
    *(
        case
        for type_ in _SWITCHES
        for case in (
            kept("data-store-protected", f"the cloud keeps a {type_}", database(type_, True)),
            broken("data-store-protected", f"the cloud lets a {type_} go", store(type_)),
            broken(
                "data-store-protected",
                f"Pulumi lets a {type_} go",
                database(type_, True, protect=False),
            ),
            unknown(
                "data-store-protected",
                f"whether the cloud keeps a {type_} is unknown",
                database(type_, UNKNOWN),
            ),
        )
    ),
    kept("data-store-protected", "a repository with images stays", images(forceDelete=False)),
    broken("data-store-protected", "a repository goes with all images", images(forceDelete=True)),
    unknown("data-store-protected", "whether images go is unknown", images(forceDelete=UNKNOWN)),
    broken(
        "data-store-protected",
        "a dataset goes with all tables",
        store("gcp:bigquery/dataset:Dataset", deleteContentsOnDestroy=True),
    ),
    kept("data-store-protected", "a deleted secret comes back for a week", secret(recoveryWindowInDays=7)),
    broken("data-store-protected", "a deleted secret is gone", secret(recoveryWindowInDays=0)),
    unknown("data-store-protected", "how long a secret comes back is unknown", secret(recoveryWindowInDays=UNKNOWN)),
    beside("data-store-protected", "a mirror holds copies", mirror("REMOTE_REPOSITORY")),
    broken("data-store-protected", "a repository of our own holds images", mirror("STANDARD_REPOSITORY")),
    beside(
        "data-store-protected",
        "Google makes and keeps this log bucket",
        store("gcp:logging/projectBucketConfig:ProjectBucketConfig", protect=False, bucketId="_Default"),
    ),
)
