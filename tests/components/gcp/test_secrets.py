from typing import Any

import pytest

from accel.planning.graph import UNKNOWN, Graph, Secret
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.secrets import GcpSecrets
from tests.components.gcp.building import KEY, LABELS, NUMBER, PROJECT, REGION, findings, named, only, types

SECRET = "gcp:secretmanager/secret:Secret"
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"
GRANT = "gcp:secretmanager/secretIamMember:SecretIamMember"
KEY_GRANT = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
TOKEN = "hf_planted0123456789"
SERVER = f"serviceAccount:server@{PROJECT}.iam.gserviceaccount.com"
ARGS: dict[str, Any] = {
    "project": PROJECT,
    "project_number": NUMBER,
    "location": REGION,
    "secrets": ["hub-token", "pager"],
    "name_prefix": "prod",
    "values": {"hub-token": TOKEN},
    "readers": {"hub-token": [SERVER]},
    "key_id": KEY,
    "labels": LABELS,
    "protect": True,
}


def graph_of(unknown_outputs: bool = False, **changes: Any) -> Graph:
    args: Any = {**ARGS, **changes}
    return record(lambda: GcpSecrets("secrets", args), unknown_outputs=unknown_outputs).graph


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_only_the_secret_with_a_value_has_a_version_and_only_its_reader_a_grant(unknown_outputs: bool) -> None:
    graph = graph_of(unknown_outputs)
    assert types(graph) == [
        (KEY_GRANT, "secrets-key-user"),
        (IDENTITY, "secrets-agent"),
        (SECRET, "secrets-hub-token"),
        (SECRET, "secrets-pager"),
        (GRANT, "secrets-hub-token-reader-0"),
        (VERSION, "secrets-hub-token-value"),
    ]
    outputs = only(graph, "accel:index:GcpSecrets").outputs
    if unknown_outputs:
        assert outputs == {"secret_ids": UNKNOWN}
    else:
        assert outputs["secret_ids"] == {
            "hub-token": f"projects/{PROJECT}/secrets/prod-hub-token",
            "pager": f"projects/{PROJECT}/secrets/prod-pager",
        }


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_secrets_keep_every_rule_of_production(unknown_outputs: bool) -> None:
    assert findings(graph_of(unknown_outputs), "audit-sink-on") == []


def test_a_value_is_a_secret_wherever_it_is_written() -> None:
    graph = graph_of()
    found = only(graph, VERSION).inputs["secretData"]
    assert isinstance(found, Secret)
    assert found.value == TOKEN
    assert TOKEN not in str([resource.inputs for resource in graph if resource.type != VERSION])


def test_secrets_stay_in_their_region_under_a_key_that_their_agent_may_use() -> None:
    graph = graph_of()
    grant = named(graph, "secrets-key-user")
    assert grant.get("member") == f"serviceAccount:service-{NUMBER}@gcp-sa-secretmanager.iam.gserviceaccount.com"
    assert named(graph, "secrets-agent").urn in grant.dependencies
    for secret in graph.of(SECRET):
        assert secret.get("replication") == {
            "userManaged": {
                "replicas": [{"location": REGION, "customerManagedEncryption": {"kmsKeyName": KEY}}],
            }
        }
        assert grant.urn in secret.property_dependencies["replication"]
        assert secret.get("labels") == LABELS


def test_whoever_owns_the_key_may_have_let_the_agent_use_it_already() -> None:
    graph = graph_of(grant_key_use=False)
    assert not graph.of(KEY_GRANT, IDENTITY)


def test_each_secret_has_readers_of_its_own() -> None:
    grant = only(graph_of(), GRANT)
    assert (grant.get("secretId"), grant.get("member"), grant.get("role")) == (
        "prod-hub-token",
        SERVER,
        "roles/secretmanager.secretAccessor",
    )


@pytest.mark.parametrize("protect", [False, True])
def test_protected_secrets_stay(protect: bool) -> None:
    for secret in graph_of(protect=protect).of(SECRET):
        assert (secret.protect, secret.retain_on_delete) == (protect, protect)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "P"}, "project"),
        ({"project_number": "x"}, "project_number"),
        ({"location": "us"}, "location"),
        ({"secrets": [], "values": {}, "readers": {}}, "secrets"),
        ({"secrets": ["hub token"], "values": {}, "readers": {}}, "secrets[0]"),
        ({"secrets": ["a" * 251], "values": {}, "readers": {}}, "secrets[0]"),
        ({"secrets": ["a", "a"], "values": {}, "readers": {}}, "secrets[1]"),
        ({"values": {"hub-tokn": TOKEN}}, "values"),
        ({"readers": {"hub-tokn": [SERVER]}}, "readers"),
        ({"readers": {"hub-token": ["allUsers"]}}, "readers.hub-token[0]"),
        ({"labels": {"Owner": "ml"}}, "labels"),
    ],
)
def test_a_wrong_argument_is_refused_by_name_without_quoting_a_value(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
    assert TOKEN not in str(refused.value)
