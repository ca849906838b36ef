"""`accel prices refresh` from the outside: exit codes, one line of error, Ctrl-C, and no cost for other commands."""

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from accel.catalog.refresh import store
from accel.cli.prices import command

PAGES = Path(__file__).parents[1] / "catalog" / "refresh" / "pages"
ROWS = """\
cloud,region,item,purchase,usd_per_hour,source
azure,eastus,Standard_NC4as_T4_v3,on_demand,0.6,karpenter-azure
azure,eastus,Standard_ND96isr_H100_v5,on_demand,98.32,karpenter-azure
"""
PROGRAM = """\
import sys
from pathlib import Path
from accel.catalog.refresh import store
from accel.cli.main import main
store.DATA = Path(sys.argv.pop(1))
main()
"""


class Azure:
    """Two pages of Azure's prices; the second may hang or fail."""

    def __init__(self) -> None:
        self.status = 200
        self.hangs = False
        self.second_asked = threading.Event()
        self.let_go = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                second = "$skip" in self.path or "%24skip" in self.path
                if second:
                    outer.second_asked.set()
                    if outer.hangs:
                        outer.let_go.wait(20)
                        return
                file = PAGES / f"azure_eastus_{2 if second else 1}.json"
                body = file.read_bytes().replace(b"{base}", outer.url.encode())
                self.send_response(outer.status if second else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Azure]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    running = Azure()
    yield running
    running.close()


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sources.csv").write_bytes((store.DATA / "sources.csv").read_bytes())
    path = tmp_path / "prices_azure.csv"
    path.write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr(store, "DATA", tmp_path)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["refresh", *arguments])


def test_a_refresh_says_what_changed_and_what_has_no_price(azure: Azure, table: Path) -> None:
    result = run("--cloud", "azure", "--endpoint", azure.url)
    assert result.exit_code == 0
    assert result.stdout.startswith("prices_azure.csv has 6 new prices, 1 changed, 1 confirmed, 0 withdrawn\n")
    assert "https://prices.azure.com/api/retail/prices" in result.stdout
    assert "1 because the API says 0, which is no price" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert table.read_text(encoding="utf-8").count("azure-retail-prices-") == 8


def test_json_has_the_counts_the_sources_and_every_unpriced_name(azure: Azure, table: Path) -> None:
    result = run("--cloud", "azure", "--endpoint", azure.url, "--dry-run", "--format", "json")
    found = json.loads(result.stdout)
    assert (found["file"], found["written"], found["added"], found["changed"]) == ("prices_azure.csv", False, 6, 1)
    assert found["sources"][0]["regions"] == ["eastus"]
    assert list(found["unpriced"]) == ["azure eastus Standard_NC40ads_H100_v5 on_demand"]
    assert table.read_text(encoding="utf-8") == ROWS


def test_a_failure_is_one_line_and_the_table_stays(azure: Azure, table: Path) -> None:
    azure.status = 500
    result = run("--cloud", "azure", "--endpoint", azure.url, "--attempts", "1")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "Azure eastus, page 2: the server answers 500 Internal Server Error; the prices are as they were\n"
    )
    assert table.read_text(encoding="utf-8") == ROWS


def test_a_key_that_is_missing_is_named_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOOGLE_API_KEY", raising=False)
    result = run("--cloud", "gcp", "--endpoint", "http://127.0.0.1:1")
    assert result.exit_code == 2
    assert "set GOOGLE_API_KEY in the environment" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--cloud", "aws", "--region", "us-eats-1"), "did you mean 'us-east-1'?"),
        (("--cloud", "gcp", "--region", "us-cental1"), "did you mean 'us-central1'?"),
        (("--cloud", "azure", "--region", "East US"), "'East US' is no region of Azure"),
    ],
)
def test_a_wrong_region_is_one_line_with_the_nearest_one(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-not-a-real-key")
    result = run(*arguments, "--endpoint", "http://127.0.0.1:1")
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def started(azure: Azure, table: Path, **how: int) -> "subprocess.Popen[bytes]":
    arguments = ["prices", "refresh", "--cloud", "azure", "--endpoint", azure.url]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(table.parent), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=how.get("stderr", subprocess.PIPE),
        env={name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | {"TERM": "xterm"},
    )


def test_ctrl_c_between_two_pages_leaves_the_table_and_says_so(azure: Azure, table: Path) -> None:
    azure.hangs = True
    with started(azure, table) as process:
        assert azure.second_asked.wait(20)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=20)
    assert (process.returncode, error) == (130, b"interrupted; the prices are as they were\n")
    assert table.read_text(encoding="utf-8") == ROWS
    assert sorted(path.name for path in table.parent.iterdir()) == ["prices_azure.csv", "sources.csv"]


def test_a_kill_between_two_pages_leaves_the_table(azure: Azure, table: Path) -> None:
    azure.hangs = True
    with started(azure, table) as process:
        assert azure.second_asked.wait(20)
        process.kill()
    assert table.read_text(encoding="utf-8") == ROWS
    assert sorted(path.name for path in table.parent.iterdir()) == ["prices_azure.csv", "sources.csv"]


def test_a_terminal_is_shown_what_is_read(azure: Azure, table: Path) -> None:
    azure.hangs = True
    ours, theirs = pty.openpty()
    with started(azure, table, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        until = time.monotonic() + 20
        while b"Azure eastus, page 1" not in shown and time.monotonic() < until:
            shown += os.read(ours, 4096)
        process.kill()
    os.close(ours)
    assert b"Azure eastus, page 1" in shown


def test_only_a_running_refresh_loads_what_reads_the_network() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from accel.cli.prices import command\n"
        "run = CliRunner().invoke\n"
        "assert run(command, ['show', 'g2-standard-8']).exit_code == 0\n"
        "assert run(command, ['refresh', '--help']).exit_code == 0\n"
        "late = ('httpx', 'httpcore', 'ijson', 'tenacity', 'rich', 'accel.catalog.refresh')\n"
        "print([name for name in sys.modules if name.startswith(late)])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
