"""A vLLM server on GKE that answers the OpenAI protocol and scales on its own load."""

from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from accel.catalog.gke_networking import metrics_collectors
from accel.catalog.vllm import scaling_metric, server_facts
from components.kubernetes.network_policies import (
    addresses,
    namespaces,
    pods,
    tcp,
    to_dns,
    to_google_apis,
    to_metadata_server,
)
from components.kubernetes.pods import selector_labels, without_waiting
from components.kubernetes.vllm_arguments import (
    DEFAULT_METRIC,
    VllmServerArgs,
    gpu_monitoring_name,
    validate,
    validate_name,
)
from components.kubernetes.vllm_pod import HTTP, pod_template, rollout_seconds
from components.kubernetes.vllm_scaling import autoscaler_spec, gpu_monitoring, replicas_of, server_monitoring
from components.kubernetes.vllm_schedule import VllmSchedule, VllmScheduleArgs

__all__ = ["VllmServer", "VllmServerArgs", "service_account_name", "validate"]

_SERVICE_PORT = 80


def service_account_name(name: str) -> str:
    """Return the Kubernetes service account of the server of this name, to which IAM gives the weights."""
    return name


class VllmServer(pulumi.ComponentResource):
    """Deployment, Service, autoscaler with its metric, disruption budget, network policy and service account of vLLM.

    Each pod takes whole GPUs and so keeps a GPU node: nodes are paid for, not pods. Weights in a bucket are read once
    for each new pod. What it reports to managed Prometheus is billed by samples.

    The autoscaler needs `MetricsAdapter` once in the cluster, and managed Prometheus.

    Raises:
        InvalidArgument: the model cannot be split so, a value does not exist, or arguments contradict each other.
    """

    namespace: pulumi.Output[str]
    """Namespace of the server."""
    deployment_name: pulumi.Output[str]
    """Name of the Deployment, for `kubectl scale`."""
    service_name: pulumi.Output[str]
    """Name of the Service."""
    service_account_name: pulumi.Output[str]
    """Kubernetes service account that the pods run as."""
    url: pulumi.Output[str]
    """Base URL of the OpenAI protocol inside the cluster."""

    def __init__(self, name: str, args: VllmServerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        validate_name(name, args)
        super().__init__("accel:index:VllmServer", name, {}, opts)
        self._name = name
        self._args = args
        self._selector = selector_labels(name, "vllm")
        self._labels = {**args.get("labels", {}), **self._selector}
        self._options = pulumi.ResourceOptions(parent=self)
        self._make_namespace()
        self._make_network_policy()
        account = kubernetes.core.v1.ServiceAccount(
            f"{name}-account",
            metadata=self._metadata(service_account_name(name)),
            automount_service_account_token=False,
            opts=self._options,
        )
        deployment = self._make_deployment(account)
        service = self._make_service()
        self._make_budget()
        self._make_autoscaler(deployment)
        if "working_hours" in args:
            self._make_schedule()
        self.namespace = deployment.metadata.namespace
        self.deployment_name = deployment.metadata.name
        self.service_name = service.metadata.name
        self.service_account_name = account.metadata.name
        self.url = pulumi.Output.concat("http://", self.service_name, ".", self.namespace, ".svc.cluster.local/v1")
        self.register_outputs(
            {
                "namespace": self.namespace,
                "deployment_name": self.deployment_name,
                "service_name": self.service_name,
                "service_account_name": self.service_account_name,
                "url": self.url,
            }
        )

    def _metadata(self, object_name: str, annotations: Any = None) -> Any:
        found: dict[str, Any] = {"name": object_name, "namespace": self._args["namespace"], "labels": self._labels}
        return {**found, "annotations": annotations} if annotations else found

    def _make_namespace(self) -> None:
        if not self._args.get("create_namespace", True):
            return
        standard = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
        made = kubernetes.core.v1.Namespace(
            f"{self._name}-namespace",
            metadata={"name": self._args["namespace"], "labels": {**self._args.get("labels", {}), **standard}},
            opts=self._options,
        )
        self._options = pulumi.ResourceOptions(parent=self, depends_on=[made])

    def _make_network_policy(self) -> None:
        callers = [pods(client["namespace"], client.get("pod_labels", {})) for client in self._args.get("clients", [])]
        callers = callers or [namespaces([self._args["namespace"]])]
        callers += [*addresses(self._args.get("client_cidrs", [])), namespaces(metrics_collectors())]
        google = to_google_apis(self._args.get("google_api_cidrs", ()))
        if "weights" not in self._args:
            # The hub stands behind the addresses of several delivery networks.
            google = {"to": addresses(["0.0.0.0/0"]), "ports": tcp(443)}
        spec: Any = {
            "pod_selector": {"match_labels": self._selector},
            "policy_types": ["Ingress", "Egress"],
            "ingress": [{"from_": callers, "ports": tcp(server_facts().port)}],
            "egress": [to_dns(), *to_metadata_server(), google],
        }
        kubernetes.networking.v1.NetworkPolicy(
            f"{self._name}-network-policy", metadata=self._metadata(self._name), spec=spec, opts=self._options
        )

    def _make_token(self) -> pulumi.Output[str] | None:
        token = self._args.get("hub_token")
        if token is None:
            return None
        secret = kubernetes.core.v1.Secret(
            f"{self._name}-hub-token",
            metadata=self._metadata(f"{self._name}-hub-token"),
            string_data={"token": pulumi.Output.secret(token)},
            opts=self._options,
        )
        return secret.metadata.name

    def _make_deployment(self, account: kubernetes.core.v1.ServiceAccount) -> kubernetes.apps.v1.Deployment:
        wait = self._args.get("await_ready", False)
        replicas = replicas_of(self._args)
        template = pod_template(self._args, self._labels, self._selector, account.metadata.name, self._make_token())
        seconds = rollout_seconds(self._args)
        spec: Any = {
            "selector": {"match_labels": self._selector},
            "progress_deadline_seconds": seconds,
            "revision_history_limit": 5,
            # One old pod goes before its new one comes: hardly a project has GPUs to spare.
            "strategy": {"type": "RollingUpdate", "rolling_update": {"max_surge": 0, "max_unavailable": 1}},
            "template": template,
        }
        if replicas.initial is not None:
            spec["replicas"] = replicas.initial
        return kubernetes.apps.v1.Deployment(
            f"{self._name}-deployment",
            metadata=self._metadata(self._name, without_waiting(wait)),
            spec=spec,
            opts=pulumi.ResourceOptions.merge(
                self._options,
                pulumi.ResourceOptions(
                    ignore_changes=["spec.replicas"] if replicas.set_by_others else [],
                    custom_timeouts=pulumi.CustomTimeouts(create=f"{seconds}s", update=f"{seconds * 2}s"),
                ),
            ),
        )

    def _make_service(self) -> kubernetes.core.v1.Service:
        return kubernetes.core.v1.Service(
            f"{self._name}-service",
            metadata=self._metadata(self._name, without_waiting(self._args.get("await_ready", False))),
            spec={
                "type": "ClusterIP",
                "selector": self._selector,
                "ports": [{"name": HTTP, "port": _SERVICE_PORT, "target_port": HTTP, "protocol": "TCP"}],
            },
            opts=self._options,
        )

    def _make_budget(self) -> None:
        kubernetes.policy.v1.PodDisruptionBudget(
            f"{self._name}-budget",
            metadata=self._metadata(self._name),
            spec={
                "max_unavailable": 1,
                "selector": {"match_labels": self._selector},
                # A pod that never became ready must not keep its node from being drained.
                "unhealthy_pod_eviction_policy": "AlwaysAllow",
            },
            opts=self._options,
        )

    def _make_autoscaler(self, deployment: kubernetes.apps.v1.Deployment) -> None:
        monitoring = server_monitoring(
            f"{self._name}-monitoring", self._metadata(self._name), self._selector, self._options
        )
        if not replicas_of(self._args).autoscaled:
            return
        if scaling_metric(self._args.get("metric", DEFAULT_METRIC)).per_gpu:
            monitored = gpu_monitoring_name(self._name, self._args["namespace"])
            monitoring = gpu_monitoring(
                f"{self._name}-gpu-monitoring", self._metadata(monitored), self._args, self._name, self._options
            )
        else:
            monitored = self._name
        kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
            f"{self._name}-autoscaler",
            metadata=self._metadata(self._name),
            spec=autoscaler_spec(self._args, deployment.metadata.name, monitored),
            opts=pulumi.ResourceOptions.merge(self._options, pulumi.ResourceOptions(depends_on=[monitoring])),
        )

    def _make_schedule(self) -> None:
        hours = self._args.get("working_hours")
        if hours is None:
            return
        replicas = replicas_of(self._args)
        arguments: VllmScheduleArgs = {
            "namespace": self._args["namespace"],
            "deployment": self._name,
            "replicas": replicas.lowest,
            "working_hours": hours,
            "labels": self._args.get("labels", {}),
        }
        if "schedule_image" in self._args:
            arguments["image"] = self._args["schedule_image"]
        VllmSchedule(f"{self._name}-hours", arguments, self._options)
