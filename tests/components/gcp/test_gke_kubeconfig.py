"""The kubeconfig of a GKE cluster, read by kubectl itself."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from components.gcp.kubeconfig import kubeconfig


def test_an_address_needs_the_certificate_of_its_authority() -> None:
    written = json.loads(kubeconfig("chat", endpoint="10.0.0.2", ca_certificate="Q0E="))
    assert written["clusters"] == [
        {"name": "chat", "cluster": {"server": "https://10.0.0.2", "certificate-authority-data": "Q0E="}}
    ]
    with pytest.raises(ValueError, match="ca_certificate"):
        kubeconfig("chat", endpoint="10.0.0.2")


def test_a_dns_name_wins_and_trusts_public_authorities() -> None:
    written = json.loads(kubeconfig("chat", endpoint="10.0.0.2", ca_certificate="Q0E=", dns_endpoint="gke-1.gke.goog"))
    assert written["clusters"][0]["cluster"] == {"server": "https://gke-1.gke.goog"}


def test_a_plugin_asks_for_the_token_so_that_none_is_in_the_file() -> None:
    written = yaml.safe_load(kubeconfig("chat", dns_endpoint="gke-1.gke.goog"))
    assert list(written["users"][0]["user"]) == ["exec"]
    assert written["users"][0]["user"]["exec"]["command"] == "gke-gcloud-auth-plugin"


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize(
    "reach", [{"dns_endpoint": "gke-1.gke.goog"}, {"endpoint": "10.0.0.2", "ca_certificate": "Q0E="}]
)
def test_kubectl_understands_it(reach: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "kubeconfig"
    path.write_text(kubeconfig("chat", **reach))  # type: ignore[arg-type] - all keywords are strings
    shown = subprocess.run(
        ["kubectl", "config", "view", "--minify", "--raw", "-o", "json", "--kubeconfig", path],
        capture_output=True,
        text=True,
        check=True,
    )
    read = json.loads(shown.stdout)
    assert read["current-context"] == "chat"
    assert read["clusters"][0]["cluster"]["server"].startswith("https://")
    assert read["users"][0]["user"]["exec"]["apiVersion"] == "client.authentication.k8s.io/v1beta1"
