"""Azure takes a resource's identities as a list and answers with a map: a program must run to its end nevertheless."""

import pulumi
import pulumi_azure_native as azure
import pytest
from google.protobuf import struct_pb2

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import record
from accel.preview.wire import decode_struct, echo, encode

ACCOUNT = "azure-native:storage:StorageAccount"
ASKED = {"type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/s/one"]}


def program() -> None:
    identity = azure.managedidentity.UserAssignedIdentity("identity", resource_group_name="group")
    account = azure.storage.StorageAccount(
        "account",
        account_name="weights",
        resource_group_name="group",
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
        identity={"type": "UserAssigned", "user_assigned_identities": [identity.id]},
    )
    pulumi.export("name", account.name)
    pulumi.export("kind", account.identity.apply(lambda found: found.type if found else None))


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_an_account_with_an_identity_is_recorded_with_the_list_that_was_asked_for(unknown_outputs: bool) -> None:
    recording = record(program, unknown_outputs=unknown_outputs)
    (account,) = recording.graph.of(ACCOUNT)
    (listed,) = account.get("identity.userAssignedIdentities")
    assert (listed is UNKNOWN) == unknown_outputs
    assert recording.diagnostics == ()
    assert (recording.outputs["name"] is UNKNOWN) == unknown_outputs
    assert unknown_outputs or "/userAssignedIdentities/identity" in listed


@pytest.mark.parametrize("type_", [ACCOUNT, "azure-native_storage_v20240101:storage:StorageAccount"])
def test_the_echo_leaves_the_list_out_and_the_asked_for_alone(type_: str) -> None:
    asked = struct_pb2.Struct(fields={"identity": encode(ASKED), "kind": encode("StorageV2")})
    assert decode_struct(echo(type_, asked)) == {"identity": {"type": "UserAssigned"}, "kind": "StorageV2"}
    assert decode_struct(asked) == {"identity": ASKED, "kind": "StorageV2"}


@pytest.mark.parametrize(
    ("type_", "identity"),
    [
        (ACCOUNT, {"type": "SystemAssigned"}),
        # A registry is asked with a map, which is answered as it is.
        ("azure-native:containerregistry:Registry", {"userAssignedIdentities": {"/subscriptions/s/one": {}}}),
        (ACCOUNT, UNKNOWN),
        (ACCOUNT, None),
        ("aws:s3/bucket:Bucket", ASKED),
    ],
)
def test_everything_else_is_told_back_as_it_was_asked_for(type_: str, identity: object) -> None:
    asked = struct_pb2.Struct(fields={"identity": encode(identity)})
    assert decode_struct(echo(type_, asked)) == {"identity": identity}
