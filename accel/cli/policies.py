"""`accel policies`: the rules in words, filtered, explained, and by the controls of frameworks."""

import json
import textwrap
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import click

from accel.cli.main import no_such_command
from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, WIDTH, print_table

if TYPE_CHECKING:
    from policies.coverage import Coverage
    from policies.rule import Rule

_MARGIN = 15
"""Where the text of an explanation begins, right of its label."""
_GAP = "  "
_form = click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")


class _Group(click.Group):
    """A group that tells whoever names a rule which command is meant."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the sub-command that is named."""
        if args and args[0] not in self.commands:
            from policies.registry import all_rules

            if args[0] in {rule.id for rule in all_rules()}:
                ctx.fail(f"{args[0]!r} is a rule; did you mean 'accel policies explain {args[0]}'?")
            no_such_command(ctx, args[0], self.commands)
        return super().resolve_command(ctx, args)


@click.group(name="policies", cls=_Group, invoke_without_command=True)
@click.option("--write", is_flag=True, help="Write docs/policies.md and docs/compliance.md instead of printing.")
@click.pass_context
def command(ctx: click.Context, write: bool) -> None:
    """List the rules, explain them, or show which control of a framework they judge. Alone it is `list`.

    \b
    Examples:
      accel policies
      accel policies list --environment dev --compliance hipaa
      accel policies explain s3-versioning
      accel policies coverage --framework iso27001
      accel policies --write
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    if write and ctx.invoked_subcommand is not None:
        raise click.UsageError(f"--write writes all rules as Markdown: it goes without {ctx.invoked_subcommand}")
    if write:
        _write()
    elif ctx.invoked_subcommand is None:
        ctx.invoke(list_rules)


@command.command(name="list")
@click.option("--group", help="Only rules of this group: cost, security or reliability.")
@click.option("--cloud", help="Only rules of this cloud: any, aws, gcp, azure or kubernetes.")
@click.option("--environment", help="Only rules that are on in dev, staging or prod, with their level there.")
@click.option("--compliance", multiple=True, help="Levels under this profile: soc2, iso27001, hipaa, gdpr; repeatable.")
@_form
def list_rules(
    group: str | None, cloud: str | None, environment: str | None, compliance: tuple[str, ...], form: str
) -> None:
    """List the rules with their severity and their levels in dev, staging and prod.

    Exit code 2: there is no such group, cloud, environment or profile.

    \b
    Examples:
      accel policies list
      accel policies list --group security --cloud azure
      accel policies list --environment dev --compliance hipaa --compliance gdpr
      accel policies list --group cost --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from typing import get_args

    from policies.documentation import ENVIRONMENTS, described
    from policies.profiles import PROFILES, raised
    from policies.registry import all_rules
    from policies.rule import Group, Level, RuleCloud

    _require("group", group, get_args(Group))
    _require("cloud", cloud, get_args(RuleCloud))
    _require("environment", environment, ENVIRONMENTS)
    for profile in compliance:
        _require("compliance profile", profile, PROFILES)
    shown = (environment,) if environment else ENVIRONMENTS
    chosen = [
        rule
        for rule in sorted(all_rules(), key=lambda rule: rule.id)
        if group in (None, rule.group)
        and cloud in (None, rule.cloud)
        and any(raised(rule, rule.levels.of(name), compliance).level is not Level.DISABLED for name in shown)
    ]
    if form == "json":
        click.echo(json.dumps([described(rule, compliance) for rule in chosen], indent=2))
        return
    _print_levels(chosen, shown, compliance)


@command.command()
@click.argument("names", metavar="RULE...", nargs=-1, required=True)
@_form
def explain(names: tuple[str, ...], form: str) -> None:
    """Say what each RULE wants, why, at which level, how to keep it, and what it refers to.

    Exit code 2: there is no such rule; for the id of a control or check, the rules that judge it are named.

    \b
    Examples:
      accel policies explain s3-versioning
      accel policies explain s3-versioning gcs-versioning --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from policies import documentation
    from policies.registry import all_rules

    chosen = _named(names, all_rules())
    if form == "json":
        click.echo(json.dumps([documentation.described(rule) for rule in chosen], indent=2))
    else:
        click.echo("\n".join(_wrapped(documentation.explain(rule)) for rule in chosen), nl=False)


@command.command()
@click.option("--framework", multiple=True, help="Only this one: soc2, hipaa, checkov, cis-gke-1.4.0, ...; repeatable.")
@_form
def coverage(framework: tuple[str, ...], form: str) -> None:
    """Show which rules judge which control of a framework, and which controls no rule judges.

    Without --framework those of the compliance profiles. A rule that judges a control proves it as far as a stack's
    resources can: no control is kept by rules alone. Exit code 2: no rule refers to such a framework.

    \b
    Examples:
      accel policies coverage
      accel policies coverage --framework hipaa
      accel policies coverage --framework checkov --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from policies import coverage as matrices
    from policies.profiles import PROFILES
    from policies.registry import all_rules

    rules = all_rules()
    known = matrices.frameworks(rules)
    for name in framework:
        _require("framework", name, known)
    found = [matrices.coverage(rules, name) for name in dict.fromkeys(framework or PROFILES)]
    if form == "json":
        click.echo(json.dumps([one.to_json() for one in found], indent=2))
    else:
        click.echo("\n".join(map(_matrix, found)), nl=False)


