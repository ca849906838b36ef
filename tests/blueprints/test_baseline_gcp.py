"""`GcpBaseline`: which parts are made, for what runs on them, and under which names."""

from typing import Any

import pulumi
import pytest

from accel.planning.graph import Graph
from accel.preview.recorder import Recording, record
from blueprints.baseline_gcp import GcpBaseline
from blueprints.baseline_gcp_settings import TPU_TAG, GcpSettings
from blueprints.contract import tags_of
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
    baseline: Any, identities: frozenset[str] = BOTH, stack: str = "test", unknown_outputs: bool = False, **how: Any
) -> Recording:
    known = facts("prod")
    object.__setattr__(known, "stack", stack)

    def program() -> None:
        GcpBaseline.check("gcp-baseline", settings(baseline), known, identities)
        made = GcpBaseline("gcp-baseline", settings(baseline), known, tags_of(known, "baseline"), identities)
        pulumi.export("baseline", made.exports)

    return record(program, stack=stack, unknown_outputs=unknown_outputs, **how)


BUDGET = {"alertEmails": ["ml-platform@example.com"], "billingAccount": "012345-6789AB-CDEF01"}
SERVER = "serviceAccount:server@p.iam.gserviceaccount.com"
EXTRAS: dict[str, Any] = {
    "network": NETWORK,
    "registry": {"repositories": ["inference"], "writers": ["serviceAccount:build@p.iam.gserviceaccount.com"]},
    "secrets": [{"name": "hub-token", "configKey": "hub:token", "readers": [SERVER]}, {"name": "pager"}],
    "budget": {**BUDGET, "monthlyUsd": 900},
}
TOKEN: dict[str, Any] = {"config": {"hub:token": "hf_planted0123456789"}, "secret_keys": frozenset({"hub:token"})}


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


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_registry_secrets_and_budget_are_made_where_they_are_asked_for(unknown_outputs: bool) -> None:
    recording = recorded({"create": EXTRAS}, unknown_outputs=unknown_outputs, **TOKEN)
    parts = {"accel:index:GcpRegistry", "accel:index:GcpSecrets", "accel:index:GcpBudget"}
    assert parts <= {resource.type for resource in recording.graph}
    assert not parts & {resource.type for resource in recorded({"create": {"network": NETWORK}}).graph}
    exported = recording.outputs["baseline"]
    assert {"repositoryUrls", "secretIds"} <= exported.keys()
    if not unknown_outputs:
        url = "us-central1-docker.pkg.dev/example-project/test-inference"
        assert exported["repositoryUrls"] == {"inference": url}
        assert exported["secretIds"]["pager"] == "projects/example-project/secrets/test-pager"


@pytest.mark.parametrize(
    ("extra", "api"),
    [
        ("registry", "artifactregistry"),
        ("registry", "containerscanning"),
        ("secrets", "secretmanager"),
        ("budget", "billingbudgets"),
    ],
)
def test_an_extra_switches_its_api_on_and_others_leave_it_off(extra: str, api: str) -> None:
    tpu = frozenset({"tpu"})
    alone = recorded({"create": {"network": NETWORK, extra: EXTRAS[extra]}}, tpu, **TOKEN).graph
    others = {key: value for key, value in EXTRAS.items() if key != extra}
    assert f"{api}.googleapis.com" in services(alone)
    assert f"{api}.googleapis.com" not in services(recorded({"create": others}, tpu, **TOKEN).graph)


def test_without_scans_the_paid_api_stays_off() -> None:
    unscanned = {**EXTRAS, "registry": {"repositories": ["inference"], "scan": False}}
    assert "containerscanning.googleapis.com" not in services(recorded({"create": unscanned}, **TOKEN).graph)


def test_everything_that_runs_may_pull_and_only_who_is_named_may_push() -> None:
    grants = recorded({"create": EXTRAS}, **TOKEN).graph.of(
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
    )
    assert {(grant.get("member").split("@")[0], grant.get("role")) for grant in grants} == {
        ("serviceAccount:test-nodes", "roles/artifactregistry.reader"),
        ("serviceAccount:test-tpu", "roles/artifactregistry.reader"),
        ("serviceAccount:build", "roles/artifactregistry.writer"),
    }


def test_agents_are_let_to_own_keys_and_those_of_others_are_left_as_they_are() -> None:
    grant = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember"
    own = {item.name for item in recorded({"create": EXTRAS}, **TOKEN).graph.of(grant)}
    assert {"gcp-baseline-registry-key-user", "gcp-baseline-secrets-key-user"} <= own
    adopted = recorded({"create": EXTRAS, "existing": {"keys": EXISTING["keys"]}}, **TOKEN).graph
    assert not adopted.of(grant)
    (repository,) = adopted.of("gcp:artifactregistry/repository:Repository")
    assert repository.get("kmsKeyName") == f"{KEY}data"


def test_images_may_be_left_to_googles_own_keys() -> None:
    without = {**EXTRAS, "registry": {"repositories": ["inference"], "customerKey": False}}
    (repository,) = recorded({"create": without}, **TOKEN).graph.of("gcp:artifactregistry/repository:Repository")
    assert repository.get("kmsKeyName") is None


def test_the_budget_is_the_stacks_or_its_part() -> None:
    for budget, units in ((EXTRAS["budget"], "900"), (BUDGET, "1000000")):
        graph = recorded({"create": {**EXTRAS, "budget": budget}}, **TOKEN).graph
        (made,) = graph.of("gcp:billing/budget:Budget")
        assert made.get("amount.specifiedAmount.units") == units
        assert made.get("budgetFilter.labels") == {"stack": "test"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"registry": {"repositories": ["Inference"]}}, "create.registry.repositories[0]"),
        ({"registry": {"repositories": ["a"], "writers": ["allUsers"]}}, "create.registry.writers[0]"),
        ({"secrets": [{"name": "hub token"}]}, "create.secrets[0]"),
        ({"budget": {**BUDGET, "alertEmails": ["nobody"]}}, "create.budget.alert_emails[0]"),
        ({"budget": {**BUDGET, "monthlyUsd": 1_000_001}}, "create.budget.monthly_usd"),
    ],
)
def test_an_extra_that_google_would_refuse_is_named_by_its_key(changes: dict[str, Any], field: str) -> None:
    given = settings({"create": {**EXTRAS, **changes}})
    with pytest.raises(InvalidArgument) as refusal:
        GcpBaseline.check("gcp-baseline", given, facts("prod"), BOTH)
    assert refusal.value.field == field


def test_logs_are_kept_as_long_as_the_environment_says_unless_another_stack_says_it() -> None:
    bucket = "gcp:logging/projectBucketConfig:ProjectBucketConfig"
    (kept,) = recorded({"create": {"network": NETWORK}}).graph.of(bucket)
    assert kept.get("retentionDays") == facts("prod").profile.log_retention_days
    assert not recorded({"create": {"network": NETWORK, "logRetention": False}}).graph.of(bucket)


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
