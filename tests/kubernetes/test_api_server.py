"""The judge itself: what it must refuse, so that its approval of our manifests means something."""

from typing import Any

import pytest

from tests.kubernetes.conftest import ApiServer

pytestmark = [pytest.mark.kubernetes, pytest.mark.xdist_group("kubernetes")]

CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "elsewhere"}}
POD_MONITORING: dict[str, Any] = {
    "apiVersion": "monitoring.googleapis.com/v1",
    "kind": "PodMonitoring",
    "metadata": {"name": "a", "namespace": "default"},
    "spec": {"selector": {"matchLabels": {"app": "a"}}, "endpoints": [{"port": "metrics", "interval": "15s"}]},
}


def test_a_right_manifest_is_accepted_and_its_namespace_made(api_server: ApiServer) -> None:
    assert api_server.apply_dry_run(CONFIG_MAP) is None
    # A dry run leaves nothing behind.
    assert api_server.run("get", "configmap", "a", "--namespace=elsewhere").returncode != 0


def test_a_misspelt_field_is_refused_by_name(api_server: ApiServer) -> None:
    error = api_server.apply_dry_run({**CONFIG_MAP, "dta": {"a": "b"}})
    assert error is not None
    assert "dta" in error


def test_a_wrong_value_is_refused(api_server: ApiServer) -> None:
    error = api_server.apply_dry_run({**CONFIG_MAP, "metadata": {"name": "Not A Name", "namespace": "default"}})
    assert error is not None


def test_managed_prometheus_kinds_are_known_and_checked(api_server: ApiServer) -> None:
    assert api_server.apply_dry_run(POD_MONITORING) is None
    wrong = {**POD_MONITORING, "spec": {**POD_MONITORING["spec"], "endpoints": [{"prt": "metrics"}]}}
    error = api_server.apply_dry_run(wrong)
    assert error is not None
    assert "prt" in error
