from typing import Any

import pulumi
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN, Graph
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.encryption import GcpEncryption, validate
from tests.components.gcp.building import LABELS, NUMBER, PROJECT, REGION, findings, named, only, types, without_none

KEYS = "gcp:kms/cryptoKey:CryptoKey"
GRANTS = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
PURPOSES = ("cluster", "data", "disk")


def arguments(**changes: Any) -> Any:
    given = {
        "project": PROJECT,
        "project_number": NUMBER,
        "location": REGION,
        "labels": LABELS,
        "protect": True,
    }
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        keys = GcpEncryption("keys", arguments(**changes))
        for purpose in PURPOSES:
            key_id = getattr(keys, f"{purpose}_key_id")
            pulumi.export(purpose, key_id)
            gcp.compute.Disk(f"{purpose}-user", zone="z", disk_encryption_key={"kms_key_self_link": key_id})
        pulumi.export("ring", keys.key_ring_id)

    return record(program, unknown_outputs=unknown_outputs)


def made(unknown_outputs: bool = False, **changes: Any) -> Graph:
    graph = recorded(unknown_outputs, **changes).graph
    return Graph(resource for resource in graph if not resource.type.startswith("gcp:compute"))


def test_everything_that_is_made_is_known() -> None:
    assert types(made()) == sorted(
        [
            ("gcp:kms/keyRing:KeyRing", "keys-ring"),
            ("gcp:projects/serviceIdentity:ServiceIdentity", "keys-gke-agent"),
            *((KEYS, f"keys-{purpose}") for purpose in PURPOSES),
            *((GRANTS, f"keys-{purpose}-user") for purpose in PURPOSES),
        ]
    )


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_keys_keep_our_own_rules(unknown_outputs: bool) -> None:
    assert findings(made(unknown_outputs)) == []


def test_keys_that_are_not_protected_break_a_rule_in_prod() -> None:
    assert {finding.rule for finding in findings(made(protect=False))} == {"data-store-protected"}


def test_each_key_is_used_by_one_agent_of_googles() -> None:
    graph = made()
    agents = {grant.name: grant.inputs["member"].partition("@")[2] for grant in graph.of(GRANTS)}
    assert agents == {
        "keys-data-user": "gs-project-accounts.iam.gserviceaccount.com",
        "keys-cluster-user": "container-engine-robot.iam.gserviceaccount.com",
        "keys-disk-user": "compute-system.iam.gserviceaccount.com",
    }
    for purpose in PURPOSES:
        grant = named(graph, f"keys-{purpose}-user")
        assert grant.inputs["role"] == "roles/cloudkms.cryptoKeyEncrypterDecrypter"
        assert named(graph, f"keys-{purpose}").urn in grant.property_dependencies["cryptoKeyId"]


def test_the_number_of_the_project_is_in_the_agents_addresses() -> None:
    graph = made(project_number="987654321098")
    for purpose in ("cluster", "disk"):
        member = named(graph, f"keys-{purpose}-user").inputs["member"]
        assert member.startswith("serviceAccount:service-987654321098@")


def test_agents_that_a_new_project_lacks_are_there_before_their_grant() -> None:
    graph = made()
    gke_agent = only(graph, "gcp:projects/serviceIdentity:ServiceIdentity")
    assert gke_agent.inputs["service"] == "container.googleapis.com"
    assert gke_agent.urn in named(graph, "keys-cluster-user").dependencies


def test_the_agent_of_cloud_storage_is_asked_for_only_once_the_ring_is_made() -> None:
    # In the preview of a new project no API can be asked yet: the address stays unknown, and nothing fails.
    known, unknown = recorded(), recorded(unknown_outputs=True)
    assert named(unknown.graph, "keys-data-user").inputs["member"] is UNKNOWN
    assert known.unanswered == unknown.unanswered == ()
    ring = only(known.graph, "gcp:kms/keyRing:KeyRing")
    assert ring.urn in named(known.graph, "keys-data-user").property_dependencies["member"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_takes_a_key_waits_until_its_agent_may_use_it(purpose: str, unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs)
    waits_for = named(recording.graph, f"{purpose}-user").property_dependencies["diskEncryptionKey"]
    assert named(recording.graph, f"keys-{purpose}-user").urn in waits_for
    assert (recording.outputs[purpose] is UNKNOWN) == unknown_outputs


def test_outputs_are_full_names_of_keys_in_the_region() -> None:
    outputs = recorded().outputs
    assert outputs["ring"].startswith(f"projects/{PROJECT}/locations/{REGION}/keyRings/keys-ring-")
    for purpose in PURPOSES:
        assert outputs[purpose].startswith(f"{outputs['ring']}/cryptoKeys/keys-{purpose}-")


def test_periods_are_given_in_seconds() -> None:
    for key in made(rotation_days=30, destroy_days=7, protection_level="HSM").of(KEYS):
        assert key.inputs["rotationPeriod"] == "2592000s"
        assert key.inputs["destroyScheduledDuration"] == "604800s"
        assert key.inputs["purpose"] == "ENCRYPT_DECRYPT"
        assert key.inputs["versionTemplate"]["protectionLevel"] == "HSM"
    for key in made().of(KEYS):
        assert key.inputs["rotationPeriod"] == "7776000s"
        assert key.inputs["versionTemplate"] == {
            "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION",
            "protectionLevel": "SOFTWARE",
        }


@pytest.mark.parametrize("protect", [False, True])
def test_ring_and_keys_are_kept_exactly_where_asked_for(protect: bool) -> None:
    graph = made(protect=protect)
    for resource in graph.of("gcp:kms/keyRing:KeyRing", KEYS):
        assert resource.protect is protect
        assert resource.retain_on_delete is protect
    assert not any(grant.protect for grant in graph.of(GRANTS))


def test_names_of_rings_and_keys_are_left_to_pulumi_since_no_name_can_be_used_twice() -> None:
    assert all("name" not in resource.inputs for resource in made().of("gcp:kms/keyRing:KeyRing", KEYS))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "p"}, "project"),
        ({"project_number": "ml-prod-1"}, "project_number"),
        ({"location": "global"}, "location"),
        ({"location": "eu"}, "location"),
        ({"rotation_days": 0}, "rotation_days"),
        ({"rotation_days": 36_501}, "rotation_days"),
        ({"destroy_days": 0}, "destroy_days"),
        ({"destroy_days": 121}, "destroy_days"),
        ({"protection_level": "hsm"}, "protection_level"),
        ({"labels": {"1": "a"}}, "labels"),
    ],
)
def test_what_the_cloud_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        validate(arguments(**changes))
    assert refusal.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)
