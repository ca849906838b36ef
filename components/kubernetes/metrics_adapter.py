"""Lets autoscalers of a GKE cluster see the series of Cloud Monitoring, managed Prometheus among them."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as kubernetes

from accel.catalog.gke_networking import dns_namespace
from accel.catalog.images import image
from components.kubernetes.names import require_dns_label, require_labels
from components.kubernetes.network_policies import (
    namespaces,
    tcp,
    to_api_server,
    to_dns,
    to_google_apis,
    to_metadata_server,
)
from components.kubernetes.pods import restricted_container, restricted_pod, selector_labels, temporary_folder

DEFAULT_NAMESPACE = "custom-metrics"
SERVICE_ACCOUNT = "custom-metrics-stackdriver-adapter"
_SYSTEM = "kube-system"
_PORT = 6443
_SERVICE_PORT = 443
_RBAC = "rbac.authorization.k8s.io"
# Group, version and which version of a group is preferred, as the adapter's own manifest has them.
_APIS = (
    ("custom.metrics.k8s.io", "v1beta1", 100),
    ("custom.metrics.k8s.io", "v1beta2", 200),
    ("external.metrics.k8s.io", "v1beta1", 100),
)


class MetricsAdapterArgs(TypedDict):
    """Arguments of `MetricsAdapter`."""

    namespace: NotRequired[str]
    """Namespace to make for it. Default custom-metrics."""
    image: NotRequired[pulumi.Input[str]]
    """Image of the adapter, pinned. Default: the catalogue's, at its publisher."""
    google_api_cidrs: NotRequired[Sequence[str]]
    """Where Google's APIs are reached. Default: their private addresses."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of everything."""


