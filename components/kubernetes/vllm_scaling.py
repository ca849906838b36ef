"""How a vLLM server grows and shrinks, and what makes the metric for it visible."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from accel.catalog.vllm import ScalingMetric, exporter_facts, scaling_metric, server_facts
from components.kubernetes.vllm_arguments import (
    DEFAULT_MAX_REPLICAS,
    DEFAULT_METRIC,
    DEFAULT_MIN_REPLICAS,
    VllmServerArgs,
)
from components.kubernetes.vllm_pod import CONTAINER, HTTP, gpus

_MONITORING = "monitoring.googleapis.com/v1"
_SCRAPE = "15s"


@dataclass(frozen=True, slots=True)
class Replicas:
    """How many pods a server has, and who says so."""

    lowest: int
    """Fewest while it is awake."""
    highest: int
    initial: int | None
    """Number on the Deployment; None where the autoscaler alone decides."""
    set_by_others: bool
    """A schedule, or a person, scales the Deployment too."""

    @property
    def autoscaled(self) -> bool:
        """There is something to choose."""
        return self.lowest < self.highest


def replicas_of(args: VllmServerArgs) -> Replicas:
    """Return how many pods a server has."""
    lowest = int(args.get("min_replicas", DEFAULT_MIN_REPLICAS))
    highest = int(args.get("max_replicas", max(DEFAULT_MAX_REPLICAS, lowest)))
    awake = max(1, lowest)
    asleep = lowest == 0
    fixed = awake == highest
    initial = 0 if asleep else (highest if fixed else None)
    return Replicas(awake, highest, initial, set_by_others=asleep or "working_hours" in args)


def autoscaler_spec(args: VllmServerArgs, deployment: pulumi.Input[str], monitoring: pulumi.Input[str]) -> Any:
    """Return the spec of the HorizontalPodAutoscaler."""
    replicas = replicas_of(args)
    return {
        "scale_target_ref": {"api_version": "apps/v1", "kind": "Deployment", "name": deployment},
        "min_replicas": replicas.lowest,
        "max_replicas": replicas.highest,
        "metrics": [_metric(args, monitoring)],
        "behavior": {
            # Weights take minutes to load: a pod that goes in a short lull is missed in the next wave.
            "scale_down": {
                "stabilization_window_seconds": 300,
                "policies": [{"type": "Pods", "value": 1, "period_seconds": 60}],
            },
            # New pods do not help before they have loaded; asking for more meanwhile overshoots.
            "scale_up": {
                "stabilization_window_seconds": 30,
                "policies": [{"type": "Percent", "value": 100, "period_seconds": 180}],
            },
        },
    }


def _metric(args: VllmServerArgs, monitoring: pulumi.Input[str]) -> Any:
    metric = scaling_metric(args.get("metric", DEFAULT_METRIC))
    target = int(args.get("target", metric.default_target)) * (gpus(args) if metric.per_gpu else 1)
    wanted = {"type": "AverageValue", "average_value": str(target)}
    if not metric.per_gpu:
        return {"type": metric.api, "pods": {"metric": {"name": metric.metric}, "target": wanted}}
    # The series of all clusters of a project stand side by side: without these labels each would scale on all.
    labels = {
        "resource.labels.cluster": args.get("cluster_name"),
        "resource.labels.location": args.get("cluster_location"),
        "resource.labels.job": monitoring,
        "metric.labels.exported_namespace": args["namespace"],
    }
    selected = {"name": metric.metric, "selector": {"match_labels": labels}}
    return {"type": metric.api, "external": {"metric": selected, "target": wanted}}


def server_monitoring(
    name: str, metadata: Any, selector: dict[str, str], opts: pulumi.ResourceOptions
) -> kubernetes.apiextensions.CustomResource:
    """Let managed Prometheus read what the server itself reports."""
    return kubernetes.apiextensions.CustomResource(
        name,
        api_version=_MONITORING,
        kind="PodMonitoring",
        metadata=metadata,
        spec={
            "selector": {"matchLabels": selector},
            "endpoints": [{"port": HTTP, "path": server_facts().metrics_path, "interval": _SCRAPE}],
        },
        opts=opts,
    )


def gpu_monitoring(
    name: str,
    metadata: Any,
    args: VllmServerArgs,
    deployment: str,
    opts: pulumi.ResourceOptions,
) -> kubernetes.apiextensions.CustomResource:
    """Let managed Prometheus read what DCGM reports of this server's GPUs, under a name that the adapter can serve.

    The cluster's monitoring must have the component DCGM.
    """
    exporter, metric = exporter_facts(), scaling_metric(args.get("metric", DEFAULT_METRIC))
    return kubernetes.apiextensions.CustomResource(
        name,
        api_version=_MONITORING,
        kind="ClusterPodMonitoring",
        # It is no namespace's own: the exporter's pods are in one where nobody else may make anything.
        metadata={key: value for key, value in metadata.items() if key != "namespace"},
        spec={
            "selector": {"matchLabels": {"app.kubernetes.io/name": exporter.pod_label}},
            "endpoints": [
                {
                    "port": exporter.port,
                    "interval": _SCRAPE,
                    "metricRelabeling": _relabeling(metric, args["namespace"], deployment),
                }
            ],
        },
        opts=opts,
    )


def _relabeling(metric: ScalingMetric, namespace: str, deployment: str) -> list[Any]:
    return [
        {"action": "keep", "sourceLabels": ["__name__"], "regex": metric.exported_as},
        # What the exporter says of the GPU's user collides with the exporter's own labels, hence `exported_`.
        {
            "action": "keep",
            "sourceLabels": ["exported_namespace", "exported_pod", "exported_container"],
            "regex": f"{namespace};{deployment}-.+;{CONTAINER}",
        },
        {
            "action": "replace",
            "sourceLabels": ["__name__"],
            "regex": metric.exported_as,
            "targetLabel": "__name__",
            "replacement": metric.renamed_to,
        },
    ]
