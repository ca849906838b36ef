"""What a command is told to look at: a stack of this project, or a file of the engine, of any program."""

import datetime
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from accel.cli.refusal import refuse, refuse_configuration

if TYPE_CHECKING:
    from accel.planning.graph import Graph
    from accel.planning.readers.engine_file import EngineFile
    from accel.planning.stack import Environment, StackFacts

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
    linked: bool = True
    """Whether it is known what depends on what; see `EngineFile`."""


def source(what: str, environment: str | None = None) -> Source:
    """Return what WHAT stands for; ends the program with exit code 2 and one line where it stands for nothing.

    Args:
        what: a stack's name, a file, or `-`.
        environment: overrides what the file says; a stack of this project knows its own.
    """
    if not is_file(what):
        return _stack(what)
    name = "standard input" if what == _STDIN else what
    found = engine_file(name, text_of(what))
    facts = facts_of(found.stack or name, environment or found.environment or _DEFAULT_ENVIRONMENT)
    return _of_file(name, found, facts)


def notes(name: str, found: "Source | EngineFile") -> list[str]:
    """Return what a file does not tell, and its reader should know."""
    said: list[str] = []
    if found.left_out:
        said.append(
            f"{name} leaves out what stays unchanged (resources: {found.left_out}), neither judged nor priced; make it "
            "with `pulumi preview --json --show-sames`"
        )
    if not found.linked:
        said.append(
            f"{name} is an event log, which does not say what depends on what: rules and costs of several resources "
            "together may miss something; make it with `pulumi preview --json` alone"
        )
    return said


def is_file(what: str) -> bool:
    """Say whether WHAT is a file, or standard input, and no stack."""
    return what == _STDIN or Path(what).is_file()


def text_of(what: str) -> str:
    """Return the text of a file or of standard input."""
    try:
        # Some shells put a byte-order mark in front of what they redirect.
        return sys.stdin.read() if what == _STDIN else Path(what).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{what!r} cannot be read: {getattr(error, 'strerror', None) or 'it is no text in UTF-8'}")


def engine_file(name: str, text: str) -> "EngineFile":
    """Return what a preview or an export of the engine says."""
    from accel.planning.readers.engine_file import NotAnEngineFile, read

    try:
        return read(text)
    except NotAnEngineFile as reason:
        refuse(f"{name}: {reason}")


def facts_of(stack: str, environment: str) -> "StackFacts":
    """Return what is known of a program without a stack file of ours: no budget, no exemption, any region."""
    from accel.planning.problems import ConfigurationError
    from accel.planning.stack import ProfileOverrides, StackFacts, effective_profile

    known = cast("Environment", environment)
    try:
        profile = effective_profile(known, ProfileOverrides())
    except ConfigurationError as error:
        refuse_configuration(error)
    return StackFacts(
        stack=stack,
        environment=known,
        owner="",
        cost_center="",
        monthly_budget_usd=math.inf,
        profile=profile,
        today=datetime.datetime.now(datetime.UTC).date(),
    )


def _of_file(name: str, found: "EngineFile", facts: "StackFacts") -> Source:
    from accel.planning.readers.values import sealed

    before = None if found.before is None else sealed(found.before)
    return Source(name, sealed(found.graph), before, facts, None, found.left_out, found.linked)


def require_stack(name: str) -> None:
    """End with one line that names the nearest stack where there is none of this name, and no such file."""
    from accel.catalog.names import nearest
    from blueprints.loading import stack_names

    stacks = stack_names()
    if name not in stacks:
        near = nearest(name, stacks)
        hint = f"did you mean {near!r}?" if near else f"stacks are {', '.join(stacks)}"
        refuse(f"{name!r} is neither a file nor a stack; {hint}")


def _stack(name: str) -> Source:
    require_stack(name)
    from accel.planning.problems import ConfigurationError
    from accel.planning.readers.values import sealed
    from accel.preview.preview import resources_of

    try:
        graph, facts = resources_of(name)
    except ConfigurationError as error:
        refuse_configuration(error)
    return Source(name, sealed(graph), None, facts, facts.monthly_budget_usd, 0)
