from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")
_ENCRYPTED = {"customerManagedEncryption": {"kmsKeyName": _KEY}}
_IN_EUROPE: dict[str, Any] = {"data_regions": ("europe-west4",)}


def repository(**inputs: object) -> Resource:
    return resource("gcp:artifactregistry/repository:Repository", "images", {"format": "DOCKER", **inputs})


def remote(**configuration: object) -> Resource:
    return repository(mode="REMOTE_REPOSITORY", remoteRepositoryConfig=configuration)


def scanned(value: object) -> Resource:
    return repository(vulnerabilityScanningConfig={"enablementConfig": value})


def secret(**replication: object) -> Resource:
    return resource("gcp:secretmanager/secret:Secret", "token", {"replication": replication})


def copied(*replicas: object) -> Resource:
    return secret(userManaged={"replicas": list(replicas)})


def regional_secret(**inputs: object) -> Resource:
    return resource("gcp:secretmanager/regionalSecret:RegionalSecret", "token", inputs)


def key(duration: object = None) -> Resource:
    return resource("gcp:kms/cryptoKey:CryptoKey", "key", {"destroyScheduledDuration": duration})


def zone(**inputs: object) -> Resource:
    return resource("gcp:dns/managedZone:ManagedZone", "zone", {"dnsName": "example.com.", **inputs})


CASES = (
    kept("artifact-registry-customer-key", "a key of ours", repository(kmsKeyName=_KEY)),
    kept("artifact-registry-customer-key", "copies of what is public", remote(dockerRepository={})),
    kept("artifact-registry-customer-key", "it keeps nothing itself", repository(mode="VIRTUAL_REPOSITORY")),
    broken("artifact-registry-customer-key", "the default is a key of Google's", repository()),
    broken("artifact-registry-customer-key", "copies of what is not public", remote(upstreamCredentials={"x": "y"})),
    unknown("artifact-registry-customer-key", "the key is new", repository(kmsKeyName=UNKNOWN)),
    unknown("artifact-registry-customer-key", "the credentials are unknown", remote(upstreamCredentials=UNKNOWN)),
    beside("artifact-registry-customer-key", "a bucket is no repository", _BUCKET),
    kept("artifact-registry-immutable-tags", "tags stay", repository(dockerConfig={"immutableTags": True})),
    broken("artifact-registry-immutable-tags", "by default they move", repository()),
    broken("artifact-registry-immutable-tags", "they may move", repository(dockerConfig={"immutableTags": False})),
    unknown(
        "artifact-registry-immutable-tags", "the flag is unknown", repository(dockerConfig={"immutableTags": UNKNOWN})
    ),
    unknown("artifact-registry-immutable-tags", "the mode is unknown", repository(mode=UNKNOWN)),
    beside("artifact-registry-immutable-tags", "nobody pushes to copies", remote()),
    beside("artifact-registry-immutable-tags", "packages of Python have no tags", repository(format="PYTHON")),
    kept("artifact-registry-scanned", "the project decides", repository()),
    kept("artifact-registry-scanned", "the project decides by name", scanned("INHERITED")),
    broken("artifact-registry-scanned", "it is left out", scanned("DISABLED")),
    unknown("artifact-registry-scanned", "the setting is unknown", scanned(UNKNOWN)),
    beside("artifact-registry-scanned", "a bucket is no repository", _BUCKET),
    kept("gcp-secret-customer-key", "one key for all copies", secret(auto=_ENCRYPTED)),
    kept("gcp-secret-customer-key", "a key for each copy", copied({"location": "europe-west4", **_ENCRYPTED})),
    kept("gcp-secret-customer-key", "a regional secret", regional_secret(**_ENCRYPTED)),
    broken("gcp-secret-customer-key", "the default is a key of Google's", secret(auto={})),
    broken("gcp-secret-customer-key", "one copy has none", copied(_ENCRYPTED, {"location": "europe-west1"})),
    broken("gcp-secret-customer-key", "a regional secret has none", regional_secret()),
    unknown("gcp-secret-customer-key", "the key is new", secret(auto={"customerManagedEncryption": UNKNOWN})),
    unknown("gcp-secret-customer-key", "the replication is unknown", secret(auto=UNKNOWN)),
    unknown(
        "gcp-secret-customer-key",
        "one copy is unknown, another bare",
        copied(UNKNOWN, {"location": "europe-west1"}),
        at=("token",),
    ),
    beside("gcp-secret-customer-key", "a bucket is no secret", _BUCKET),
    kept("gcp-secret-regions", "copies in the allowed region", copied({"location": "europe-west4"}), facts=_IN_EUROPE),
    broken("gcp-secret-regions", "Google chooses", secret(auto={}), facts=_IN_EUROPE),
    broken("gcp-secret-regions", "a copy elsewhere", copied({"location": "us-central1"}), facts=_IN_EUROPE),
    unknown("gcp-secret-regions", "the place is unknown", copied({"location": UNKNOWN}), facts=_IN_EUROPE),
    unknown(
        "gcp-secret-regions",
        "one place is unknown, another elsewhere",
        copied({"location": UNKNOWN}, {"location": "us-central1"}),
        facts=_IN_EUROPE,
        at=("token",),
    ),
    beside("gcp-secret-regions", "data may be anywhere", secret(auto={})),
    kept("crypto-key-destruction-delay", "the default is 30 days", key()),
    kept("crypto-key-destruction-delay", "seven days", key("604800s")),
    broken("crypto-key-destruction-delay", "one day", key("86400s")),
    broken("crypto-key-destruction-delay", "less than the stack wants", key("604800s"), settings={"minDays": 30}),
    unknown("crypto-key-destruction-delay", "the duration is unknown", key(UNKNOWN)),
    beside("crypto-key-destruction-delay", "a bucket is no key", _BUCKET),
    kept("dns-signed", "it is signed", zone(dnssecConfig={"state": "on"})),
    broken("dns-signed", "by default it is not", zone()),
    broken("dns-signed", "it only moves", zone(visibility="public", dnssecConfig={"state": "transfer"})),
    broken(
        "dns-signed",
        "it is signed with what is broken",
        zone(dnssecConfig={"state": "on", "defaultKeySpecs": [{"algorithm": "rsasha1"}]}),
    ),
    unknown("dns-signed", "the state is unknown", zone(dnssecConfig={"state": UNKNOWN})),
    unknown("dns-signed", "who sees it is unknown", zone(visibility=UNKNOWN)),
    beside("dns-signed", "a private zone cannot be", zone(visibility="private")),
)
