"""`accel policies`: the rules in words."""

import json
import textwrap
from typing import TYPE_CHECKING, Any

import click

from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, print_table

if TYPE_CHECKING:
    from policies.rule import Rule

_WIDTH = 80
_MARGIN = 15
"""Where the text of an explanation begins, right of its label."""


@click.command(name="policies")
@click.argument("names", metavar="[RULE]...", nargs=-1)
@click.option("--write", is_flag=True, help="Write docs/policies.md instead of printing.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(names: tuple[str, ...], write: bool, form: str) -> None:
    """List the rules with their levels in dev, staging and prod, or explain each RULE.

    Exit code 2: there is no such rule.

    \b
    Examples:
      accel policies
      accel policies s3-versioning
      accel policies s3-versioning gcs-versioning --format json
      accel policies --write
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from policies.documentation import FILE, described, document, explain
    from policies.registry import all_rules

    rules = all_rules()
    if write and (names or form != "text"):
        raise click.UsageError("--write writes all rules as Markdown: name none, and no --format")
    if write:
        from accel.planning.stack import project_root

        (project_root() / FILE).write_text(document(rules), encoding="utf-8")
        click.echo(f"wrote {FILE}")
        return
    chosen = _named(names, rules) if names else sorted(rules, key=lambda rule: rule.id)
    if form == "json":
        click.echo(json.dumps([described(rule) for rule in chosen], indent=2))
    elif names:
        click.echo("\n".join(_wrapped(explain(rule)) for rule in chosen), nl=False)
    else:
        _print_levels(chosen)


def _named(names: tuple[str, ...], rules: "tuple[Rule[Any], ...]") -> "list[Rule[Any]]":
    """Return the rules of these names, each once; ends with one line for each name that is none."""
    from accel.catalog.names import UnknownName

    by_id = {rule.id: rule for rule in rules}
    unknown = [name for name in dict.fromkeys(names) if name not in by_id]
    if unknown:
        refuse(*(str(UnknownName("rule", name, by_id)) for name in unknown))
    return [by_id[name] for name in dict.fromkeys(names)]


def _print_levels(rules: "list[Rule[Any]]") -> None:
    """Print one line a rule, so that grep and awk can read it."""
    from policies.documentation import ENVIRONMENTS

    header = ("RULE", "SEVERITY", *(name.upper() for name in ENVIRONMENTS))
    rows = [(rule.id, rule.severity, *(rule.levels.of(name).value for name in ENVIRONMENTS)) for rule in rules]
    print_table([header, *rows], right=())


def _wrapped(text: str) -> str:
    margin = " " * _MARGIN
    lines = text.splitlines()
    return "".join(
        textwrap.fill(line, _WIDTH, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False) + "\n"
        for line in lines
    )
