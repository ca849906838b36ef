"""`accel prices refresh`: the only command that reads the network. What it needs for that is imported when it runs."""

import json
import os
import sys
import textwrap
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, WIDTH

if TYPE_CHECKING:
    from accel.catalog.refresh.clouds import Outcome

_CLOUDS = ("aws", "azure", "gcp")
_REFUSED = 1
_INTERRUPTED = 130
_EXAMPLES = 3


@click.command(name="refresh")
@click.option("--cloud", required=True, type=click.Choice(_CLOUDS), help="Whose prices to fetch.")
@click.option("--region", "regions", multiple=True, help="Only this region; may be repeated. Default: the known ones.")
@click.option("--dry-run", is_flag=True, help="Fetch and judge, but leave the table as it is.")
@click.option("--total-timeout", type=click.FloatRange(min=1), default=3600, show_default=True, help="Seconds in all.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60, show_default=True, help="Seconds without data.")
@click.option("--attempts", type=click.IntRange(min=1), default=6, show_default=True, help="Tries of each request.")
@click.option("--endpoint", help="Address of a mirror of the API.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(
    cloud: str,
    regions: tuple[str, ...],
    dry_run: bool,
    total_timeout: float,
    timeout: float,
    attempts: int,
    endpoint: str | None,
    form: str,
) -> None:
    """Fetch today's prices from the cloud's public API into the catalogue.

    AWS and Azure need no account; Google wants an API key in GOOGLE_API_KEY. The table of the cloud is replaced
    whole, or, if anything goes wrong, stays as it is, byte for byte.

    Exit code 1: the answer cannot be had, is malformed or implausible. 2: a key or a region is wrong. 130: interrupted.

    \b
    Examples:
      accel prices refresh --cloud azure
      accel prices refresh --cloud aws --region us-east-1 --region eu-west-1
      accel prices refresh --cloud gcp --dry-run --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.catalog.names import UnknownName
    from accel.catalog.refresh.answer import Refused
    from accel.catalog.refresh.clouds import NotAsked, refresh
    from accel.catalog.refresh.fetch import Patience

    patience = Patience(connect=min(10.0, timeout), read=timeout, total=total_timeout, attempts=attempts)
    try:
        with _progress() as progress:
            outcome = refresh(
                cloud, regions=regions, endpoint=endpoint, patience=patience, progress=progress, dry=dry_run
            )
    except (NotAsked, UnknownName) as error:
        refuse(str(error))
    except (Refused, OSError) as error:
        refuse(f"{error}; the prices are as they were", code=_REFUSED)
    except KeyboardInterrupt:
        refuse("interrupted; the prices are as they were", code=_INTERRUPTED)
    if form == "json":
        click.echo(json.dumps(_as_json(outcome, dry_run), indent=2))
    else:
        _print(outcome, dry_run)


def _as_json(outcome: "Outcome", dry_run: bool) -> dict[str, Any]:
    change = outcome.change
    return {
        "file": outcome.file.name,
        "written": not dry_run,
        "added": change.added,
        "changed": change.changed,
        "unchanged": change.unchanged,
        "withdrawn": change.withdrawn,
        "sources": [
            {
                "cloud": scope.cloud,
                "source": scope.api.title,
                "source_date": scope.api.date,
                "regions": sorted(scope.regions),
            }
            for scope in outcome.answer.scopes
        ],
        "unpriced": dict(sorted(outcome.answer.unpriced.items())),
    }


def _print(outcome: "Outcome", dry_run: bool) -> None:
    change = outcome.change
    click.echo(
        f"{outcome.file.name} {'would have' if dry_run else 'has'} {change.added} new prices, "
        f"{change.changed} changed, {change.unchanged} confirmed, {change.withdrawn} withdrawn"
    )
    for scope in outcome.answer.scopes:
        regions = f"{len(scope.regions)} region{'s' if len(scope.regions) > 1 else ''}"
        click.echo(f"  {scope.cloud}: {regions}, prices of {scope.api.date}")
        click.echo(_wrapped(scope.api.title, 4))
    reasons: dict[str, list[str]] = {}
    for name, reason in sorted(outcome.answer.unpriced.items()):
        reasons.setdefault(reason, []).append(name)
    if reasons:
        click.echo("left without a new price:")
    for reason, names in sorted(reasons.items()):
        click.echo(_wrapped(f"{len(names)} because {reason}", 2))
        for name in names[:_EXAMPLES]:
            click.echo(f"    {name}")
        if len(names) > _EXAMPLES:
            click.echo("    ... (all with --format json)")


@contextmanager
def _progress() -> Generator[Callable[[str, int], None]]:
    """Show on a terminal what is read; the standard output stays for the result."""
    if not sys.stderr.isatty() or _is_dumb(os.environ):
        yield lambda _what, _size: None
        return
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        last = ""

        def show(what: str, size: int) -> None:
            nonlocal last
            if what != last:
                bar.reset(task, description=what, total=None)
                last = what
            bar.advance(task, size)

        yield show


def _is_dumb(environment: Mapping[str, str]) -> bool:
    return environment.get("TERM") == "dumb"


def _wrapped(text: str, indent: int) -> str:
    """Wrap at spaces and, where an address is too long, inside it."""
    margin = " " * indent
    return textwrap.fill(text, WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
