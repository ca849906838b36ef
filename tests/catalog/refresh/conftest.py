"""A local server that replays the pages of price lists, and fails as real ones do. No test leaves this machine."""

import gzip
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from accel.catalog.refresh.clouds import Outcome, refresh
from accel.catalog.refresh.fetch import Patience
from accel.catalog.refresh.store import DATA

PAGES = Path(__file__).parent / "pages"
EC2 = "/offers/v1.0/aws/AmazonEC2"
SAGEMAKER = "/offers/v1.0/aws/AmazonSageMaker"
SKUS = "/v1/services/6F81-5844-456A/skus"
RETAIL = "/api/retail/prices"
HASTY = Patience(connect=2.0, read=0.3, total=10.0, attempts=3, first_wait=0.01, longest_wait=0.02)
HEADING = "cloud,region,item,purchase,usd_per_hour,source\n"
TABLES = {
    "aws": """\
aws,eu-west-1,p5.48xlarge,on_demand,60.544,karpenter-aws
aws,us-east-1,g6.xlarge,on_demand,0.8048,karpenter-aws
aws,us-east-1,g6.xlarge,spot,0.3,ec2info-spot
aws,us-east-1,p5.48xlarge,on_demand,98.32,guide-4
aws,us-east-1,p5.48xlarge,on_demand,63.296,ec2info
aws-sagemaker,us-east-1,ml.inf2.xlarge,on_demand,0.99,fmbench
""",
    "azure": """\
azure,eastus,Standard_NC4as_T4_v3,on_demand,0.526,karpenter-azure
azure,eastus,Standard_ND96isr_H100_v5,on_demand,98.32,guide-4
azure,eastus,Standard_ND96isr_H100_v5,on_demand,98.32,karpenter-azure
""",
    "gcp": """\
gcp,us-central1,a3-highgpu-8g,on_demand,88.49,gcosts
gcp,us-central1,g2-standard-8,on_demand,0.853624,gcosts
gcp,us-central1,tpu-v2-device:chip,on_demand,1.125,gpuhunt-tpu
gcp,us-central1,tpu-v5litepod-8,on_demand,9.6,skypilot-gcp
""",
}


@dataclass(frozen=True)
class Reply:
    """One answer; the last of a path is given again and again."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    trickle: float = 0.0
    cut: int = 0
    packed: bool = False


class Server:
    """Serves `routes`: path and page -> replies, one after another. Remembers what was asked."""

    def __init__(self) -> None:
        self.routes: dict[tuple[str, str], list[Reply]] = {}
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def page(self, path: str, file: str, page: str = "", **reply: Any) -> None:
        """Serve a recorded page; `page` is the token or the offset that its request carries."""
        body = (PAGES / file).read_bytes().replace(b"{base}", self.url.encode())
        self.replies(path, Reply(body, **reply), page=page)

    def replies(self, path: str, *replies: Reply, page: str = "") -> None:
        """Serve these one after another."""
        self.routes[path, page] = list(replies)

    def pages(self, path: str) -> list[str]:
        """Return the pages of a path that were asked for, in order."""
        return [_page(query) for asked, query, _ in self.asked if asked == path]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = parse_qs(parts.query)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.asked.append((parts.path, query, headers))
        left = self.routes.get((parts.path, _page(query)), [Reply(status=404)])
        reply = left.pop(0) if len(left) > 1 else left[0]
        time.sleep(reply.pause)
        body = gzip.compress(reply.body) if reply.packed else reply.body
        try:
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            if reply.packed:
                assert headers["accept-encoding"] == "gzip"
                handler.send_header("Content-Encoding", "gzip")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            body = body[: reply.cut] if reply.cut else body
            step = 200 if reply.trickle else len(body) or 1
            for start in range(0, len(body), step):
                handler.wfile.write(body[start : start + step])
                handler.wfile.flush()
                time.sleep(reply.trickle)
        except OSError:
            return  # The client has given up.
        handler.close_connection = True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _page(query: dict[str, list[str]]) -> str:
    return next((query[name][0] for name in ("$skip", "pageToken") if name in query), "")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # A proxy in the environment would lead away from this machine.
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-not-a-real-key")
    running = Server()
    running.page(f"{EC2}/current/region_index.json", "aws_ec2_index.json")
    running.page(f"{SAGEMAKER}/current/region_index.json", "aws_sagemaker_index.json")
    for region in ("us-east-1", "eu-west-1"):
        running.page(f"{EC2}/20261118203025/{region}/index.json", f"aws_ec2_{region}.json")
        running.page(f"{SAGEMAKER}/20261118203025/{region}/index.json", f"aws_sagemaker_{region}.json")
    running.page(RETAIL, "azure_eastus_1.json")
    running.page(RETAIL, "azure_eastus_2.json", page="1000")
    running.page(SKUS, "gcp_1.json")
    running.page(SKUS, "gcp_2.json", page="AJgvRrFwzUPg-2")
    running.page(SKUS, "gcp_3.json", page="AJgvRrFwzUPg-3")
    yield running
    running.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of tables: the catalogue's own sources, and few prices."""
    shutil.copy(DATA / "sources.csv", tmp_path)
    for cloud, rows in TABLES.items():
        (tmp_path / f"prices_{cloud}.csv").write_text(HEADING + rows, encoding="utf-8")
    return tmp_path


@pytest.fixture
def refreshed(server: Server, data: Path) -> Callable[..., Outcome]:
    """Refresh a cloud from the local server."""

    def run(cloud: str, **how: Any) -> Outcome:
        return refresh(cloud, **({"endpoint": server.url, "patience": HASTY, "data": data} | how))

    return run


@pytest.fixture
def files(data: Path) -> Callable[[], dict[str, bytes]]:
    """Every file of the folder of tables, hidden ones too, with its bytes."""
    return lambda: {path.name: path.read_bytes() for path in data.iterdir()}