class MetricsAdapter(pulumi.ComponentResource):
    """The Custom Metrics Stackdriver Adapter: once in a cluster, beside no other adapter of custom metrics.

    A small pod on nodes that are there anyway. Reading series counts as calls of the Monitoring API. Its Kubernetes
    service account needs roles/monitoring.viewer in IAM before it starts: without it the adapter ends at once.

    Raises:
        InvalidArgument: a name is none.
    """

    namespace: pulumi.Output[str]
    """Namespace of the adapter."""
    service_account_name: pulumi.Output[str]
    """Kubernetes service account that IAM must let read monitoring data."""

    def __init__(self, name: str, args: MetricsAdapterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:MetricsAdapter", name, {}, opts)
        self._name = name
        self._args = args
        self._selector = selector_labels(name, "metrics-adapter")
        self._labels = {**args.get("labels", {}), **self._selector}
        namespace = self._make_namespace()
        self._namespace = namespace.metadata.name
        self._options = pulumi.ResourceOptions(parent=self)
        account = kubernetes.core.v1.ServiceAccount(
            f"{name}-account",
            metadata=self._metadata(SERVICE_ACCOUNT),
            automount_service_account_token=False,
            opts=self._options,
        )
        subject = {"kind": "ServiceAccount", "name": account.metadata.name, "namespace": self._namespace}
        rights = self._make_rights(subject)
        policy = self._make_network_policy()
        deployment = self._make_deployment(account, [*rights, policy])
        self._make_apis(self._make_service(), deployment)
        self._let_autoscalers_read()
        self.namespace = self._namespace
        self.service_account_name = account.metadata.name
        self.register_outputs({"namespace": self.namespace, "service_account_name": self.service_account_name})

    def _metadata(self, object_name: str) -> Any:
        return {"name": object_name, "namespace": self._namespace, "labels": self._labels}

    def _cluster_metadata(self, object_name: str) -> Any:
        return {"name": object_name, "labels": self._labels}

    def _make_namespace(self) -> kubernetes.core.v1.Namespace:
        standard = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
        return kubernetes.core.v1.Namespace(
            f"{self._name}-namespace",
            metadata={
                "name": self._args.get("namespace", DEFAULT_NAMESPACE),
                "labels": {**self._args.get("labels", {}), **standard},
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _make_rights(self, subject: Any) -> list[pulumi.Resource]:
        """Let it ask the API server who calls and whether they may, and look up the pods that a metric is about."""
        reader = kubernetes.rbac.v1.ClusterRole(
            f"{self._name}-resource-reader",
            metadata=self._cluster_metadata("custom-metrics-resource-reader"),
            rules=[
                {
                    "api_groups": [""],
                    "resources": ["pods", "nodes", "nodes/stats"],
                    "verbs": ["get", "list", "watch"],
                }
            ],
            opts=self._options,
        )
        in_system: Any = {**self._cluster_metadata("custom-metrics-auth-reader"), "namespace": _SYSTEM}
        bindings: list[pulumi.Resource] = [
            kubernetes.rbac.v1.ClusterRoleBinding(
                f"{self._name}-auth-delegator",
                metadata=self._cluster_metadata("custom-metrics:system:auth-delegator"),
                role_ref={"api_group": _RBAC, "kind": "ClusterRole", "name": "system:auth-delegator"},
                subjects=[subject],
                opts=self._options,
            ),
            kubernetes.rbac.v1.RoleBinding(
                f"{self._name}-auth-reader",
                metadata=in_system,
                role_ref={"api_group": _RBAC, "kind": "Role", "name": "extension-apiserver-authentication-reader"},
                subjects=[subject],
                opts=self._options,
            ),
            kubernetes.rbac.v1.ClusterRoleBinding(
                f"{self._name}-resource-reader-binding",
                metadata=self._cluster_metadata("custom-metrics-resource-reader"),
                role_ref={"api_group": _RBAC, "kind": "ClusterRole", "name": reader.metadata.name},
                subjects=[subject],
                opts=self._options,
            ),
        ]
        return bindings

    def _make_network_policy(self) -> kubernetes.networking.v1.NetworkPolicy:
        return kubernetes.networking.v1.NetworkPolicy(
            f"{self._name}-network-policy",
            metadata=self._metadata(self._name),
            spec={
                "pod_selector": {"match_labels": self._selector},
                "policy_types": ["Ingress", "Egress"],
                # The API server reaches pods through its agents in this namespace.
                "ingress": [{"from_": [namespaces([dns_namespace()])], "ports": tcp(_PORT)}],
                "egress": [
                    to_dns(),
                    *to_metadata_server(),
                    to_google_apis(self._args.get("google_api_cidrs", ())),
                    to_api_server(),
                ],
            },
            opts=self._options,
        )

    def _make_deployment(
        self, account: kubernetes.core.v1.ServiceAccount, after: Sequence[pulumi.Resource]
    ) -> kubernetes.apps.v1.Deployment:
        adapter = image("custom-metrics-stackdriver-adapter")
        probe = {"http_get": {"path": "/healthz", "port": "https", "scheme": "HTTPS"}, "timeout_seconds": 5}
        container: Any = {
            **restricted_container(),
            "name": "adapter",
            "image": self._args.get("image", adapter.reference),
            "command": ["/adapter"],
            "args": [
                "--use-new-resource-model=true",
                "--fallback-for-container-metrics=true",
                # Below 1024 only root may listen; and it makes its own certificate, for which it needs a place.
                f"--secure-port={_PORT}",
                f"--cert-dir={adapter.home}",
            ],
            "ports": [{"name": "https", "container_port": _PORT}],
            "resources": {"requests": {"cpu": "250m", "memory": "200Mi"}, "limits": {"memory": "200Mi"}},
            "startup_probe": {**probe, "period_seconds": 5, "failure_threshold": 24},
            "readiness_probe": {**probe, "period_seconds": 10},
            "liveness_probe": {**probe, "period_seconds": 10, "failure_threshold": 6},
            "volume_mounts": [{"name": "certificates", "mount_path": adapter.home}],
        }
        pod: Any = {
            **restricted_pod(adapter.runs_as),
            "service_account_name": account.metadata.name,
            "automount_service_account_token": True,
            "containers": [container],
            "volumes": [temporary_folder("certificates")],
        }
        return kubernetes.apps.v1.Deployment(
            f"{self._name}-deployment",
            metadata=self._metadata(self._name),
            spec={
                "replicas": 1,
                "selector": {"match_labels": self._selector},
                "template": {"metadata": {"labels": self._labels}, "spec": pod},
            },
            opts=pulumi.ResourceOptions.merge(self._options, pulumi.ResourceOptions(depends_on=list(after))),
        )

    def _make_service(self) -> kubernetes.core.v1.Service:
        return kubernetes.core.v1.Service(
            f"{self._name}-service",
            metadata=self._metadata(self._name),
            spec={
                "type": "ClusterIP",
                "selector": self._selector,
                "ports": [{"name": "https", "port": _SERVICE_PORT, "target_port": "https", "protocol": "TCP"}],
            },
            opts=self._options,
        )

    def _make_apis(self, service: kubernetes.core.v1.Service, deployment: kubernetes.apps.v1.Deployment) -> None:
        # An API that is announced before anybody serves it makes every discovery of the cluster's APIs fail.
        after = pulumi.ResourceOptions.merge(self._options, pulumi.ResourceOptions(depends_on=[deployment]))
        for group, version, priority in _APIS:
            kubernetes.apiregistration.v1.APIService(
                f"{self._name}-{version}-{group.partition('.')[0]}",
                metadata=self._cluster_metadata(f"{version}.{group}"),
                spec={
                    "group": group,
                    "version": version,
                    "group_priority_minimum": 100,
                    "version_priority": priority,
                    "service": {"name": service.metadata.name, "namespace": self._namespace, "port": _SERVICE_PORT},
                    # Its certificate is its own; callers come through the API server, inside the cluster.
                    "insecure_skip_tls_verify": True,
                },
                opts=after,
            )

    def _let_autoscalers_read(self) -> None:
        reader = kubernetes.rbac.v1.ClusterRole(
            f"{self._name}-external-reader",
            metadata=self._cluster_metadata("external-metrics-reader"),
            rules=[{"api_groups": ["external.metrics.k8s.io"], "resources": ["*"], "verbs": ["list", "get", "watch"]}],
            opts=self._options,
        )
        kubernetes.rbac.v1.ClusterRoleBinding(
            f"{self._name}-external-reader-binding",
            metadata=self._cluster_metadata("external-metrics-reader"),
            role_ref={"api_group": _RBAC, "kind": "ClusterRole", "name": reader.metadata.name},
            subjects=[{"kind": "ServiceAccount", "name": "horizontal-pod-autoscaler", "namespace": _SYSTEM}],
            opts=self._options,
        )


def validate(args: MetricsAdapterArgs) -> None:
    """Refuse names that are none.

    Raises:
        InvalidArgument: names the argument, its value and what is allowed.
    """
    require_dns_label("namespace", args.get("namespace", DEFAULT_NAMESPACE))
    require_labels("labels", args.get("labels", {}))
