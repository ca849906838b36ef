from typing import Any

import pulumi
import pulumi_gcp as gcp
import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording, record
from components.contract import InvalidArgument
from components.gcp.identity import GcpIdentity, validate
from tests.components.gcp.building import PROJECT, findings, named, only, types, without_none

EMAIL = f"server@{PROJECT}.iam.gserviceaccount.com"
WORKLOAD = {"namespace": "vllm", "service_account": "server", "workload_pool": f"{PROJECT}.svc.id.goog"}
ROLES = ["roles/logging.logWriter", "projects/ml-prod-1/roles/reader_2"]


def arguments(**changes: Any) -> Any:
    given = {"project": PROJECT, "account_id": "server", "display_name": "Model server"}
    return without_none({**given, **changes})


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    def program() -> None:
        identity = GcpIdentity("server", arguments(**changes))
        pulumi.export("email", identity.email)
        pulumi.export("member", identity.member)
        pulumi.export("name", identity.name)
        gcp.tpu.V2Vm("machine", runtime_version="r", zone="z", service_account={"email": identity.email})

    return record(program, unknown_outputs=unknown_outputs)


def test_an_account_alone_has_no_roles_and_no_keys() -> None:
    assert types(recorded().graph)[0] == ("gcp:serviceaccount/account:Account", "server-account")
    assert len(types(recorded().graph)) == 2


def test_each_role_and_the_workload_get_one_grant() -> None:
    graph = recorded(project_roles=ROLES, workload_identity=WORKLOAD).graph
    assert types(graph) == [
        ("gcp:projects/iAMMember:IAMMember", "server-logging.logWriter"),
        ("gcp:projects/iAMMember:IAMMember", "server-projects-ml-prod-1-roles-reader_2"),
        ("gcp:serviceaccount/account:Account", "server-account"),
        ("gcp:serviceaccount/iAMMember:IAMMember", "server-workload"),
        ("gcp:tpu/v2Vm:V2Vm", "machine"),
    ]
    for grant in graph.of("gcp:projects/iAMMember:IAMMember"):
        assert grant.inputs["member"] == f"serviceAccount:{EMAIL}"
        assert grant.inputs["project"] == PROJECT


def test_the_identity_keeps_our_own_rules() -> None:
    graph = recorded(project_roles=ROLES, workload_identity=WORKLOAD).graph
    ours = {resource.urn for resource in graph if "GcpIdentity" in resource.urn}
    assert [finding for finding in findings(graph) if finding.urn in ours] == []


def test_only_the_named_pods_of_the_cluster_act_as_the_account() -> None:
    grant = only(recorded(workload_identity=WORKLOAD).graph, "gcp:serviceaccount/iAMMember:IAMMember")
    assert grant.inputs["member"] == f"serviceAccount:{PROJECT}.svc.id.goog[vllm/server]"
    assert grant.inputs["role"] == "roles/iam.workloadIdentityUser"
    assert grant.inputs["serviceAccountId"] == f"projects/{PROJECT}/serviceAccounts/{EMAIL}"


def test_pods_are_let_in_only_once_the_cluster_has_made_the_pool() -> None:
    def program() -> None:
        cluster = gcp.container.Cluster("cluster", workload_identity_config={"workload_pool": f"{PROJECT}.svc.id.goog"})
        pool = cluster.workload_identity_config.workload_pool.apply(str)
        GcpIdentity("server", arguments(workload_identity={**WORKLOAD, "workload_pool": pool}))

    graph = record(program).graph
    grant = only(graph, "gcp:serviceaccount/iAMMember:IAMMember")
    assert named(graph, "cluster").urn in grant.property_dependencies["member"]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_machines_wait_until_their_account_has_its_roles(unknown_outputs: bool) -> None:
    recording = recorded(unknown_outputs, project_roles=ROLES, workload_identity=WORKLOAD)
    waits_for = named(recording.graph, "machine").property_dependencies["serviceAccount"]
    grants = recording.graph.of("gcp:projects/iAMMember:IAMMember", "gcp:serviceaccount/iAMMember:IAMMember")
    assert {grant.urn for grant in grants} <= set(waits_for)
    assert (recording.outputs["email"] is UNKNOWN) == unknown_outputs


def test_outputs_are_the_three_names_of_the_account() -> None:
    assert recorded().outputs == {
        "email": EMAIL,
        "member": f"serviceAccount:{EMAIL}",
        "name": f"projects/{PROJECT}/serviceAccounts/{EMAIL}",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "prod_1"}, "project"),
        ({"account_id": "five5"}, "account_id"),
        ({"account_id": "a" * 31}, "account_id"),
        ({"account_id": "Server1"}, "account_id"),
        ({"account_id": "1server"}, "account_id"),
        ({"account_id": "server-"}, "account_id"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "é" * 51}, "display_name"),
        ({"description": "x" * 257}, "description"),
        ({"project_roles": ["logging.logWriter"]}, "project_roles[0]"),
        ({"project_roles": ["roles/logging.logWriter", "roles/owner"]}, "project_roles[1]"),
        ({"project_roles": ["roles/editor"]}, "project_roles[0]"),
        ({"project_roles": ["roles/iam.serviceAccountTokenCreator"]}, "project_roles[0]"),
        ({"project_roles": ["roles/iam.serviceAccountUser"]}, "project_roles[0]"),
        ({"project_roles": ["roles/logging.logWriter", "roles/logging.logWriter"]}, "project_roles[1]"),
        ({"workload_identity": {**WORKLOAD, "namespace": "My space"}}, "workload_identity.namespace"),
        ({"workload_identity": {**WORKLOAD, "service_account": ""}}, "workload_identity.service_account"),
    ],
)
def test_what_the_cloud_or_our_rules_would_refuse_is_refused_first(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        validate(arguments(**changes))
    assert refusal.value.field == field
    with pytest.raises(InvalidArgument):
        recorded(**changes)


@pytest.mark.parametrize("account_id", ["server", "a" * 30, "gke-nodes-1"])
def test_names_at_the_bounds_are_taken(account_id: str) -> None:
    validate(arguments(account_id=account_id, display_name="x" * 100, description="x" * 256))
