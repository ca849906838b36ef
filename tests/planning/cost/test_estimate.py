import datetime

import pytest

from accel.planning.cost.estimate import estimate
from accel.planning.graph import UNKNOWN, Graph, Resource
from tests.planning.cost.stacks import AWS, GCP, call, cluster, costed, endpoint, pool, scalable, tpu
from tests.policies.building import TODAY, facts, resource


@pytest.mark.parametrize(
    ("resources", "reason", "cause"),
    [
        ((pool(UNKNOWN, nodeCount=1),), "nodeConfig.machineType is known only to the cloud", "unknown value"),
        ((pool(nodeCount=UNKNOWN),), "nodeCount is known only to the cloud", "unknown value"),
        (
            (pool(autoscaling={"totalMaxNodeCount": UNKNOWN}),),
            "autoscaling.totalMaxNodeCount is known only to the cloud",
            "unknown value",
        ),
        ((tpu(UNKNOWN),), "its size is known only to the cloud", "unknown value"),
        ((tpu("v5litepod-7"),), "its size is none that Cloud TPU has", "unknown value"),
        (
            (tpu(reserved=True),),
            "reserved chips are paid for by the contract of their reservation",
            "no price",
        ),
        ((tpu(zone="mars-1a"),), "no price is known of TPU v5e chips (on demand) in mars-1a", "no price"),
        (endpoint(serverlessConfig={"maxConcurrency": 1}), "no price is known of serverless inference", "no price"),
        ((pool("g2-standard-9", nodeCount=1),), "no price is known of nvidia-l4 attached to g2-standard-9", "no price"),
        (
            (pool(config={"flexStart": True}, nodeCount=1),),
            "no price is known of g2-standard-8 (flex start) in us-central1",
            "no price",
        ),
        (
            (pool(config={"diskType": "hyperdisk-extreme"}, nodeCount=1),),
            "no price is known of disks of the type hyperdisk-extreme",
            "no price",
        ),
        ((resource("random:index/pet:Pet"),), "nobody has classified the type random:index/pet:Pet", "unclassified"),
    ],
)
def test_what_has_no_price_is_named_with_the_reason(resources: tuple[Resource, ...], reason: str, cause: str) -> None:
    found = costed(*resources)
    assert [(item.reason, item.cause) for item in found.unpriced] == [(reason, cause)]


def test_sagemaker_has_prices_in_one_region_only() -> None:
    served, configuration = endpoint()
    served.inputs["region"] = "eu-west-1"
    found = costed(served, configuration)
    assert [item.reason for item in found.unpriced] == ["no price is known of ml.inf2.xlarge (on demand) in eu-west-1"]
    assert found.lines == ()


def test_a_part_without_a_price_leaves_the_others() -> None:
    found = costed(pool(config={"diskType": "hyperdisk-extreme"}, nodeCount=1))
    assert [line.item for line in found.lines] == ["g2-standard-8 node"]
    assert len(found.unpriced) == 1


def test_price_of_another_region_says_so() -> None:
    key = resource("aws:kms/key:Key", inputs={"region": "eu-west-1"})
    (line,) = costed(key).lines
    assert line.source.endswith("(price of us-east-1)")
    assert not costed(resource("aws:kms/key:Key")).lines[0].source.endswith(")")


def test_region_of_a_resource_is_its_own_before_that_of_its_provider() -> None:
    there = resource("pulumi:providers:gcp", "there", {"region": "europe-west4"})
    disk = {"type": "pd-ssd", "size": 100}
    own = resource("gcp:compute/disk:Disk", "own", {**disk, "zone": "us-central1-a"}, provider=f"{there.urn}::id")
    theirs = resource("gcp:compute/disk:Disk", "theirs", disk, provider=f"{there.urn}::id")
    found = costed(there, own, theirs)
    # 0.17 in us-central1, 0.187 in europe-west4
    assert {urn.rpartition("::")[2]: lines[0].unit_usd for urn, lines in found.lines_by_urn.items()} == {
        "own": 0.17,
        "theirs": 0.187,
    }


