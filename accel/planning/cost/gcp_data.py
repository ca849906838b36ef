"""Data on Google Cloud: buckets, keys, secrets, images."""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known, parts
from accel.planning.cost.items import Item, Unpriceable
from accel.planning.cost.lines import by_use, service_line
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    "gcp:kms/keyRing:KeyRing",
    "gcp:kms/autokeyConfig:AutokeyConfig",
    "gcp:storage/bucketAccessControl:BucketAccessControl",
    "gcp:bigquery/datasetAccess:DatasetAccess",
    "gcp:storage/bucketACL:BucketACL",
    "gcp:storage/defaultObjectACL:DefaultObjectACL",
    "gcp:storage/objectACL:ObjectACL",
    "gcp:storage/notification:Notification",
)


def _bucket(resource: Resource, context: CostContext) -> Iterator[Item]:
    storage_class = known(resource.get("storageClass", "STANDARD"), "storageClass")
    if storage_class != "STANDARD":
        raise Unpriceable(f"no price is known of Cloud Storage of the class {storage_class}")
    region = context.service_region_of(resource)
    # US, EU and ASIA cost more than one region: the price of a region must not stand in for theirs.
    if "-" not in region and not context.unit_price("gcp", region, "gcs_standard_storage").exact:
        raise Unpriceable(f"no price is known of Cloud Storage in {region or 'an unstated location'}")
    yield from parts(
        resource,
        by_use(resource, context, "gcs_standard_storage", "Cloud Storage, storage", "for what is stored"),
        by_use(resource, context, "gcs_class_a_operations", "Cloud Storage, writes and lists", "for what clients call"),
        by_use(resource, context, "gcs_class_b_operations", "Cloud Storage, reads", "for what clients call"),
    )


def _bucket_object(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "gcs_standard_storage", "Cloud Storage, storage", "for its size")


def _crypto_key(resource: Resource, context: CostContext) -> Iterator[Item]:
    level = known(resource.get("versionTemplate.protectionLevel", "SOFTWARE"), "versionTemplate.protectionLevel")
    if level != "SOFTWARE":
        raise Unpriceable(f"no price is known of keys of the protection level {level}")
    rotated = resource.get("rotationPeriod") is not None
    yield from service_line(
        resource, context, "kms_key_version", f"key version{', one more for each rotation' * rotated}"
    )
    yield from by_use(
        resource, context, "kms_operations", "Cloud KMS, operations", "for what services and clients call"
    )


def _secret(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from by_use(resource, context, "secret_manager_access", "Secret Manager, access", "for what clients call")


def _secret_version(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from service_line(resource, context, "secret_manager_version", "secret version")


def _repository(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(
        resource,
        by_use(resource, context, "artifact_registry_storage", "Artifact Registry, images", "for what is stored"),
        _scans(resource, context),
    )


def _scans(resource: Resource, context: CostContext) -> Iterator[Item]:
    # Absent means what the project does; whether its scanner is on is not known here.
    if resource.get("vulnerabilityScanningConfig.enablementConfig") == "INHERITED":
        yield from by_use(resource, context, "artifact_analysis_scan", "Artifact Analysis, scans", "for what is pushed")


PRICERS: dict[str, Pricer] = {
    "gcp:storage/bucket:Bucket": _bucket,
    "gcp:storage/bucketObject:BucketObject": _bucket_object,
    "gcp:kms/cryptoKey:CryptoKey": _crypto_key,
    "gcp:secretmanager/regionalSecret:RegionalSecret": _secret,
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion": _secret_version,
    "gcp:secretmanager/secret:Secret": _secret,
    "gcp:secretmanager/secretVersion:SecretVersion": _secret_version,
    "gcp:artifactregistry/repository:Repository": _repository,
}
