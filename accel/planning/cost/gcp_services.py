"""Services of Google Cloud beside machines and clusters: ways in, Cloud Run, notebooks, Vertex AI, files.

Types: PyPI pulumi-gcp, as installed. What of a load balancer is paid for: https://cloud.google.com/load-balancing/pricing
(forwarding rules and data, not the proxies, maps and backend services behind them).
"""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known, parts
from accel.planning.cost.items import Free, Item, Unpriceable
from accel.planning.cost.lines import by_use
from accel.planning.cost.no_price import known_elsewhere, no_prices
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

FREE = (
    # Calls are paid for with the gateway.
    "gcp:apigateway/api:Api",
    "gcp:apigateway/apiConfig:ApiConfig",
    "gcp:cloudrun/domainMapping:DomainMapping",
    # What is started of it is paid for as a runtime.
    "gcp:colab/runtimeTemplate:RuntimeTemplate",
    "gcp:compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup",
    "gcp:compute/managedSslCertificate:ManagedSslCertificate",
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup",
    "gcp:compute/projectMetadata:ProjectMetadata",
    "gcp:compute/projectMetadataItem:ProjectMetadataItem",
    "gcp:compute/regionHealthCheck:RegionHealthCheck",
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",
    "gcp:compute/regionSslCertificate:RegionSslCertificate",
    "gcp:compute/regionSslPolicy:RegionSslPolicy",
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy",
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy",
    "gcp:compute/regionTargetTcpProxy:RegionTargetTcpProxy",
    "gcp:compute/regionUrlMap:RegionUrlMap",
    "gcp:compute/sSLCertificate:SSLCertificate",
    "gcp:compute/sSLPolicy:SSLPolicy",
    "gcp:compute/targetHttpProxy:TargetHttpProxy",
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy",
    "gcp:compute/targetPool:TargetPool",
    "gcp:compute/targetSSLProxy:TargetSSLProxy",
    "gcp:compute/targetTCPProxy:TargetTCPProxy",
    "gcp:compute/uRLMap:URLMap",
    # What a sink keeps is paid for where it is kept.
    "gcp:logging/billingAccountSink:BillingAccountSink",
    "gcp:logging/folderSink:FolderSink",
    "gcp:logging/organizationSink:OrganizationSink",
    # What is deployed on it is paid for as a deployed index.
    "gcp:vertex/aiIndexEndpoint:AiIndexEndpoint",
)


def _backend_service(resource: Resource, context: CostContext) -> Iterator[Item]:
    found = list(parts(resource, _cached(resource), _logged(resource, context)))
    yield from found or (Free(resource.urn, resource.type),)


def _cached(resource: Resource) -> Iterator[Item]:
    if known(resource.get("enableCdn", False), "enableCdn") is True:
        raise Unpriceable("no price is known of Cloud CDN")
    yield from ()


def _logged(resource: Resource, context: CostContext) -> Iterator[Item]:
    if known(resource.get("logConfig.enable", False), "logConfig.enable") is True:
        yield from by_use(resource, context, "logging_storage", "Cloud Logging, ingestion", "for requests that it logs")


PRICERS: dict[str, Pricer] = {
    **no_prices(
        {
            "the calls of a gateway": ("gcp:apigateway/gateway:Gateway",),
            "Cloud Run": (
                "gcp:cloudrun/service:Service",
                "gcp:cloudrunv2/job:Job",
                "gcp:cloudrunv2/service:Service",
                "gcp:cloudrunv2/workerPool:WorkerPool",
            ),
            "notebooks": (
                "gcp:colab/notebookExecution:NotebookExecution",
                "gcp:colab/runtime:Runtime",
                "gcp:colab/schedule:Schedule",
                "gcp:notebooks/instance:Instance",
                "gcp:notebooks/runtime:Runtime",
                "gcp:workbench/instance:Instance",
            ),
            "machines that a template or an image describes": (
                "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage",
                "gcp:compute/instanceFromTemplate:InstanceFromTemplate",
            ),
            "disks in two zones": ("gcp:compute/regionDisk:RegionDisk",),
            "Cloud Armor": (
                "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy",
                "gcp:compute/regionSecurityPolicyRule:RegionSecurityPolicyRule",
                "gcp:compute/securityPolicy:SecurityPolicy",
                "gcp:compute/securityPolicyRule:SecurityPolicyRule",
            ),
            "what BigQuery stores and scans": ("gcp:bigquery/dataset:Dataset",),
            "what the rules of a firewall policy look at": (
                "gcp:compute/firewallPolicyRule:FirewallPolicyRule",
                "gcp:compute/firewallPolicyWithRules:FirewallPolicyWithRules",
                "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule",
                "gcp:compute/networkFirewallPolicyWithRules:NetworkFirewallPolicyWithRules",
                "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule",
                "gcp:compute/regionNetworkFirewallPolicyWithRules:RegionNetworkFirewallPolicyWithRules",
            ),
            "Lustre": ("gcp:lustre/instance:Instance", "gcp:parallelstore/instance:Instance"),
            "Filestore": ("gcp:filestore/backup:Backup", "gcp:filestore/instance:Instance"),
            "TPU VMs that a queued resource makes": ("gcp:tpu/v2QueuedResource:V2QueuedResource",),
            "the machines of Vertex AI": (
                "gcp:vertex/aiDeploymentResourcePool:AiDeploymentResourcePool",
                "gcp:vertex/aiEndpointWithModelGardenDeployment:AiEndpointWithModelGardenDeployment",
                "gcp:vertex/aiIndexEndpointDeployedIndex:AiIndexEndpointDeployedIndex",
                "gcp:vertex/aiPersistentResource:AiPersistentResource",
                "gcp:vertex/aiReasoningEngine:AiReasoningEngine",
            ),
            "what Vertex AI keeps": (
                "gcp:vertex/aiDataset:AiDataset",
                "gcp:vertex/aiFeatureOnlineStore:AiFeatureOnlineStore",
                "gcp:vertex/aiFeatureStore:AiFeatureStore",
                "gcp:vertex/aiIndex:AiIndex",
                "gcp:vertex/aiMetadataStore:AiMetadataStore",
                "gcp:vertex/aiTensorboard:AiTensorboard",
            ),
        }
    ),
    "gcp:compute/backendService:BackendService": _backend_service,
    "gcp:compute/regionBackendService:RegionBackendService": _backend_service,
    # Models are deployed on it by calls, not by resources.
    "gcp:vertex/aiEndpoint:AiEndpoint": known_elsewhere("which models are deployed on it is known only to the cloud"),
}
