"""Mistakes in a file that a person wrote: one line each, with file, key, value, what is allowed, nearest valid name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from accel.catalog.names import nearest

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, ready to print."""

    file: str
    key: str
    value: object
    allowed: str
    hint: str = ""

    def __str__(self) -> str:
        """One line, whatever the value holds."""
        value = "nothing" if self.value is None else repr(self.value)
        if len(value) > _LONGEST_VALUE:
            value = f"{value[:_LONGEST_VALUE]}..."
        key = self.key if self.key.strip() else repr(self.key)
        line = f"{self.file}: {key}: {value} is not allowed; allowed: {self.allowed}"
        return " ".join((f"{line}; {self.hint}" if self.hint else line).split())


class ConfigurationError(Exception):
    """The configuration is wrong; nothing was built. `problems` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def problems_of(error: ValidationError, *, file: str, prefix: str = "", model: type[BaseModel]) -> list[Problem]:
    """Turn pydantic's findings into problems whose keys read as in the file (`blueprints[0].nodePool.minNodes`)."""
    return [_problem(detail, file, prefix, model) for detail in error.errors(include_url=False)]


def key_path(location: Sequence[int | str], prefix: str = "") -> str:
    """Return `a[0].b` for ("a", 0, "b")."""
    path = prefix
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "(the whole file)"


def _problem(detail: ErrorDetails, file: str, prefix: str, model: type[BaseModel]) -> Problem:
    location = _as_in_the_file(model, detail["loc"])
    context: Mapping[str, Any] = detail.get("ctx") or {}
    key = key_path(location, prefix)
    kind = detail["type"]
    if kind == "extra_forbidden":
        owner = _model_at(model, location[:-1])
        known = sorted(_keys(owner)) if owner else []
        near = nearest(str(location[-1]), known)
        hint = f"did you mean {near!r}?" if near else ""
        return Problem(file, key, detail["input"], f"only the keys {', '.join(known)}", hint)
    if kind == "missing":
        return Problem(file, key, None, "a value; this key is required")
    if kind == "literal_error":
        allowed = str(context.get("expected", ""))
        choices = [choice.strip("'") for choice in allowed.replace(" or ", ", ").split(", ")]
        near = nearest(str(detail["input"]), choices)
        return Problem(file, key, detail["input"], allowed, f"did you mean {near!r}?" if near else "")
    if kind == "value_error" and "error" in context:
        return Problem(file, key, detail["input"], str(context["error"]))
    message = detail["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return Problem(file, key, detail["input"], message)


def _as_in_the_file(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return the place of a mistake; pydantic calls a key that nobody gave by the name that it has in the code."""
    owner = _model_at(model, location[:-1]) if location else None
    field = owner.model_fields.get(str(location[-1])) if owner else None
    return (*location[:-1], field.alias) if field is not None and field.alias else location


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], location: Sequence[int | str]) -> type[BaseModel] | None:
    """Follow a location through nested models; None where the path leaves what can be followed."""
    here: type[BaseModel] | None = model
    for step in location:
        if here is None:
            return None
        if isinstance(step, int):
            continue
        field = next((item for name, item in here.model_fields.items() if step in (name, item.alias)), None)
        here = _nested(field) if field else None
    return here


def _nested(field: FieldInfo) -> type[BaseModel] | None:
    pending: list[Any] = [field.annotation]
    while pending:
        annotation = pending.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation
        pending.extend(get_args(annotation))
    return None