def test_multi_region_bucket_is_not_priced_as_a_region() -> None:
    found = costed(resource("gcp:storage/bucket:Bucket", inputs={"location": "EU"}))
    assert found.usage_based[0].unit_usd == 0.026
    found = costed(resource("gcp:storage/bucket:Bucket", inputs={"location": "ASIA"}))
    assert [item.reason for item in found.unpriced] == ["no price is known of Cloud Storage in asia"]


def test_components_and_providers_are_free() -> None:
    component = resource("accel:index:GkeCluster", custom=False)
    found = costed(component)
    assert {item.urn for item in found.free} == {AWS.urn, GCP.urn, component.urn}


def test_component_is_recognised_where_nobody_tells_that_it_is_one() -> None:
    """The engine shows rules a component like any other resource."""
    component = resource("eks:index:Cluster", "component")
    child = resource("aws:ec2/vpc:Vpc", "child", parent=component.urn)
    assert costed(component, child).unpriced == ()
    assert len(costed(component).unpriced) == 1


def test_log_is_paid_by_use() -> None:
    (ingested, stored) = costed(resource("aws:cloudwatch/logGroup:LogGroup")).usage_based
    assert (ingested.unit, ingested.unit_usd) == ("GB", 0.5)
    assert ingested.assumption == "0.5 USD per GB, for what is written"
    assert (stored.unit, stored.unit_usd) == ("GB-month", 0.03)


def test_two_equal_disks_are_two_disks() -> None:
    disk = {"volumeType": "gp3", "volumeSize": 100}
    found = costed(resource("aws:ec2/instance:Instance", inputs={"ebsBlockDevices": [disk, dict(disk)]}))
    assert [line.monthly_usd for line in found.lines] == [8.0, 8.0]


def test_numbers_of_the_engine_are_floats() -> None:
    config = {"guestAccelerators": [{"type": "nvidia-l4", "count": 1.0}]}
    sizes = {"totalMinNodeCount": 0.0, "totalMaxNodeCount": 4.0}
    found = costed(pool(config=config, autoscaling=sizes), load=0.5)
    assert [line.quantity for line in found.lines] == [2.0, 200.0]


def test_load_balancer_of_a_cluster_is_not_free() -> None:
    service = resource("kubernetes:core/v1:Service", inputs={"spec": {"type": "LoadBalancer"}})
    assert len(costed(service).unpriced) == 1
    assert costed(resource("kubernetes:core/v1:Service", inputs={"spec": {"type": "ClusterIP"}})).unpriced == ()


def test_variant_that_serves_a_model_never_goes_below_one_instance() -> None:
    (line,) = costed(*endpoint(), scalable(0, 0)).lines
    assert line.monthly == pytest.approx((722.70, 722.70, 722.70))


def test_variant_of_inference_components_goes_to_zero() -> None:
    scaling = {"status": "ENABLED", "minInstanceCount": 0, "maxInstanceCount": 2}
    (line,) = costed(*endpoint(modelName=None, managedInstanceScaling=scaling), load=0.5).lines
    assert line.monthly == pytest.approx((0, 722.70, 1445.40))


def test_target_of_another_variant_moves_nothing() -> None:
    (line,) = costed(*endpoint(), scalable(3, 9, "endpoint/llama/variant/other")).lines
    assert line.quantity == 1


def test_target_is_recognised_before_the_endpoint_has_a_name() -> None:
    (line,) = costed(*endpoint(), scalable(3, 3, UNKNOWN)).lines
    assert line.quantity == 3


def test_ages_of_prices_are_told() -> None:
    found = costed(cluster(), resource("aws:kms/key:Key"))
    # 2024-07-01 to 2026-11-24 is 876 days
    assert found.price_ages() == "Prices from 2024-07-01 to 2026-07-01; the oldest is 876 days old."
    assert costed().price_ages() == ""


def test_today_is_the_day_of_the_stack_unless_given() -> None:
    graph = Graph([AWS, resource("aws:kms/key:Key")])
    assert estimate(graph, facts()).today == TODAY
    later = TODAY + datetime.timedelta(days=1)
    assert estimate(graph, facts(), today=later).age_days(estimate(graph, facts()).lines[0]) == 877


