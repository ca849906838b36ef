"""What every component shares: how a wrong argument is reported, and the tags each resource carries."""

import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from accel.catalog.names import nearest

COST_TAG = "stack"
"""Tag or label by which a stack's costs are told from others on the bill."""


class InvalidArgument(ValueError):  # noqa: N818 - the name of the contract in docs/architecture.md; it is raised for a caller's mistake
    """A component was given a value that its cloud would refuse or that contradicts another argument.

    Raised by `validate(args)` before anything is registered, so a refused component leaves no resource behind.
    """

    def __init__(self, field: str, value: object, allowed: str, hint: str = "") -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        """One line: the field, the value, what is allowed, and what to do."""
        line = f"{self.field}: {self.value!r} is not allowed; allowed: {self.allowed}"
        return f"{line}; {self.hint}" if self.hint else line


def require_one_of(field: str, value: str, allowed: Iterable[str]) -> None:
    """Refuse a value outside a closed list, and name the nearest valid one."""
    choices = sorted(allowed)
    if value not in choices:
        near = nearest(value, choices)
        raise InvalidArgument(field, value, ", ".join(choices), f"did you mean {near!r}?" if near else "")


def require_between(field: str, value: float, lowest: float, highest: float, unit: str = "") -> None:
    """Refuse a number outside an inclusive range."""
    if not lowest <= value <= highest:
        raise InvalidArgument(field, value, f"{lowest} to {highest}{' ' + unit if unit else ''}")


def require_together(args: Mapping[str, Any], *fields: str) -> None:
    """Refuse a set of arguments of which only some are given."""
    given = [field for field in fields if args.get(field) is not None]
    if given and len(given) != len(fields):
        missing = ", ".join(field for field in fields if field not in given)
        raise InvalidArgument(given[0], args[given[0]], f"together with {missing}", f"set {missing} too")


def require_at_most_one(args: Mapping[str, Any], *fields: str) -> None:
    """Refuse arguments that exclude each other when more than one of them is set (truthy)."""
    given = [field for field in fields if args.get(field)]
    if len(given) > 1:
        raise InvalidArgument(given[1], args[given[1]], f"at most one of {', '.join(fields)}", f"{given[0]} is set too")


@contextmanager
def below(prefix: str, fields: Iterable[str] = (), names: Mapping[str, str] | None = None) -> Generator[None]:
    """Tell a component's refusal of an argument by the key of the settings that holds it.

    Args:
        prefix: the key below which the component's arguments stand.
        fields: the arguments that do stand there; absent: all of them.
        names: what arguments are called there, where that is not their own name.
    """
    wanted = tuple(fields)
    try:
        yield
    except InvalidArgument as error:
        head = re.split(r"[.\[]", error.field, maxsplit=1)[0]
        if wanted and head not in wanted:
            raise
        field = f"{prefix}.{(names or {}).get(head, head)}{error.field.removeprefix(head)}"
        raise InvalidArgument(field, error.value, error.allowed, error.hint) from error
