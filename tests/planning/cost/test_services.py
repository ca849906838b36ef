"""Services beside machines: what is free, what is paid by use, and what is named because it has no price."""

from typing import Any

import pytest

from accel.planning.cost.items import Free, Unpriced
from accel.planning.graph import UNKNOWN
from policies.registry import all_rules
from tests.breaches import breaches
from tests.planning.cost.stacks import AWS, GCP, costed
from tests.policies.building import resource
from tests.policies.cases import all_cases

_STRANGERS = ("random:", "aws-native:", "google-native:", "team:")
"""Packages that nobody classifies: they stand in the cases of the rule that says so."""


def judged(type_: str, inputs: dict[str, Any] | None = None) -> list[Any]:
    """Return everything that an estimate says of one resource."""
    subject = resource(type_, inputs=inputs)
    found = costed(subject)
    kinds: tuple[tuple[Any, ...], ...] = (found.lines, found.usage_based, found.free, found.unpriced)
    return [item for items in kinds for item in items if item.urn not in (AWS.urn, GCP.urn)]


def test_every_type_that_a_rule_judges_is_classified() -> None:
    types = {item.type for case in all_cases() for item in case.resources}
    types.update(item.type for breach in breaches() for item in breach.add)
    types.update(type_ for rule in all_rules() for type_ in rule.types if type_ != "*")
    found = costed(*(resource(type_) for type_ in sorted(types) if not type_.startswith(_STRANGERS)))
    unclassified = {item.type for item in found.unpriced if item.cause == "unclassified"}
    assert not unclassified, f"classify {', '.join(sorted(unclassified))} in accel/planning/cost"


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("aws:apigateway/method:Method", {}),
        ("aws:apigateway/methodSettings:MethodSettings", {"settings": {"metricsEnabled": False}}),
        ("aws:apigateway/stage:Stage", {}),
        ("aws:apigatewayv2/route:Route", {}),
        ("aws:apigatewayv2/stage:Stage", {"defaultRouteSettings": {"detailedMetricsEnabled": False}}),
        ("aws:backup/selection:Selection", {}),
        ("aws:batch/computeEnvironment:ComputeEnvironment", {"type": "UNMANAGED"}),
        ("aws:ec2/eipAssociation:EipAssociation", {}),
        ("aws:efs/backupPolicy:BackupPolicy", {"backupPolicy": {"status": "DISABLED"}}),
        ("aws:lambda/functionUrl:FunctionUrl", {}),
        ("aws:lambda/permission:Permission", {}),
        ("aws:sagemaker/userProfile:UserProfile", {}),
        ("aws:secretsmanager/secretRotation:SecretRotation", {}),
        ("aws:ecs/taskDefinition:TaskDefinition", {}),
        ("aws:ssm/parameter:Parameter", {"type": "String"}),
        ("aws:wafv2/webAclAssociation:WebAclAssociation", {}),
        ("azure-native:authorization:ManagementLockAtResourceLevel", {}),
        ("azure-native:devtestlab:GlobalSchedule", {}),
        ("gcp:apigateway/apiConfig:ApiConfig", {}),
        ("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", {}),
        ("gcp:compute/backendService:BackendService", {"logConfig": {"enable": False}}),
        ("gcp:compute/targetHttpProxy:TargetHttpProxy", {}),
        ("gcp:compute/uRLMap:URLMap", {}),
        ("gcp:vertex/aiIndexEndpoint:AiIndexEndpoint", {}),
    ],
)
def test_settings_of_a_service_are_free(type_: str, inputs: dict[str, Any]) -> None:
    assert [type(item) for item in judged(type_, inputs)] == [Free]


