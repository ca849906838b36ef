"""Plain tables and refusals of the planning commands; a table library loads too slowly for them."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from accel.cli.main import CONFIGURATION_IS_WRONG

FORMATS = ("text", "json")
_GAP = "  "


def print_table(lines: Sequence[Sequence[str]], *, right: Sequence[int]) -> None:
    """Print lines in columns, those of `right` aligned at their right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo(_GAP.join(cells).rstrip())


def refuse(message: str) -> NoReturn:
    """End with one line and the exit code of a wrong input."""
    click.echo(message, err=True)
    sys.exit(CONFIGURATION_IS_WRONG)
