"""Writes what `accel preview` and `accel check` found, in any form, and shows that work goes on."""

import contextlib
import sys
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import click

from accel.cli.refusal import refuse
from accel.preview.formats import FORMATS, form

if TYPE_CHECKING:
    from accel.preview.preview import Preview
    from accel.preview.sources import Sources

TERMINAL = "terminal"
_SHOW_CHANGES = ("html", "markdown")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice((TERMINAL, *FORMATS)),
    default=TERMINAL,
    show_default=True,
    help="html: one file to read or print. markdown: pull requests. sarif: code scanning. junit: CI's test reports.",
)
output_option = click.option(
    "--output", type=click.Path(dir_okay=False), help="Write to this file, as a whole, instead of the terminal."
)
base_option = click.option(
    "--base",
    type=click.Path(dir_okay=False),
    metavar="FILE.json",
    help="An earlier --format json report of the stack: html and markdown show what changed since.",
)
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(("advisory", "mandatory")),
    default="mandatory",
    show_default=True,
    help="Lowest level of a broken rule that ends with exit code 1.",
)


def write(
    preview: "Preview",
    name: str,
    output: str | None,
    *,
    rules_only: bool = False,
    sources: "Sources | None" = None,
    **options: Any,
) -> None:
    """Write a report in one of `FORMATS` or as the terminal shows it, to a file or to standard output."""
    earlier = options.get("base")
    if earlier is not None and earlier.stack != preview.stack:
        refuse(f"--base: a report of the stack {earlier.stack!r}, not of {preview.stack!r}")
    if name != TERMINAL:
        text = form(name).render(preview, sources=sources, **options)
        if output:
            replace(output, text)
        else:
            click.echo(text, nl=False)
        return
    from accel.preview.terminal import render_terminal, render_text

    if output:
        replace(output, render_text(preview, rules_only=rules_only))
    else:
        render_terminal(preview, rules_only=rules_only)


def replace(output: str, text: str) -> None:
    """Write a file as a whole: a reader never sees half a report."""
    from pathlib import Path

    path = Path(output)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        refuse(f"--output: {output!r} cannot be written: {error.strerror}")


def read_base(path: str | None, name: str, stack: str | None = None) -> Any:
    """Return an earlier report to compare with, or None; a wrong one ends the command before any work.

    Args:
        path: the file of `--base`.
        name: the form to write; one alone shows changes.
        stack: whose report it must be, where that is known before any work.
    """
    if path is None:
        return None
    if name not in _SHOW_CHANGES:
        raise click.UsageError(f"--base: {name} shows no changes; it goes with --format {' or '.join(_SHOW_CHANGES)}")
    from pathlib import Path

    from accel.preview.comparison import read_base as parsed

    try:
        base = parsed(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"--base: {path!r} cannot be read: {getattr(error, 'strerror', None) or 'it is no text in UTF-8'}")
    except ValueError as error:
        refuse(f"--base: {path!r}: {error}")
    if stack is not None and base.stack != stack:
        refuse(f"--base: {path!r} is a report of the stack {base.stack!r}, not of {stack!r}")
    return base


@contextlib.contextmanager
def progress(doing: str) -> Generator[Callable[[str], None]]:
    """Show on standard error what is going on, while it is going on; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    # Nobody knows how long an SDK takes to load: the bar moves, and promises no end. Of a long path the end is cut off.
    columns = (BarColumn(bar_width=16), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(escape(doing), total=None)
        yield lambda what: shown.update(task, description=escape(f"{what}; {doing}"), refresh=True)
