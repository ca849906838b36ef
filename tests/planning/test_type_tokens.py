import pytest

from accel.planning.cost.estimate import estimate
from accel.planning.graph import Graph, Resource
from accel.planning.type_tokens import canonical
from tests.policies.building import TODAY, facts


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("azure-native:storage:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native:storage/v20230101:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native:storage/v20230101preview:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native_storage_v20240101:storage:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native_storage_v20240101preview:storage:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native_storage_v20240101:storage/v20240101:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native:insights/v20210501preview:DiagnosticSetting", "azure-native:monitor:DiagnosticSetting"),
        ("azure-native_insights_v20221001:insights:AutoscaleSetting", "azure-native:monitor:AutoscaleSetting"),
        ("azure-native:network:PrivateZone", "azure-native:privatedns:PrivateZone"),
        ("azure-native:insights:Component", "azure-native:insights:Component"),
        ("pulumi:providers:azure-native_storage_v20240101", "pulumi:providers:azure-native"),
        ("pulumi:providers:azure-native", "pulumi:providers:azure-native"),
        ("pulumi:pulumi:Stack", "pulumi:pulumi:Stack"),
        ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"),
        ("kubernetes:apps/v1beta2:Deployment", "kubernetes:apps/v1:Deployment"),
        ("kubernetes:extensions/v1beta1:Deployment", "kubernetes:apps/v1:Deployment"),
        ("kubernetes:extensions/v1beta1:DeploymentPatch", "kubernetes:apps/v1:DeploymentPatch"),
        ("kubernetes:extensions/v1beta1:Ingress", "kubernetes:networking.k8s.io/v1:Ingress"),
        ("kubernetes:extensions/v1beta1:PodSecurityPolicy", "kubernetes:extensions/v1beta1:PodSecurityPolicy"),
        ("kubernetes:networking.k8s.io/v1beta1:Ingress", "kubernetes:networking.k8s.io/v1:Ingress"),
        ("kubernetes:batch/v1beta1:CronJob", "kubernetes:batch/v1:CronJob"),
        ("kubernetes:rbac.authorization.k8s.io/v1beta1:Role", "kubernetes:rbac.authorization.k8s.io/v1:Role"),
        (
            "kubernetes:gateway.networking.k8s.io/v1beta1:HTTPRoute",
            "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
        ),
        (
            "kubernetes:gateway.networking.k8s.io/v1alpha2:TCPRoute",
            "kubernetes:gateway.networking.k8s.io/v1alpha2:TCPRoute",
        ),
        # Version 1 of an autoscaler says its metrics elsewhere.
        (
            "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
            "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
        ),
        ("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v3:Release"),
        ("kubernetes:core/v1:Pod", "kubernetes:core/v1:Pod"),
        ("pulumi:providers:kubernetes", "pulumi:providers:kubernetes"),
        ("azure:storage/account:Account", "azure:storage/account:Account"),
        ("acme:thing/v20240101:Thing", "acme:thing/v20240101:Thing"),
        ("", ""),
    ],
)
def test_a_type_has_one_token_whatever_version_of_the_api_it_names(written: str, meant: str) -> None:
    assert canonical(written) == meant
    assert canonical(meant) == meant


def test_a_resource_is_found_by_the_token_of_today() -> None:
    former = Resource(urn="a", type="azure-native:storage/v20230101:StorageAccount", name="a")
    other = Resource(
        urn="b", type="azure-native_storage_v20240101:storage:StorageAccount", name="b", dependencies=("a",)
    )
    graph = Graph([former, other])
    assert graph.of("azure-native:storage:StorageAccount") == [former, other]
    assert graph.referring(former, "azure-native:storage:StorageAccount") == [other]
    assert (former.kind, other.package) == ("azure-native:storage:StorageAccount", "azure-native")
    assert former.type == "azure-native:storage/v20230101:StorageAccount"


def test_a_resource_stands_where_the_provider_of_its_api_version_says() -> None:
    provider = Resource(
        urn="p", type="pulumi:providers:azure-native_compute_v20240302", name="p", inputs={"location": "eastus"}
    )
    disk = Resource(
        urn="d",
        type="azure-native_compute_v20240302:compute:Disk",
        name="d",
        inputs={"diskSizeGB": 128, "sku": {"name": "Premium_LRS"}},
    )
    found = estimate(Graph([provider, disk]), facts(), today=TODAY)
    assert [(line.urn, line.monthly_usd > 0) for line in found.lines] == [("d", True)]
