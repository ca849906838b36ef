"""Plain tables of look-ups and planning; a table library loads too slowly for them."""

import textwrap
from collections.abc import Sequence

import click

FORMATS = ("text", "json")
_GAP = "  "
WIDTH = 80
"""Columns of everything that a command prints."""


def print_table(lines: Sequence[Sequence[str]], *, right: Sequence[int], cut: int | None = None) -> None:
    """Print lines in columns, those of `right` aligned at their right; of `cut` ends what makes lines too wide."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if cut is not None:
        beyond = sum(widths) + len(_GAP) * (len(widths) - 1) - WIDTH
        widths[cut] -= max(0, beyond)
        lines = [
            [_cut(cell, widths[cut]) if index == cut else cell for index, cell in enumerate(line)] for line in lines
        ]
    for line in lines:
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo(_GAP.join(cells).rstrip())


def say(text: str) -> None:
    """Print a sentence, wrapped at blanks alone: names of machines hold hyphens."""
    click.echo(textwrap.fill(text, WIDTH, break_on_hyphens=False))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}~"
