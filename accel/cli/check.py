"""`accel check`: the rules alone, over a stack or over what the engine says of any program."""

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from accel.cli import reports
from accel.cli.refusal import refuse_configuration
from accel.cli.sources import engine_file, facts_of, is_file, notes, require_stack, text_of

if TYPE_CHECKING:
    from accel.planning.stack import Environment, StackFacts
    from accel.preview.preview import Preview
    from accel.preview.sources import Sources


@click.command(name="check")
@click.argument("what")
@reports.format_option
@reports.output_option
@reports.base_option
@reports.fail_on_option
@click.option("--as", "like", metavar="STACK", help="Judge a file by the settings and exemptions of this stack file.")
@click.option(
    "--environment",
    type=click.Choice(("dev", "staging", "prod")),
    help="Judge a file by the levels of this environment; else what the file itself says, or prod.",
)
def command(
    what: str,
    form: str,
    output: str | None,
    base: str | None,
    fail_on: str,
    like: str | None,
    environment: "Environment | None",
) -> None:
    """Judge WHAT by the rules: a stack, a file of `pulumi preview --json` or `pulumi stack export`, or - for its text.

    Exit code 0: clean. 1: a rule of the level --fail-on is broken. 2: WHAT or a setting is wrong.

    \b
    Examples:
      accel check prod
      accel check prod --fail-on advisory --format junit --output rules.xml
      pulumi preview --json --show-sames | accel check - --as prod
      pulumi stack export | accel check - --environment dev
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.planning.problems import ConfigurationError

    earlier = reports.read_base(base, form)
    given = is_file(what)
    if not given and (like or environment):
        raise click.UsageError("--as and --environment are for files: a stack has its own")
    if like and environment:
        raise click.UsageError("--as and --environment: the stack file says its environment")
    if not given:
        require_stack(what)
    try:
        with reports.progress(f"check of {what}") as tell:
            if given:
                tell("reading resources and judging them")
                preview, sources = _of_file(what, like, environment)
            else:
                from accel.preview.preview import preview_stack
                from accel.preview.sources import stack_sources

                preview, sources = preview_stack(what, progress=tell), stack_sources(what)
    except ConfigurationError as error:
        refuse_configuration(error)
    reports.write(preview, form, output, rules_only=True, sources=sources, base=earlier, fail_on=fail_on)
    sys.exit(preview.exit_code_at(fail_on))


def _of_file(what: str, like: str | None, environment: "Environment | None") -> "tuple[Preview, Sources]":
    from accel.preview.preview import judge_graph
    from accel.preview.sources import Sources

    text = text_of(what)
    found = engine_file(what, text)
    for note in notes(what, found):
        click.echo(note, err=True)
    stack = found.stack or like or "file"
    facts = _facts_like(like, stack) if like else facts_of(stack, environment or found.environment or "prod")
    return judge_graph(found.graph, facts), Sources(_shown(what), text)


def _shown(what: str) -> str:
    """Return a file as a report names it: within the working folder, or by its name alone."""
    if what == "-":
        return "stdin.json"
    path = Path(what).resolve()
    here = Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name


def _facts_like(like: str, stack: str) -> "StackFacts":
    from accel.preview.preview import settings_of
    from blueprints.loading import read_stack_file

    return dataclasses.replace(settings_of(read_stack_file(like)).facts(), stack=stack)
