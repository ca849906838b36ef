"""Pieces of GitHub's Markdown out of text that nobody has checked: names, messages, reasons."""

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&|~#$!]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\s]+")
_MENTION = re.compile(r"(?<![\w.])@(?=\w)")


def prose(text: str) -> str:
    """Return text that reads the same in a paragraph, a list item or a cell: one line, and none of it markup.

    Entities rather than backslashes: a table is split at its pipes before backslashes are read.
    """
    escaped = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", one_line(text))
    # Nobody is to be called to a pull request because a resource is named after them.
    return _MENTION.sub("@<!-- -->", escaped)


def code(text: str) -> str:
    """Return text in the type of code. An element, since a code span cannot hold every text within a cell."""
    return f"<code>{_SPECIAL.sub(lambda match: f'&#{ord(match[0])};', one_line(text))}</code>"


def one_line(text: str) -> str:
    """Return text with every run of spaces, line ends and control characters as one space."""
    return _UNSEEN.sub(" ", text).strip()


def usd(amount: float, *, sign: bool = False) -> str:
    """Return an amount with two decimals; with `sign`, a change."""
    rounded = round(amount, 2) or 0.0
    return f"{rounded:+,.2f}" if sign and rounded else f"{rounded:,.2f}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Return a table of cells that are Markdown already; the columns in `right` hold figures."""
    to_the_right = set(right)
    rule = ["---:" if column in to_the_right else "---" for column in range(len(header))]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (header, rule, *rows))


def section(title: str, content: str, *, shown: bool = False) -> str:
    """Return a part that opens when its title is clicked; with `shown`, it is open from the start."""
    return f"<details{' open' if shown else ''}>\n<summary>{prose(title)}</summary>\n\n{content}\n</details>\n"
