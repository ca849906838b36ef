"""How every command ends when what it was given is wrong."""

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from accel.cli.main import CONFIGURATION_IS_WRONG

if TYPE_CHECKING:
    from accel.planning.problems import ConfigurationError


def refuse(*messages: str, code: int = CONFIGURATION_IS_WRONG) -> NoReturn:
    """End with one line for each mistake, whatever it quotes, and an exit code: that of a wrong input, if no other."""
    for message in messages:
        click.echo(" ".join(message.split()), err=True)
    sys.exit(code)


def refuse_configuration(error: "ConfigurationError") -> NoReturn:
    """End with one line for each mistake in a stack file."""
    refuse(*map(str, error.problems))
