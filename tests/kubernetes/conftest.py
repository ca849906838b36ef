import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.tools import require_tools

TOKEN = "tests-only"
SECONDS_TO_START = 60


@dataclass
class ApiServer:
    """A real Kubernetes API server: it knows every field of every built-in kind, and of the loaded custom ones."""

    url: str
    folder: Path
    kubectl: Path
    namespaces: set[str] = field(default_factory=lambda: {"default", "kube-system"})

    def run(self, *arguments: str, manifest: Any = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.kubectl, f"--server={self.url}", f"--token={TOKEN}", "--insecure-skip-tls-verify", *arguments],
            input=None if manifest is None else json.dumps(manifest),
            env={"HOME": str(self.folder), "PATH": os.environ["PATH"], "KUBECONFIG": os.devnull},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def apply_dry_run(self, manifest: Mapping[str, Any]) -> str | None:
        """Return why the server refuses a manifest, or None. Its namespace is made for real, it is not."""
        namespace = manifest.get("metadata", {}).get("namespace")
        if namespace and namespace not in self.namespaces:
            made = self.run("create", "namespace", namespace)
            assert made.returncode == 0, made.stderr
            self.namespaces.add(namespace)
        result = self.run("apply", "--dry-run=server", "--validate=strict", "-f", "-", manifest=dict(manifest))
        return None if result.returncode == 0 else result.stderr


@pytest.fixture(scope="session")
def api_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    tools = require_tools("etcd", "kubernetes", "crds-gmp")
    folder = tmp_path_factory.mktemp("api-server")
    etcd_port, peer_port, port = _free_ports(3)
    (folder / "tokens.csv").write_text(f'{TOKEN},admin,admin,"system:masters"\n', encoding="utf-8")
    subprocess.run(
        ["openssl", "genrsa", "-out", folder / "accounts.key", "2048"], check=True, capture_output=True, timeout=60
    )
    etcd = [
        tools["etcd"] / "etcd",
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls=http://127.0.0.1:{etcd_port}",
        f"--advertise-client-urls=http://127.0.0.1:{etcd_port}",
        f"--listen-peer-urls=http://127.0.0.1:{peer_port}",
        f"--initial-advertise-peer-urls=http://127.0.0.1:{peer_port}",
        f"--initial-cluster=default=http://127.0.0.1:{peer_port}",
        "--unsafe-no-fsync",
        "--log-level=error",
    ]
    server = [
        tools["kubernetes"] / "kube-apiserver",
        f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={port}",
        f"--cert-dir={folder / 'certificates'}",
        f"--token-auth-file={folder / 'tokens.csv'}",
        "--service-account-issuer=https://accounts.invalid",
        f"--service-account-key-file={folder / 'accounts.key'}",
        f"--service-account-signing-key-file={folder / 'accounts.key'}",
        # Nothing here makes the service accounts that pods would be given.
        "--disable-admission-plugins=ServiceAccount",
        "--service-cluster-ip-range=10.0.0.0/24",
        # As on real clusters: what refuses privileged pods here must be the namespace.
        "--allow-privileged=true",
    ]
    with (folder / "log").open("wb") as log:
        running: list[subprocess.Popen[bytes]] = []
        try:
            for command in (etcd, server):
                running.append(subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL))
            api = ApiServer(f"https://127.0.0.1:{port}", folder, tools["kubernetes"] / "kubectl")
            _wait_until_ready(api, running, folder / "log")
            _load_custom_kinds(api, tools["crds-gmp"])
            yield api
        finally:
            for process in reversed(running):
                process.kill()
                process.wait(timeout=30)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for bound in sockets:
        bound.bind(("127.0.0.1", 0))
    ports = [bound.getsockname()[1] for bound in sockets]
    for bound in sockets:
        bound.close()
    return ports


def _wait_until_ready(api: ApiServer, running: list["subprocess.Popen[bytes]"], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        ready = api.run("get", "--raw=/readyz")
        if ready.returncode == 0:
            return
        ended = any(process.poll() is not None for process in running)
        if ended or time.monotonic() > deadline:
            tail = log.read_text(encoding="utf-8", errors="replace")[-3000:]
            pytest.fail(f"the API server did not start: {ready.stderr}\n{tail}", pytrace=False)
        time.sleep(0.2)


def _load_custom_kinds(api: ApiServer, *folders: Path) -> None:
    for folder in folders:
        applied = api.run("apply", "--server-side", "-f", str(folder))
        assert applied.returncode == 0, applied.stderr
    established = api.run("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
    assert established.returncode == 0, established.stderr
