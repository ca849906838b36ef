"""The `accel` command. Each sub-command loads only when it is called, so that help and look-ups start at once."""

import gc
from collections.abc import Collection
from importlib import import_module
from typing import NoReturn

import click

CONFIGURATION_IS_WRONG = 2
_OBJECTS_BETWEEN_COLLECTIONS = 50_000

_COMMANDS = {
    "cost": "What a stack costs a month, or any Pulumi program: from a preview or an export file.",
    "diff": "What a change costs a month: two stacks, or a stack before and after.",
    "advise": "Which hardware for a job: ranked offers, reasons, what to try when they are sold out.",
    "break-even": "Buy or rent: months until a machine of one's own has paid for itself, and what moves them.",
    "check": "Whether a stack, a preview or an export of any Pulumi program keeps the rules.",
    "fit": "Whether a model fits a machine: weights, cache, tensor parallelism, and what would fit if not.",
    "policies": "The rules, their levels in each environment, why they exist and how to keep them.",
    "preview": "What a stack would create, which rules it breaks and what it costs, without a cloud account.",
    "prices": "Look up the catalogue's prices, with source and age.",
    "schema": "Print or write the JSON schema of stack files, for completion in editors.",
    "train-cost": "What training a model takes: arithmetic, hours, dollars, checkpoints on spot machines.",
}
"""Name -> one line of help. The command itself is `command` in accel/cli/<name>.py, with _ for -."""


class LazyGroup(click.Group):
    """A group whose commands are imported on use, and whose help imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command, or refuse an unknown name with the nearest one."""
        if cmd_name not in _COMMANDS:
            no_such_command(ctx, cmd_name, _COMMANDS)
        return import_module(f"accel.cli.{cmd_name.replace('-', '_')}").command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


def no_such_command(ctx: click.Context, name: str, known: Collection[str]) -> NoReturn:
    """Refuse an unknown name with the nearest one."""
    from accel.catalog.names import nearest

    near = nearest(name, known)
    hint = f"; did you mean {near!r}?" if near else ""
    ctx.fail(f"no such command {name!r}; there are {', '.join(sorted(known))}{hint}")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="accelerator-blueprints", prog_name="accel")
def cli() -> None:
    """Cloud AI hardware as Pulumi blueprints: resources, rules and costs, known offline.

    \b
    Examples:
      accel preview dev
      accel preview prod --format json
      accel prices show g2-standard-8
    """  # noqa: D301 - \b is click's mark for text that keeps its lines


def main() -> None:
    """Run the command line."""
    # A command needs what it makes to its end. Looking through it for garbage as often as Python does by itself takes
    # 4 of the 100 ms of `accel advise`.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    cli(prog_name="accel")
