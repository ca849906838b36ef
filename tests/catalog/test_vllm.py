import pytest

from accel.catalog.gke_networking import (
    dns_cidr,
    dns_namespace,
    google_apis,
    metadata_server,
    metrics_collectors,
)
from accel.catalog.images import image, images
from accel.catalog.names import UnknownName
from accel.catalog.vllm import exporter_facts, quantizations, scaling_metric, scaling_metrics, server_facts


def test_the_server_listens_where_its_probes_ask() -> None:
    facts = server_facts()
    assert (facts.port, facts.health_path, facts.metrics_path) == (8000, "/health", "/metrics")


def test_the_usual_quantisations_are_known() -> None:
    assert {"awq", "gptq", "fp8", "bitsandbytes"} <= quantizations()


def test_a_metric_of_another_name_is_told_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="queue-depth"):
        scaling_metric("queue_depth")


def test_external_metrics_have_lower_case_names_and_what_they_are_renamed_to() -> None:
    for metric in scaling_metrics().values():
        if metric.api == "External":
            assert metric.metric == metric.metric.lower()
            assert metric.renamed_to is not None
            assert f"|{metric.renamed_to}|" in metric.metric
            assert metric.exported_as is not None
    assert scaling_metric("gpu-utilization").default_target == 70


def test_the_exporter_is_found_by_label_and_port() -> None:
    assert exporter_facts().port == "metrics"


def test_every_image_has_a_source_and_a_day() -> None:
    assert {name for name, entry in images().items() if not (entry.source and entry.source_date[:2] == "20")} == set()
    with pytest.raises(UnknownName, match="vllm"):
        image("vlm")


def test_pods_find_names_tokens_and_googles_apis() -> None:
    assert dns_namespace() == "kube-system"
    assert dns_cidr() in metadata_server()
    assert all(ports for ports in metadata_server().values())
    assert len(google_apis()) == len(set(google_apis()))
    assert "gmp-system" in metrics_collectors()
