"""One refresh from the question to the table: which cloud, which regions, with which key."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from accel.catalog import regions as region_tables
from accel.catalog.prices import ANYWHERE
from accel.catalog.refresh import aws, azure, gcp, store
from accel.catalog.refresh.answer import Answer
from accel.catalog.refresh.fetch import Fetcher, Patience
from accel.catalog.refresh.plausible import judge

CLOUDS = ("aws", "azure", "gcp")
_APIS = {"aws": aws, "azure": azure, "gcp": gcp}
_AZURE_REGION = re.compile(r"[a-z0-9]+")
"""The catalogue has no list of Azure's regions; this keeps quotes out of the API's filter."""


class NotAsked(ValueError):  # noqa: N818 - the name says what happened
    """The refresh cannot begin: a key is missing or a region is not a region."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh has done, or would have done."""

    file: Path
    answer: Answer
    change: store.Change


def refresh(
    cloud: str,
    *,
    regions: Iterable[str] = (),
    endpoint: str | None = None,
    patience: Patience | None = None,
    progress: Callable[[str, int], None] = lambda _what, _size: None,
    dry: bool = False,
    data: Path | None = None,
) -> Outcome:
    """Fetch the prices of a cloud, judge them, and put them into its table; a table is replaced whole or not at all.

    Args:
        cloud: one of `CLOUDS`.
        regions: what to ask for; empty for those that the table has.
        endpoint: address of the API or of a mirror.
        patience: how long to wait for it.
        progress: is told what is read and how many bytes of it came.
        dry: whether to leave the table as it is.
        data: folder of the tables, where it is not the catalogue's own.

    Raises:
        NotAsked: no key is in the environment, or no region has such a name.
        Refused: the answer cannot be had, is malformed or is implausible.
        OSError: a table cannot be read or written.
    """
    api = _APIS[cloud]
    table = store.load(cloud, data or store.DATA)
    wanted = _regions(cloud, frozenset(regions), table)
    with Fetcher(headers=_headers(cloud), patience=patience, progress=progress) as fetcher:
        answer = api.refresh(fetcher, wanted, endpoint=endpoint or api.ENDPOINT)
    judge(answer, table.newest())
    rows, change = store.merged(table, answer)
    if not dry:
        store.write(table, rows, (scope.api for scope in answer.scopes))
    return Outcome(table.path, answer, change)


def _headers(cloud: str) -> dict[str, str]:
    if cloud != "gcp":
        return {}
    key = os.environ.get(gcp.KEY_VARIABLE, "").strip()
    if not key:
        msg = f"Google's price list wants an API key: set {gcp.KEY_VARIABLE} in the environment (docs/refresh.md)"
        raise NotAsked(msg)
    if not (key.isascii() and key.isprintable()):
        # The client's own error would show the key.
        msg = f"{gcp.KEY_VARIABLE} is no API key: it has characters that no key has"
        raise NotAsked(msg)
    return gcp.headers(key)


def _regions(cloud: str, asked: frozenset[str], table: store.Table) -> Mapping[str, frozenset[str]]:
    """Return by the catalogue's clouds what to ask for.

    A region's EC2 prices are hundreds of megabytes, so that only known regions are asked for; SageMaker's are small.
    """
    if cloud == "azure":
        for name in asked:
            if not _AZURE_REGION.fullmatch(name):
                msg = f"{name!r} is no region of Azure; a name is small letters and digits, eastus"
                raise NotAsked(msg)
        return {"azure": asked or table.regions("azure")}
    for name in asked:
        region_tables.region(cloud, name)
    known = region_tables.regions(cloud)
    if cloud == "gcp":
        return {"gcp": asked or frozenset(known) | table.regions("gcp") - {ANYWHERE}}
    # China has a price list of its own, in its own currency.
    everywhere = frozenset(name for name in known if region_tables.partition(name) != "aws-cn")
    return {"aws": asked or table.regions("aws"), "aws-sagemaker": asked or everywhere}
