"""What Google Cloud would answer for image repositories, secrets, log buckets, budgets and where alerts go."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from accel.preview.believable.gcp import project_number
from accel.preview.believable.identity import Identity


def _project(identity: Identity) -> str:
    return identity.text("project", identity.project)


def _repository(identity: Identity) -> dict[str, Any]:
    name, location = (
        identity.text("repositoryId", identity.physical_name),
        identity.text("location", identity.region),
    )
    path = f"projects/{_project(identity)}/locations/{location}/repositories/{name}"
    return {
        "id": path,
        "name": name,
        "registryUri": f"{location}-docker.pkg.dev/{_project(identity)}/{name}",
    }


def _repository_grant(identity: Identity) -> dict[str, Any]:
    location = identity.text("location", identity.region)
    path = f"projects/{_project(identity)}/locations/{location}/repositories/{identity.text('repository', 'images')}"
    return {"id": f"{path}/{identity.text('role', '')}/{identity.text('member', identity.suffix)}"}


def _secret(identity: Identity) -> dict[str, Any]:
    name = identity.text("secretId", identity.physical_name)
    return {
        "id": f"projects/{_project(identity)}/secrets/{name}",
        "name": f"projects/{project_number(_project(identity))}/secrets/{name}",
    }


def _secret_version(identity: Identity) -> dict[str, Any]:
    path = f"{identity.text('secret', f'projects/{_project(identity)}/secrets/secret')}/versions/1"
    return {"id": path, "name": path, "version": "1"}


def _secret_grant(identity: Identity) -> dict[str, Any]:
    path = f"projects/{_project(identity)}/secrets/{identity.text('secretId', 'secret').rpartition('/')[2]}"
    return {"id": f"{path}/{identity.text('role', '')}/{identity.text('member', identity.suffix)}"}


def _digits(identity: Identity) -> str:
    return str(int(sha256(identity.urn.encode()).hexdigest(), 16) % 10**19).zfill(19)


def _budget(identity: Identity) -> dict[str, Any]:
    name = f"{identity.suffix}0-0000-4000-8000-000000000000"
    account = identity.text("billingAccount", "000000-000000-000000")
    return {"id": f"billingAccounts/{account}/budgets/{name}", "name": name}


def _channel(identity: Identity) -> dict[str, Any]:
    path = f"projects/{_project(identity)}/notificationChannels/{_digits(identity)}"
    return {"id": path, "name": path, "verificationStatus": ""}


def _log_bucket(identity: Identity) -> dict[str, Any]:
    place = identity.text("location", "global")
    path = f"projects/{_project(identity)}/locations/{place}/buckets/{identity.text('bucketId', '_Default')}"
    return {"id": path, "name": path, "lifecycleState": "ACTIVE"}


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "gcp:artifactregistry/repository:Repository": _repository,
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": _repository_grant,
    "gcp:billing/budget:Budget": _budget,
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": _log_bucket,
    "gcp:monitoring/notificationChannel:NotificationChannel": _channel,
    "gcp:secretmanager/secret:Secret": _secret,
    "gcp:secretmanager/secretIamMember:SecretIamMember": _secret_grant,
    "gcp:secretmanager/secretVersion:SecretVersion": _secret_version,
}
