"""`accel schema`: the JSON schema of stack files."""

import json

import click


@click.command(name="schema")
@click.option("--write", is_flag=True, help="Write stacks/schema.json instead of printing.")
def command(write: bool) -> None:
    """Print the JSON schema of stack files; editors with a YAML language server complete and check with it.

    \b
    Examples:
      accel schema
      accel schema --write
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.planning.stack import project_root
    from accel.preview.schema import stack_file_schema

    text = json.dumps(stack_file_schema(), indent=2) + "\n"
    if write:
        path = project_root() / "stacks" / "schema.json"
        path.write_text(text, encoding="utf-8")
        click.echo("wrote stacks/schema.json")
    else:
        click.echo(text, nl=False)