def test_jobs_alone_do_not_change_a_slice_of_somebody_else() -> None:
    mine, job = tpu(), call(tpu(), "stop", "0 19 * * *")
    other = resource(mine.type, "other", mine.inputs)
    (line,) = [line for line in costed(mine, other, job).lines if line.urn == other.urn]
    assert line.monthly_usd == pytest.approx(7008)


@pytest.mark.parametrize(
    "type_",
    [
        "aws:budgets/budget:Budget",
        "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
        "aws:costexplorer/anomalySubscription:AnomalySubscription",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        "gcp:billing/budget:Budget",
        "gcp:monitoring/notificationChannel:NotificationChannel",
        "gcp:secretmanager/secretIamMember:SecretIamMember",
    ],
)
def test_who_watches_costs_and_who_may_read_costs_nothing(type_: str) -> None:
    found = costed(resource(type_))
    assert type_ in {free.type for free in found.free}
    assert not (found.lines or found.usage_based or found.unpriced)


@pytest.mark.parametrize(
    "item",
    [
        resource("gcp:logging/projectBucketConfig:ProjectBucketConfig", inputs={"retentionDays": 30}),
        resource(
            "gcp:artifactregistry/repository:Repository",
            inputs={"vulnerabilityScanningConfig": {"enablementConfig": "DISABLED"}},
        ),
    ],
)
def test_what_is_not_asked_for_is_not_told_of(item: Resource) -> None:
    told = {used.item for used in costed(item).usage_based}
    assert not told & {"Cloud Logging, retention", "Artifact Analysis, scans"}


@pytest.mark.parametrize(
    ("item", "prices"),
    [
        # infracost@95ba4f49, us-east-1: cloudwatch_log_group, nat_gateway, vpc_endpoint, lb, kms_key, s3_bucket
        (resource("aws:cloudwatch/logGroup:LogGroup"), {"CloudWatch Logs, ingestion": 0.50}),
        (resource("aws:ec2/natGateway:NatGateway"), {"NAT gateway, data": 0.045}),
        (
            resource("aws:ec2/vpcEndpoint:VpcEndpoint", inputs={"vpcEndpointType": "Interface", "subnetIds": ["a"]}),
            {"interface endpoint, data": 0.01},
        ),
        (resource("aws:lb/loadBalancer:LoadBalancer"), {"application load balancer, use": 0.008}),
        (resource("aws:kms/key:Key"), {"KMS, requests": 0.03}),
        (resource("aws:s3/bucket:Bucket"), {"S3 Standard, storage": 0.023}),
        # us-central1: logging_project_bucket_config, compute_router_nat
        (resource("gcp:logging/projectBucketConfig:ProjectBucketConfig"), {"Cloud Logging, ingestion": 0.50}),
        # cloud.google.com/stackdriver/pricing, cloud.google.com/artifact-analysis/pricing
        (
            resource("gcp:logging/projectBucketConfig:ProjectBucketConfig", inputs={"retentionDays": 90}),
            {"Cloud Logging, retention": 0.01},
        ),
        (
            resource(
                "gcp:artifactregistry/repository:Repository",
                inputs={"vulnerabilityScanningConfig": {"enablementConfig": "INHERITED"}},
            ),
            {"Artifact Registry, images": 0.10, "Artifact Analysis, scans": 0.26},
        ),
        (resource("gcp:compute/routerNat:RouterNat"), {"Cloud NAT, machines": 0.0014, "Cloud NAT, data": 0.045}),
        # westeurope: nat_gateway, log_analytics_workspace
        (
            resource("azure-native:network:NatGateway", inputs={"location": "West Europe"}),
            {"NAT gateway, data": 0.045},
        ),
        (
            resource("azure-native:operationalinsights:Workspace", inputs={"location": "westeurope"}),
            {"Log Analytics, ingestion": 2.99},
        ),
    ],
)
def test_what_only_use_turns_into_money_has_its_price_and_is_in_no_total(
    item: Resource, prices: dict[str, float]
) -> None:
    found = costed(item)
    assert prices.items() <= {used.item: used.unit_usd for used in found.usage_based}.items()
    assert not any("data" in line.item or "ingestion" in line.item for line in found.lines)
