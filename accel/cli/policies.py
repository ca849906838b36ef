"""`accel policies`: the rules in words."""

import sys
from typing import TYPE_CHECKING, Any

import click

from accel.cli.main import CONFIGURATION_IS_WRONG

if TYPE_CHECKING:
    from policies.rule import Rule


@click.command(name="policies")
@click.argument("rule", required=False)
@click.option("--write", is_flag=True, help="Write docs/policies.md instead of printing.")
def command(rule: str | None, write: bool) -> None:
    """List the rules with their levels in dev, staging and prod, or explain RULE.

    \b
    Examples:
      accel policies
      accel policies s3-versioning
      accel policies --write
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from policies.documentation import FILE, document, explain
    from policies.registry import all_rules

    rules = all_rules()
    if write and rule is not None:
        raise click.UsageError("--write writes all rules: name none")
    if write:
        from accel.planning.stack import project_root

        (project_root() / FILE).write_text(document(rules), encoding="utf-8")
        click.echo(f"wrote {FILE}")
    elif rule is None:
        click.echo(_table(rules), nl=False)
    else:
        click.echo(explain(_named(rule, rules)), nl=False)


def _named(name: str, rules: "tuple[Rule[Any], ...]") -> "Rule[Any]":
    for rule in rules:
        if rule.id == name:
            return rule
    from accel.catalog.names import nearest

    near = nearest(name, (rule.id for rule in rules))
    hint = f"; did you mean {near!r}?" if near else "; `accel policies` lists them"
    click.echo(f"there is no rule {name!r}{hint}", err=True)
    sys.exit(CONFIGURATION_IS_WRONG)


def _table(rules: "tuple[Rule[Any], ...]") -> str:
    """Return one line a rule; plain text, so that grep and awk can read it."""
    from policies.documentation import ENVIRONMENTS

    rows = [
        (rule.id, rule.group, rule.severity, *(rule.levels.of(name).value for name in ENVIRONMENTS), rule.title)
        for rule in sorted(rules, key=lambda rule: rule.id)
    ]
    header = ("RULE", "GROUP", "SEVERITY", *(name.upper() for name in ENVIRONMENTS), "HOLDS")
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
    return "\n".join(lines) + "\n"