@pytest.mark.parametrize(
    ("type_", "inputs", "reason", "cause"),
    [
        ("aws:apigateway/restApi:RestApi", {}, "no price is known of the requests of an API", "no price"),
        (
            "aws:apigateway/stage:Stage",
            {"cacheClusterEnabled": True},
            "no price is known of the cache of an API",
            "no price",
        ),
        (
            "aws:apigateway/stage:Stage",
            {"cacheClusterEnabled": UNKNOWN},
            "cacheClusterEnabled is known only to the cloud",
            "unknown value",
        ),
        (
            "aws:apigateway/methodSettings:MethodSettings",
            {"settings": {"metricsEnabled": True}},
            "no price is known of the metrics of each method of an API",
            "no price",
        ),
        (
            "aws:apigatewayv2/stage:Stage",
            {"defaultRouteSettings": {"detailedMetricsEnabled": True}},
            "no price is known of the metrics of each route of an API",
            "no price",
        ),
        (
            "aws:batch/computeEnvironment:ComputeEnvironment",
            {"type": "MANAGED"},
            "no price is known of what Batch starts for its jobs",
            "no price",
        ),
        ("aws:efs/fileSystem:FileSystem", {}, "no price is known of EFS", "no price"),
        (
            "aws:efs/backupPolicy:BackupPolicy",
            {"backupPolicy": {"status": "ENABLED"}},
            "no price is known of backups of a file system",
            "no price",
        ),
        (
            "aws:cloudformation/stack:Stack",
            {},
            "what a template makes is known only to the cloud",
            "unknown value",
        ),
        (
            "aws:ssm/parameter:Parameter",
            {"tier": "Advanced"},
            "no price is known of parameters beyond the standard tier",
            "no price",
        ),
        ("azure-native:app:ContainerApp", {}, "no price is known of containers by the second", "no price"),
        ("aws:fsx/lustreFileSystem:LustreFileSystem", {}, "no price is known of FSx", "no price"),
        ("aws:sagemaker/domain:Domain", {}, "no price is known of the file system of a domain", "no price"),
        ("aws:wafv2/webAcl:WebAcl", {}, "no price is known of a web ACL and its rules", "no price"),
        (
            "azure-native:cognitiveservices/v20230501:Account",
            {},
            "no price is known of what is asked of models",
            "no price",
        ),
        ("gcp:cloudrunv2/service:Service", {}, "no price is known of Cloud Run", "no price"),
        (
            "gcp:compute/backendService:BackendService",
            {"enableCdn": True},
            "no price is known of Cloud CDN",
            "no price",
        ),
        ("gcp:compute/securityPolicy:SecurityPolicy", {}, "no price is known of Cloud Armor", "no price"),
        (
            "gcp:vertex/aiEndpoint:AiEndpoint",
            {},
            "which models are deployed on it is known only to the cloud",
            "unknown value",
        ),
        ("gcp:workbench/instance:Instance", {}, "no price is known of notebooks", "no price"),
    ],
)
def test_a_service_without_a_price_is_named(type_: str, inputs: dict[str, Any], reason: str, cause: str) -> None:
    (item,) = judged(type_, inputs)
    assert isinstance(item, Unpriced)
    assert (item.reason, item.cause) == (reason, cause)


def test_requests_that_a_backend_service_logs_are_paid_by_use() -> None:
    (log,) = costed(
        resource("gcp:compute/backendService:BackendService", inputs={"logConfig": {"enable": True}})
    ).usage_based
    assert (log.unit, log.unit_usd) == ("GB", 0.5)


@pytest.mark.parametrize("type_", ["aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey"])
def test_a_replica_and_a_key_with_imported_material_cost_what_a_key_costs(type_: str) -> None:
    assert [line.monthly_usd for line in costed(resource(type_)).lines] == pytest.approx([1.0])


def test_secret_of_one_region_costs_what_a_secret_costs() -> None:
    found = costed(
        resource("gcp:secretmanager/regionalSecret:RegionalSecret", inputs={"location": "us-central1"}),
        resource("gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion", "version"),
    )
    assert [item.unit_usd for item in found.usage_based] == [0.03]
    assert [line.monthly_usd for line in found.lines] == pytest.approx([0.06])


def test_spot_request_costs_what_a_spot_instance_costs() -> None:
    machine = {"instanceType": "g5.xlarge", "rootBlockDevice": {"volumeSize": 100, "volumeType": "gp3"}}
    spot = {**machine, "instanceMarketOptions": {"marketType": "spot"}}
    requested = costed(resource("aws:ec2/spotInstanceRequest:SpotInstanceRequest", inputs=machine))
    instance = costed(resource("aws:ec2/instance:Instance", inputs=spot))
    assert [line.purchase for line in requested.lines] == ["spot", "on_demand"]
    assert requested.monthly_usd == instance.monthly_usd


@pytest.mark.parametrize("module", ["applicationloadbalancing", "elasticloadbalancingv2"])
def test_load_balancer_under_a_former_name_is_one(module: str) -> None:
    today = costed(resource("aws:lb/loadBalancer:LoadBalancer"))
    former = costed(resource(f"aws:{module}/loadBalancer:LoadBalancer"))
    assert former.monthly_usd == today.monthly_usd
    assert today.lines
