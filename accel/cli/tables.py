"""Plain tables of look-ups and planning; a table library loads too slowly for them."""

from collections.abc import Sequence

import click

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
