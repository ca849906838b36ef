"""`accel preview`: the main job."""

import contextlib
import json
import sys
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import click

from accel.cli.main import CONFIGURATION_IS_WRONG

if TYPE_CHECKING:
    from accel.preview.preview import Preview

FORMATS = ("terminal", "json")


@click.command(name="preview")
@click.argument("stack")
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True, help="Output.")
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file instead of the terminal.")
@click.option(
    "--unknown",
    "unknown_outputs",
    is_flag=True,
    help="Leave what only the cloud can compute unknown, as the engine's own first preview does.",
)
def command(stack: str, form: str, output: str | None, unknown_outputs: bool) -> None:
    """Show what STACK would create, which rules it breaks and what it costs a month. No cloud account is needed.

    Exit code 0: clean. 1: a mandatory rule or the budget is broken. 2: the stack file is wrong.

    \b
    Examples:
      accel preview dev
      accel preview prod --format json --output prod.json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.planning.problems import ConfigurationError
    from accel.preview.preview import preview_stack

    try:
        with _progress(stack) as tell:
            preview = preview_stack(stack, unknown_outputs=unknown_outputs, progress=tell)
    except ConfigurationError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(CONFIGURATION_IS_WRONG)
    _write(preview, form, output)
    sys.exit(preview.exit_code)


def _write(preview: "Preview", form: str, output: str | None) -> None:
    if form == "json":
        text = json.dumps(preview.to_json(), indent=2) + "\n"
        if output:
            _replace(output, text)
        else:
            click.echo(text, nl=False)
        return
    from accel.preview.terminal import render_terminal, render_text

    if output:
        _replace(output, render_text(preview))
    else:
        render_terminal(preview)


def _replace(output: str, text: str) -> None:
    """Write a file as a whole: a reader never sees half a report."""
    from pathlib import Path

    path = Path(output)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        click.echo(f"--output: {output!r} cannot be written: {error.strerror}", err=True)
        sys.exit(CONFIGURATION_IS_WRONG)


@contextlib.contextmanager
def _progress(stack: str) -> Generator[Callable[[str], None]]:
    """Say on standard error what is going on, while it is going on; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(f"preview of {stack}: starting") as status:
        yield lambda what: status.update(f"preview of {stack}: {what} ...")
