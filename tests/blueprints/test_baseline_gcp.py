"""`GcpBaseline`: which parts are made, for what runs on them, and under which names."""

from typing import Any

import pulumi
import pytest

from accel.planning.graph import Graph
from accel.preview.recorder import Recording, record
from blueprints.baseline_gcp import GcpBaseline
from blueprints.baseline_gcp_settings import TPU_TAG, GcpSettings
from components.contract import InvalidArgument
from tests.policies.building import facts

ACCOUNT = "gcp:serviceaccount/account:Account"
BOTH = frozenset({"nodes", "tpu"})
NETWORK = {"subnetCidr": "10.0.0.0/20", "podsCidr": "10.4.0.0/14", "servicesCidr": "10.8.0.0/20"}
KEY = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/"
EXISTING = {
    "network": {
        "networkId": "projects/p/global/networks/n",
        "subnetworkId": "projects/p/regions/us-central1/subnetworks/s",
    },
    "keys": {"dataKeyId": f"{KEY}data", "clusterKeyId": f"{KEY}cluster", "diskKeyId": f"{KEY}disk"},
    "modelStore": {"bucketName": "our-weights"},
}


def settings(baseline: Any) -> GcpSettings:
    return GcpSettings.model_validate(
        {
            "project": "example-project",
            "projectNumber": "123456789012",
            "region": "us-central1",
            "baseline": baseline,
        }
    )


def recorded(
    baseline: Any, identities: frozenset[str] = BOTH, stack: str = "test", unknown_outputs: bool = False
) -> Recording:
    known = facts("prod")
    object.__setattr__(known, "stack", stack)

    def program() -> None:
        GcpBaseline.check("gcp-baseline", settings(baseline), known, identities)
        made = GcpBaseline("gcp-baseline", settings(baseline), known, {}, identities)
        pulumi.export("baseline", made.exports)

    return record(program, stack=stack, unknown_outputs=unknown_outputs)


def services(graph: Graph) -> set[str]:
    return {service.get("service") for service in graph.of("gcp:projects/service:Service")}


def accounts(graph: Graph) -> list[str]:
    return sorted(account.get("accountId") for account in graph.of(ACCOUNT))


def test_every_machine_has_an_account_with_the_roles_of_its_work() -> None:
    graph = recorded({"create": {"network": NETWORK}}).graph
    assert accounts(graph) == ["test-nodes", "test-tpu"]
    grants = {
        (grant.get("member").split("@")[0], grant.get("role")) for grant in graph.of("gcp:projects/iAMMember:IAMMember")
    }
    assert grants == {
        ("serviceAccount:test-nodes", "roles/container.defaultNodeServiceAccount"),
        ("serviceAccount:test-tpu", "roles/logging.logWriter"),
        ("serviceAccount:test-tpu", "roles/monitoring.metricWriter"),
    }


def test_accounts_and_buckets_of_stacks_with_long_names_are_not_the_same_ones() -> None:
    first, second = (
        recorded({"create": {"network": NETWORK}}, stack=f"accelerator-research-platform-{place}").graph
        for place in ("staging", "production")
    )
    names: list[set[str]] = [
        {*accounts(graph), *(bucket.get("name") for bucket in graph.of("gcp:storage/bucket:Bucket"))}
        for graph in (first, second)
    ]
    assert len(names[0]) == len(names[1]) == 4
    assert not names[0] & names[1]


@pytest.mark.parametrize(
    ("identities", "wanted", "unwanted"),
    [
        ({"nodes"}, {"container.googleapis.com", "containerfilesystem.googleapis.com"}, {"tpu.googleapis.com"}),
        ({"tpu"}, {"tpu.googleapis.com", "cloudscheduler.googleapis.com"}, {"container.googleapis.com"}),
    ],
)
def test_the_apis_of_what_runs_are_switched_on_and_no_others(
    identities: set[str], wanted: set[str], unwanted: set[str]
) -> None:
    found = services(recorded({"create": {"network": NETWORK}}, frozenset(identities)).graph)
    assert {"compute.googleapis.com", "iam.googleapis.com", "storage.googleapis.com"} | wanted <= found
    assert not unwanted & found


def test_only_slices_are_let_through_by_tag() -> None:
    for identities in (BOTH, frozenset({"nodes"})):
        rules = recorded({"create": {"network": NETWORK}}, identities).graph.of("gcp:compute/firewall:Firewall")
        tags = {tag for rule in rules for tag in rule.inputs.get("targetTags", [])}
        assert tags == ({TPU_TAG} if "tpu" in identities else set())


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_what_exists_is_used_and_only_accounts_are_made(unknown_outputs: bool) -> None:
    recording = recorded({"existing": EXISTING}, unknown_outputs=unknown_outputs)
    types = {resource.type for resource in recording.graph if resource.custom and resource.type.startswith("gcp:")}
    assert types == {ACCOUNT, "gcp:projects/iAMMember:IAMMember"}
    exported = recording.outputs["baseline"]
    assert exported["networkId"] == "projects/p/global/networks/n"
    assert exported["diskKeyId"] == f"{KEY}disk"
    assert exported["modelBucketName"] == "our-weights"


def test_an_account_that_exists_is_not_made_again() -> None:
    email = "slices@our-project.iam.gserviceaccount.com"
    recording = recorded({"existing": {**EXISTING, "identities": {"tpu": email}}})
    assert accounts(recording.graph) == ["test-nodes"]
    assert recording.outputs["baseline"]["tpuEmail"] == email


def test_audit_logs_are_left_to_whoever_keeps_them_already() -> None:
    kept = recorded({"create": {"network": NETWORK, "audit": False}}).graph
    assert not kept.of("gcp:logging/projectSink:ProjectSink", "gcp:projects/iAMAuditConfig:IAMAuditConfig")


def test_what_google_would_refuse_is_refused_before_anything_is_registered() -> None:
    overlapping = {**NETWORK, "servicesCidr": "10.4.0.0/20"}
    with pytest.raises(InvalidArgument) as refusal:
        GcpBaseline.check("gcp-baseline", settings({"create": {"network": overlapping}}), facts("prod"), BOTH)
    assert refusal.value.field == "create.network.services_cidr"
