"""Believable outputs of buckets, keys, log groups and trails on AWS."""

from collections.abc import Callable
from typing import Any

from accel.catalog.names import UnknownName
from accel.catalog.regions import partition
from accel.preview.believable.identity import Identity


def arn(identity: Identity, service: str, resource: str, *, regional: bool = True) -> str:
    """Return an ARN of the account; without its region for services that know none."""
    region = identity.region if regional else ""
    return f"arn:{partition_of(identity)}:{service}:{region}:{identity.account_id}:{resource}"


def partition_of(identity: Identity) -> str:
    """Return the partition of the provider's region; that of most regions where the name is none."""
    try:
        return partition(identity.region)
    except UnknownName:
        return "aws"


def _bucket(identity: Identity) -> dict[str, Any]:
    # Buckets have names without capitals, and no account in their ARN.
    name = str(identity.inputs.get("bucket") or f"{identity.name}-{identity.suffix}".lower())
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:{partition_of(identity)}:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{identity.region}.amazonaws.com",
        "region": identity.region,
    }


def _of_bucket(identity: Identity) -> dict[str, Any]:
    return {"id": str(identity.inputs.get("bucket") or identity.physical_name)}


def _key(identity: Identity) -> dict[str, Any]:
    key_id = f"{identity.suffix}0-0000-4000-8000-000000000000"
    return {"id": key_id, "keyId": key_id, "arn": arn(identity, "kms", f"key/{key_id}")}


def _alias(identity: Identity) -> dict[str, Any]:
    named = identity.inputs.get("name")
    name = str(named) if named else f"alias/{identity.name}-{identity.suffix}"
    return {"id": name, "name": name, "arn": arn(identity, "kms", name)}


def _log_group(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    return {"id": name, "name": name, "arn": arn(identity, "logs", f"log-group:{name}")}


def _trail(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    trail = arn(identity, "cloudtrail", f"trail/{name}")
    return {"id": trail, "name": name, "arn": trail, "homeRegion": identity.region}


_PARTS_OF_BUCKETS = (
    "bucketLifecycleConfiguration",
    "bucketLogging",
    "bucketObjectLockConfiguration",
    "bucketOwnershipControls",
    "bucketPolicy",
    "bucketPublicAccessBlock",
    "bucketServerSideEncryptionConfiguration",
    "bucketVersioning",
)

OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "aws:cloudtrail/trail:Trail": _trail,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:kms/alias:Alias": _alias,
    "aws:kms/key:Key": _key,
    "aws:s3/bucket:Bucket": _bucket,
    **{f"aws:s3/{part}:{part[0].upper()}{part[1:]}": _of_bucket for part in _PARTS_OF_BUCKETS},
}
