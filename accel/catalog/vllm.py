"""The vLLM server: its port and paths, the quantisations it takes, and the metrics it can be scaled on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accel.catalog.names import known
from accel.catalog.rows import rows


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """Where the server listens."""

    port: int
    health_path: str
    metrics_path: str


@dataclass(frozen=True, slots=True)
class ScalingMetric:
    """A series that a HorizontalPodAutoscaler reads through the Custom Metrics Stackdriver Adapter."""

    name: str
    api: str
    """Type of the metric in autoscaling/v2: Pods or External."""
    metric: str
    """Name of the series as the adapter serves it."""
    default_target: int
    """Average for each pod, or for each GPU, at which the number of pods is right."""
    per_gpu: bool
    """There is one series for each GPU, so a pod with several of them counts several times."""
    exported_as: str | None
    """Name under which an exporter publishes the series, where it must be renamed first."""
    renamed_to: str | None


@dataclass(frozen=True, slots=True)
class ExporterFacts:
    """The exporter of GPU metrics that the cluster's provider runs."""

    namespace: str
    pod_label: str
    """Value of the label app.kubernetes.io/name of its pods."""
    port: str
    """Name of the port that serves the metrics."""


def server_facts() -> ServerFacts:
    """Return where the server listens."""
    row = _of_kind("server")[0]
    return ServerFacts(row["port"], row["health_path"], row["metrics_path"])


@cache
def quantizations() -> frozenset[str]:
    """Return the values that `--quantization` takes."""
    return frozenset(_of_kind("quantization")[0]["methods"].split())


@cache
def scaling_metrics() -> Mapping[str, ScalingMetric]:
    """Return the metrics that a server can be scaled on, by our name for them."""
    return {
        row["name"]: ScalingMetric(
            name=row["name"],
            api=row["api"],
            metric=row["metric"],
            default_target=row["default_target"],
            per_gpu=row["per_gpu"],
            exported_as=row.get("exported_as"),
            renamed_to=row.get("renamed_to"),
        )
        for row in _of_kind("metric")
    }


def scaling_metric(name: str) -> ScalingMetric:
    """Return one metric.

    Raises:
        UnknownName: the catalogue has none of that name.
    """
    return known("scaling metric", name, scaling_metrics())


def exporter_facts() -> ExporterFacts:
    """Return the exporter of GPU metrics."""
    row = _of_kind("exporter")[0]
    return ExporterFacts(row["namespace"], row["pod_label"], row["port"])


def _of_kind(kind: str) -> list[dict[str, Any]]:
    return [row for row in rows("vllm.yaml") if row["kind"] == kind]
