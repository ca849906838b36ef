"""What `cost` and `diff` are told to look at: a stack of this project, or a file of the engine, of any program."""

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from accel.cli.main import CONFIGURATION_IS_WRONG

if TYPE_CHECKING:
    from accel.planning.graph import Graph
    from accel.planning.stack import StackFacts

_STDIN = "-"
_DEFAULT_ENVIRONMENT = "prod"


@dataclass(frozen=True)
class Source:
    """Resources with what is known of their stack."""

    name: str
    graph: "Graph"
    before: "Graph | None"
    """The resources before the change that a preview file describes."""
    facts: "StackFacts"
    budget_usd: float | None
    left_out: int
    """Unchanged resources that a preview file does not list."""


def source(what: str, environment: str | None = None) -> Source:
    """Return what WHAT stands for; ends the program with exit code 2 and one line where it stands for nothing.

    Args:
        what: a stack's name, a file, or `-`.
        environment: overrides what the file says; a stack of this project knows its own.
    """
    path = Path(what)
    if what != _STDIN and not path.is_file():
        return _stack(what)
    try:
        text = sys.stdin.read() if what == _STDIN else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{what!r} cannot be read: {getattr(error, 'strerror', None) or 'it is no text in UTF-8'}")
    return _file("standard input" if what == _STDIN else what, text, environment)


def refuse(message: str) -> NoReturn:
    """End the program: what was asked for cannot be."""
    click.echo(message, err=True)
    sys.exit(CONFIGURATION_IS_WRONG)


def _file(name: str, text: str, environment: str | None) -> Source:
    from accel.planning.problems import ConfigurationError
    from accel.planning.readers.engine_file import NotAnEngineFile, read
    from accel.planning.readers.values import sealed
    from accel.planning.stack import ProfileOverrides, StackFacts, effective_profile

    try:
        found = read(text)
    except NotAnEngineFile as reason:
        refuse(f"{name}: {reason}")
    known = environment or found.environment or _DEFAULT_ENVIRONMENT
    try:
        profile = effective_profile(known, ProfileOverrides())  # type: ignore[arg-type] - click and the reader know it
    except ConfigurationError as error:
        refuse("\n".join(str(problem) for problem in error.problems))
    facts = StackFacts(
        stack=found.stack or name,
        environment=known,  # type: ignore[arg-type] - as above
        owner="",
        cost_center="",
        monthly_budget_usd=float("inf"),
        profile=profile,
        today=datetime.datetime.now(datetime.UTC).date(),
    )
    before = None if found.before is None else sealed(found.before)
    return Source(name, sealed(found.graph), before, facts, None, found.left_out)


def _stack(name: str) -> Source:
    from accel.catalog.names import nearest
    from accel.planning.problems import ConfigurationError
    from accel.planning.stack import project_root

    files = (project_root() / "stacks").glob("Pulumi.*.yaml")
    stacks = sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in files)
    if name not in stacks:
        near = nearest(name, stacks)
        hint = f"did you mean {near!r}?" if near else f"stacks are {', '.join(stacks)}"
        refuse(f"{name!r} is neither a file nor a stack; {hint}")
    from accel.preview.preview import preview_stack

    try:
        preview = preview_stack(name)
    except ConfigurationError as error:
        refuse("\n".join(str(problem) for problem in error.problems))
    return Source(name, preview.graph, None, preview.facts, preview.facts.monthly_budget_usd, 0)
