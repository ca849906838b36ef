"""A language model behind vLLM on GKE: cluster, GPU nodes, images, identities, and a server that scales on its load."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as kubernetes

from accel.catalog.gcp import role
from accel.catalog.images import image
from accel.planning.stack import StackFacts
from blueprints.contract import Context, Note, Place
from blueprints.gke_vllm_arguments import cluster_arguments, pool_arguments, server_arguments
from blueprints.gke_vllm_fit import require_fitting_model
from blueprints.gke_vllm_notes import notes
from blueprints.gke_vllm_settings import ClusterCreate, ClusterExisting, Settings
from blueprints.gke_vllm_sizes import cloud_name, require_fitting_pod, sizes
from components.contract import below
from components.gcp.gke_cluster import GkeCluster, GkeClusterArgs
from components.gcp.gke_cluster import validate as validate_cluster
from components.gcp.gke_gpu_node_pool import GkeGpuNodePool
from components.gcp.gke_gpu_node_pool import validate as validate_pool
from components.gcp.image_mirror import GcpImageMirror
from components.gcp.kubeconfig import kubeconfig
from components.kubernetes.metrics_adapter import DEFAULT_NAMESPACE, SERVICE_ACCOUNT, MetricsAdapter
from components.kubernetes.vllm_server import VllmServer, service_account_name
from components.kubernetes.vllm_server import validate as validate_server

if TYPE_CHECKING:
    from blueprints.baseline_gcp import GcpBaseline

__all__ = ["CLOUDS", "IDENTITIES", "Settings", "build", "check", "preflight"]

CLOUDS = ("gcp",)
IDENTITIES = ("nodes",)
"""Service accounts of the baseline that it runs as."""
_MONITORING_VIEWER = "roles/monitoring.viewer"
_SCALING_FIELDS = ("min_replicas", "max_replicas", "metric", "target")
_POOL_FIELDS = ("accelerator", "node_selector", "spot", "cpu", "memory", "memory_limit")


def check(settings: Settings, facts: StackFacts, place: Place) -> None:
    """Refuse what GKE or the server would refuse, before anything is registered.

    Raises:
        InvalidArgument: names the key below this blueprint's entry in the stack file.
    """
    region, found = place.gcp_region or "", sizes(settings, facts, place.gcp_region or "")
    require_fitting_pod(settings, facts)
    with below("scaling", _SCALING_FIELDS), below("node_pool", _POOL_FIELDS):
        validate_server(server_arguments(settings, facts, found))
    require_fitting_model(settings, place)
    if settings.cluster.existing is None:
        with below("cluster.create"):
            validate_cluster(cluster_arguments(settings, facts, region))
    with below("node_pool"):
        validate_pool(pool_arguments(settings, facts, region))


def build(settings: Settings, context: Context, options: pulumi.ResourceOptions) -> Mapping[str, pulumi.Input[Any]]:
    """Register cluster (unless adopted), GPU nodes, image mirror, grants, metrics adapter and server."""
    if context.gcp is None:
        raise AssertionError("program.py makes the baselines of CLOUDS")
    return _Build(settings, context, context.gcp, options).outputs()


def preflight(settings: Settings, facts: StackFacts, place: Place) -> list[Note]:
    """Return what to ask for and to know before `pulumi up`: quotas, zones, what stays on, how to get in."""
    return notes(settings, facts, place, sizes(settings, facts, place.gcp_region or ""))


class _Build:
    """One use of the blueprint, part by part."""

    def __init__(
        self, settings: Settings, context: Context, baseline: "GcpBaseline", options: pulumi.ResourceOptions
    ) -> None:
        self._settings = settings
        self._facts = context.facts
        self._baseline = baseline
        self._options = options
        self._labels = context.tags(settings.name, settings.approval)
        self._sizes = sizes(settings, context.facts, baseline.region)
        self._namespace = settings.namespace or settings.name
        existing = settings.cluster.existing
        self._cloud_name = existing.name if existing else cloud_name(settings, context.facts)

    def outputs(self) -> Mapping[str, pulumi.Input[Any]]:
        """Build everything and return what clients and operators need."""
        name, existing = self._settings.name, self._settings.cluster.existing
        cluster = self._cluster() if existing is None else None
        cluster_name = cluster.cluster_name if cluster else pulumi.Output.from_input(self._cloud_name)
        pool = self._pool(cluster_name)
        config = _kubeconfig_of(cluster, self._by_name()) if cluster else _kubeconfig_of_existing(existing)
        provider = kubernetes.Provider(
            f"{name}-kubernetes",
            kubeconfig=config,
            # The cluster stays the same one when its address or certificate changes.
            cluster_identifier=f"{self._baseline.project}/{self._baseline.region}/{self._cloud_name}",
            opts=self._options,
        )
        images = self._images()
        # IAM knows the cluster's service accounts once the project has had a cluster.
        after: list[pulumi.Resource] = [cluster] if cluster else []
        if cluster is not None or (existing is not None and existing.metrics_adapter):
            self._metrics_adapter(provider, after)
        server = self._server(provider, cluster_name, images, [*self._grants(after), pool])
        return {
            "clusterName": cluster_name,
            "nodePoolName": pool.node_pool_name,
            "namespace": server.namespace,
            "deploymentName": server.deployment_name,
            "serviceName": server.service_name,
            "url": server.url,
            **self._weights_uri(),
        }

    def _by_name(self) -> bool:
        return (self._settings.cluster.create or ClusterCreate()).dns_endpoint

    def _cluster(self) -> GkeCluster:
        baseline = self._baseline
        arguments: GkeClusterArgs = {
            **cluster_arguments(self._settings, self._facts, baseline.region),
            "project": baseline.project,
            "network_id": baseline.network_id,
            "subnetwork_id": baseline.subnetwork_id,
            "pods_range_name": baseline.pods_range_name,
            "services_range_name": baseline.services_range_name,
            "cluster_key_id": baseline.cluster_key_id,
            "disk_key_id": baseline.disk_key_id,
            "node_service_account_email": baseline.account("nodes"),
            "labels": self._labels,
        }
        return GkeCluster(f"{self._settings.name}-cluster", arguments, self._options)

    def _pool(self, cluster_name: pulumi.Output[str]) -> GkeGpuNodePool:
        baseline = self._baseline
        return GkeGpuNodePool(
            f"{self._settings.name}-gpus",
            {
                **pool_arguments(self._settings, self._facts, baseline.region),
                "project": baseline.project,
                "cluster_name": cluster_name,
                "disk_key_id": baseline.disk_key_id,
                "service_account_email": baseline.account("nodes"),
                "labels": self._labels,
            },
            self._options,
        )

    def _images(self) -> Mapping[str, pulumi.Input[str]]:
        """Return the images of server and schedule, from the mirror or from their publishers."""
        wanted = {"image": image("vllm"), "schedule_image": image("kubectl")}
        if not self._settings.mirror_images:
            return {argument: entry.reference for argument, entry in wanted.items()}
        mirror = GcpImageMirror(
            f"{self._settings.name}-images",
            {
                "project": self._baseline.project,
                "location": self._baseline.region,
                "repository_prefix": cloud_name(self._settings, self._facts),
                "registries": sorted({entry.registry for entry in wanted.values()}),
                "readers": [self._baseline.member("nodes")],
                "labels": self._labels,
            },
            self._options,
        )
        return {
            argument: mirror.prefixes.apply(lambda found, entry=entry: entry.at(found[entry.registry]))
            for argument, entry in wanted.items()
        }

    def _member(self, namespace: str, account: str) -> str:
        """Return a Kubernetes service account as IAM policies name it."""
        baseline = self._baseline
        return (
            f"principal://iam.googleapis.com/projects/{baseline.project_number}/locations/global/workloadIdentityPools/"
            f"{baseline.project}.svc.id.goog/subject/ns/{namespace}/sa/{account}"
        )

    def _after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(self._options, pulumi.ResourceOptions(depends_on=list(resources)))

    def _inside(self, provider: pulumi.ProviderResource, *after: pulumi.Resource) -> pulumi.ResourceOptions:
        inside = pulumi.ResourceOptions(providers=[provider], depends_on=list(after))
        return pulumi.ResourceOptions.merge(self._options, inside)

    def _grants(self, after: list[pulumi.Resource]) -> list[pulumi.Resource]:
        """Let the server's pods read the weights, before the first of them starts."""
        if self._settings.weights is None:
            return []
        grant = gcp.storage.BucketIAMMember(
            f"{self._settings.name}-weights-reader",
            bucket=self._baseline.model_bucket_name,
            role=role("read-objects"),
            member=self._member(self._namespace, service_account_name(self._settings.name)),
            opts=self._after(*after),
        )
        return [grant]

    def _metrics_adapter(self, provider: pulumi.ProviderResource, after: list[pulumi.Resource]) -> None:
        grant = gcp.projects.IAMMember(
            f"{self._settings.name}-metrics-viewer",
            project=self._baseline.project,
            role=_MONITORING_VIEWER,
            member=self._member(DEFAULT_NAMESPACE, SERVICE_ACCOUNT),
            opts=self._after(*after),
        )
        MetricsAdapter(
            f"{self._settings.name}-metrics",
            {"google_api_cidrs": self._settings.google_api_cidrs, "labels": self._labels},
            self._inside(provider, grant),
        )

    def _server(
        self,
        provider: pulumi.ProviderResource,
        cluster_name: pulumi.Output[str],
        images: Mapping[str, pulumi.Input[str]],
        after: list[pulumi.Resource],
    ) -> VllmServer:
        wiring: Any = {
            **images,
            "cluster_name": cluster_name,
            "cluster_location": self._baseline.region,
            "labels": self._labels,
        }
        if self._settings.weights is not None:
            path = self._settings.weights.path
            wiring["weights"] = {"bucket": self._baseline.model_bucket_name, "path": path}
        hub = self._settings.hub
        if hub is not None and hub.token_config_key is not None:
            namespace, _, key = hub.token_config_key.partition(":")
            wiring["hub_token"] = pulumi.Config(namespace).require_secret(key)
        if self._settings.image is not None:
            wiring["image"] = self._settings.image
        wiring = {**server_arguments(self._settings, self._facts, self._sizes), **wiring}
        return VllmServer(self._settings.name, wiring, self._inside(provider, *after))

    def _weights_uri(self) -> Mapping[str, pulumi.Input[Any]]:
        if self._settings.weights is None:
            return {}
        path = self._settings.weights.path
        return {"weightsUri": pulumi.Output.concat("gs://", self._baseline.model_bucket_name, f"/{path}/")}


def _kubeconfig_of(cluster: GkeCluster, by_name: bool) -> pulumi.Output[str]:
    if by_name:
        return pulumi.Output.all(cluster.cluster_name, cluster.dns_endpoint).apply(
            lambda found: kubeconfig(str(found[0]), dns_endpoint=str(found[1]))
        )
    parts = pulumi.Output.all(cluster.cluster_name, cluster.endpoint, cluster.ca_certificate)
    return parts.apply(lambda found: kubeconfig(str(found[0]), endpoint=str(found[1]), ca_certificate=str(found[2])))


def _kubeconfig_of_existing(existing: ClusterExisting | None) -> str:
    if existing is None:
        raise AssertionError("a cluster is created unless one is adopted")
    return kubeconfig(
        existing.name,
        endpoint=existing.endpoint,
        ca_certificate=existing.ca_certificate,
        dns_endpoint=existing.dns_endpoint,
    )
