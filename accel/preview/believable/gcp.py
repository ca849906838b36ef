"""What Google Cloud would answer for networks, keys, accounts, logs, APIs and buckets."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from accel.catalog.gcp import service_agent
from accel.preview.believable.identity import Identity

_COMPUTE = "https://www.googleapis.com/compute/v1/"
_LOGGING_AGENT = "service-{number}@gcp-sa-logging.iam.gserviceaccount.com"


def _project(identity: Identity) -> str:
    return identity.text("project", identity.project)


def project_number(project: str) -> str:
    """Return twelve digits, always the same ones for a project."""
    return str(100_000_000_000 + int(sha256(project.encode()).hexdigest(), 16) % 900_000_000_000)


def _compute(place: str) -> Callable[[Identity], dict[str, Any]]:
    """Answer for a type of Compute Engine: `global/networks`, `regions/{region}/routers`."""

    def answer(identity: Identity) -> dict[str, Any]:
        where = place.format(region=identity.text("region", identity.region))
        name = identity.physical_name
        path = f"projects/{_project(identity)}/{where}/{name}"
        return {"id": path, "name": name, "selfLink": _COMPUTE + path}

    return answer


def _subnetwork(identity: Identity) -> dict[str, Any]:
    first = identity.text("ipCidrRange", "10.0.0.0/20").partition("/")[0]
    gateway = f"{first.rpartition('.')[0]}.{int(first.rpartition('.')[2]) + 1}"
    return {**_compute("regions/{region}/subnetworks")(identity), "gatewayAddress": gateway}


def _router_nat(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    region, router = identity.text("region", identity.region), identity.text("router", "router")
    return {"id": f"{_project(identity)}/{region}/{router}/{name}", "name": name}


def _managed_zone(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    return {"id": f"projects/{_project(identity)}/managedZones/{name}", "name": name}


def _record_set(identity: Identity) -> dict[str, Any]:
    zone, kind = identity.text("managedZone", "zone"), identity.text("type", "A")
    return {"id": f"projects/{_project(identity)}/managedZones/{zone}/rrsets/{identity.physical_name}/{kind}"}


def _key_ring(identity: Identity) -> dict[str, Any]:
    location = identity.text("location", identity.region)
    name = identity.physical_name
    return {"id": f"projects/{_project(identity)}/locations/{location}/keyRings/{name}", "name": name}


def _crypto_key(identity: Identity) -> dict[str, Any]:
    ring = identity.text("keyRing", f"projects/{_project(identity)}/locations/{identity.region}/keyRings/ring")
    name = identity.physical_name
    return {"id": f"{ring}/cryptoKeys/{name}", "name": name, "primaries": [{"state": "ENABLED"}]}


def _grant(on: str) -> Callable[[Identity], dict[str, Any]]:
    """Answer for a grant on what the input `on` names: its id is made of that, the role and the member."""

    def answer(identity: Identity) -> dict[str, Any]:
        target = identity.text(on, _project(identity) if on == "project" else identity.suffix)
        bucket = f"b/{target}" if on == "bucket" else target
        member = identity.text("member", identity.suffix)
        return {"id": f"{bucket}/{identity.text('role', '')}/{member}", "etag": f"BwX{identity.suffix}="}

    return answer


def _account(identity: Identity) -> dict[str, Any]:
    project = _project(identity)
    email = f"{identity.text('accountId', identity.name)}@{project}.iam.gserviceaccount.com"
    return {
        "id": f"projects/{project}/serviceAccounts/{email}",
        "name": f"projects/{project}/serviceAccounts/{email}",
        "email": email,
        "member": f"serviceAccount:{email}",
        "uniqueId": f"1{int(sha256(email.encode()).hexdigest(), 16) % 10**20:020d}",
    }


def _service(identity: Identity) -> dict[str, Any]:
    return {"id": f"{_project(identity)}/{identity.text('service', identity.name)}"}


def _service_identity(identity: Identity) -> dict[str, Any]:
    project, service = _project(identity), identity.text("service", "container.googleapis.com")
    email = service_agent(service, project_number(project))
    return {
        "id": f"projects/{project}/services/{service}",
        "email": email,
        "member": f"serviceAccount:{email}",
    }


def _audit_config(identity: Identity) -> dict[str, Any]:
    return {"id": f"{_project(identity)}/audit_config/{identity.text('service', identity.name)}"}


def _sink(identity: Identity) -> dict[str, Any]:
    project, name = _project(identity), identity.physical_name
    writer = _LOGGING_AGENT.format(number=project_number(project))
    return {
        "id": f"projects/{project}/sinks/{name}",
        "name": name,
        "writerIdentity": f"serviceAccount:{writer}",
    }


def _bucket(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    return {
        "id": name,
        "name": name,
        "url": f"gs://{name}",
        "selfLink": f"https://www.googleapis.com/storage/v1/b/{name}",
    }


def _storage_agent(arguments: Mapping[str, Any], identity: Identity) -> dict[str, Any]:
    project = str(arguments.get("project") or identity.project)
    email = service_agent("storage.googleapis.com", project_number(project))
    return {"id": email, "project": project, "emailAddress": email, "member": f"serviceAccount:{email}"}


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "gcp:compute/firewall:Firewall": _compute("global/firewalls"),
    "gcp:compute/network:Network": _compute("global/networks"),
    "gcp:compute/route:Route": _compute("global/routes"),
    "gcp:compute/router:Router": _compute("regions/{region}/routers"),
    "gcp:compute/routerNat:RouterNat": _router_nat,
    "gcp:compute/subnetwork:Subnetwork": _subnetwork,
    "gcp:dns/managedZone:ManagedZone": _managed_zone,
    "gcp:dns/recordSet:RecordSet": _record_set,
    "gcp:kms/cryptoKey:CryptoKey": _crypto_key,
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": _grant("cryptoKeyId"),
    "gcp:kms/keyRing:KeyRing": _key_ring,
    "gcp:logging/projectSink:ProjectSink": _sink,
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": _audit_config,
    "gcp:projects/iAMMember:IAMMember": _grant("project"),
    "gcp:projects/service:Service": _service,
    "gcp:projects/serviceIdentity:ServiceIdentity": _service_identity,
    "gcp:serviceaccount/account:Account": _account,
    "gcp:serviceaccount/iAMMember:IAMMember": _grant("serviceAccountId"),
    "gcp:storage/bucket:Bucket": _bucket,
    "gcp:storage/bucketIAMMember:BucketIAMMember": _grant("bucket"),
}

INVOKES: dict[str, Callable[[Mapping[str, Any], Identity], dict[str, Any]]] = {
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": _storage_agent,
}
