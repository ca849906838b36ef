"""`accel preview`: the main job."""

import sys

import click

from accel.cli import reports
from accel.cli.refusal import refuse_configuration


@click.command(name="preview")
@click.argument("stack")
@reports.format_option
@reports.output_option
@reports.base_option
@reports.fail_on_option
@click.option(
    "--unknown",
    "unknown_outputs",
    is_flag=True,
    help="Leave what only the cloud can compute unknown, as the engine's own first preview does.",
)
def command(stack: str, form: str, output: str | None, base: str | None, fail_on: str, unknown_outputs: bool) -> None:
    """Show what STACK would create, which rules it breaks and what it costs a month. No cloud account is needed.

    Exit code 0: clean. 1: a mandatory rule or the budget is broken. 2: the stack file is wrong.

    \b
    Examples:
      accel preview dev
      accel preview prod --format json --output prod.json
      accel preview prod --format html --output report.html
      accel preview prod --format html --base prod.json --output report.html
      accel preview prod --format markdown --base prod.json --output comment.md
      accel preview prod --format sarif --output prod.sarif
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.planning.problems import ConfigurationError
    from accel.preview.preview import preview_stack
    from accel.preview.sources import stack_sources

    earlier = reports.read_base(base, form, stack)
    try:
        with reports.progress(f"preview of {stack}") as tell:
            preview = preview_stack(stack, unknown_outputs=unknown_outputs, progress=tell)
    except ConfigurationError as error:
        refuse_configuration(error)
    reports.write(preview, form, output, sources=stack_sources(stack), base=earlier, fail_on=fail_on)
    sys.exit(preview.exit_code_at(fail_on))