def _write() -> None:
    from accel.planning.stack import project_root
    from policies import compliance_documentation, documentation
    from policies.registry import all_rules

    for page in (documentation, compliance_documentation):
        (project_root() / page.FILE).write_text(page.document(all_rules()), encoding="utf-8")
        click.echo(f"wrote {page.FILE}")


def _require(kind: str, name: str | None, known: Iterable[str]) -> None:
    """End with the nearest name where there is no such one."""
    from accel.catalog.names import UnknownName

    known = list(known)
    if name is not None and name not in known:
        refuse(str(UnknownName(kind, name, known)))


def _named(names: tuple[str, ...], rules: "tuple[Rule[Any], ...]") -> "list[Rule[Any]]":
    """Return the rules of these names, each once; ends with one line for each name that is none."""
    from accel.catalog.names import UnknownName

    by_id = {rule.id: rule for rule in rules}
    unknown = [name for name in dict.fromkeys(names) if name not in by_id]
    if unknown:
        refuse(*(_judging(name, rules) or str(UnknownName("rule", name, by_id)) for name in unknown))
    return [by_id[name] for name in dict.fromkeys(names)]


def _judging(name: str, rules: "tuple[Rule[Any], ...]") -> str:
    """Say which rules judge a control or check of this name; empty where none does."""
    found = {rule.id: framework for rule in rules for framework, id_ in rule.frameworks if id_.lower() == name.lower()}
    if not found:
        return ""
    frameworks = ", ".join(sorted(set(found.values())))
    return f"{name!r} is no rule but a reference to {frameworks}; judged by: {', '.join(sorted(found))}"


def _print_levels(rules: "list[Rule[Any]]", environments: Collection[str], compliance: tuple[str, ...]) -> None:
    """Print one line a rule, so that grep and awk can read it; what a profile raised has a mark."""
    from policies.profiles import raised

    found = [[raised(rule, rule.levels.of(name), compliance) for name in environments] for rule in rules]
    header = ("RULE", "SEVERITY", *(name.upper() for name in environments))
    rows = [
        (rule.id, rule.severity, *(f"{one.level}{'*' if one.by else ''}" for one in levels))
        for rule, levels in zip(rules, found, strict=True)
    ]
    print_table([header, *rows], right=(), cut=0)
    if any(one.by for levels in found for one in levels):
        click.echo(f"* raised by {', '.join(dict.fromkeys(compliance))}", err=True)


def _matrix(found: "Coverage") -> str:
    lines = [f"{found.framework} ({found.name}): {len(found.rules)} control{'s' * (len(found.rules) != 1)} with a rule"]
    width = max(map(len, found.rules), default=0)
    for control, rules in found.rules.items():
        lines.append(_filled(f"{_GAP}{control.ljust(width)}{_GAP}{' '.join(rules)}", width + 2 * len(_GAP)))
    if found.without is None:
        lines.append(f"{_GAP}no list of its controls is known here: what has no rule is not told")
    elif found.without:
        lines.append(_filled(f"{_GAP}without a rule ({len(found.without)}): {' '.join(found.without)}", 2 * len(_GAP)))
    if found.note:
        lines.append(_filled(f"{_GAP}{found.note}", len(_GAP)))
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> str:
    return "".join(f"{_filled(line, _MARGIN)}\n" for line in text.splitlines())


def _filled(line: str, margin: int) -> str:
    """Wrap at blanks; a word that is too long for its margin, the path of a property, begins left of it."""
    lines = textwrap.wrap(
        line, WIDTH, subsequent_indent=" " * margin, break_on_hyphens=False, break_long_words=False
    ) or [""]
    return "\n".join(part if len(part) <= WIDTH else part.strip().rjust(WIDTH) for part in lines)
