"""Keeps secrets out of reports: rules judge them opened, a message may quote one, and a program may copy one."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from html import escape
from string import ascii_letters, digits
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

from accel.planning.graph import Graph, Secret, plain, shown

_SHORTEST = 4
"""Characters. A shorter secret stands in any text by chance: hiding it would spoil the report and hide nothing."""
_ANYWHERE = 6
"""Characters. From here on a secret is hidden within a word too; a shorter one, `prod`, only as a word of its own."""
_LONG_LINE = 20
"""Characters. A line of a secret of many lines (a key, indented into a script) that is one by itself."""
_ARMOUR = "-----"
"""Begins the lines around a key, which are the same around every key."""
_HIDDEN = "[secret]"
_ESCAPE = re.compile("%[0-9A-F]{2}")
_WORD = frozenset(ascii_letters + digits)
_BASE64 = _WORD | frozenset("+/-_")
_NOT_HIDDEN_IN = frozenset({"urn", "type", "rule", "level"})
"""An identity is no place for a secret, and reports look resources up by it."""

T = TypeVar("T")


class Veil:
    """Finds secrets in texts: as they are, or as JSON, URLs, markup and base64 have them, also within longer texts.

    A secret that was hashed, encrypted, compressed or split is not found. The time for a text grows with its length,
    not with the number of secrets.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._by_start: dict[str, dict[int, dict[str, _Kind]]] = {}
        self._seen: dict[str, str] = {}
        for secret in secrets:
            if len(secret) >= _SHORTEST:
                for form, kind in _forms(secret):
                    if len(form) >= _SHORTEST:
                        self._by_start.setdefault(form[:_SHORTEST], {}).setdefault(len(form), {}).setdefault(form, kind)

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def text(self, text: str) -> str:
        """Return a text with every secret in it replaced."""
        if not self._by_start or len(text) < _SHORTEST or text == _HIDDEN:
            return text
        # Regions, types and tags are the same in thousands of resources.
        if text not in self._seen:
            self._seen[text] = _replaced(text, self._spans(text))
        return self._seen[text]

    def shown(self, value: Any) -> Any:
        """Return property values as they may be printed: secrets replaced, also where others quote them."""
        return self._texts_of(shown(value)) if self._by_start else shown(value)

    def items(self, items: Iterable[T]) -> tuple[T, ...]:
        """Return dataclass objects with every secret in their text fields replaced."""
        return tuple(self._item(item) for item in items) if self._by_start else tuple(items)

    def _item(self, item: Any) -> Any:
        changes: dict[str, str] = {}
        for field in fields(item):
            text = getattr(item, field.name)
            if isinstance(text, str) and field.name not in _NOT_HIDDEN_IN and (clean := self.text(text)) != text:
                changes[field.name] = clean
        return replace(item, **changes) if changes else item

    def _texts_of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self._texts_of(key): self._texts_of(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._texts_of(item) for item in value]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _HIDDEN if self.text(str(value)) == _HIDDEN else value
        return value

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        starts = self._by_start
        found = [start for start in range(len(text) - _SHORTEST + 1) if text[start : start + _SHORTEST] in starts]
        for start in found:
            for length, forms in starts[text[start : start + _SHORTEST]].items():
                kind = forms.get(text[start : start + length])
                if kind is not None and (span := kind(text, start, start + length)):
                    yield span


class _Kind:
    """How a form of a secret is found: anywhere, as a word of its own, or within base64."""

    def __init__(self, alone: frozenset[str] = frozenset(), before: int = 0, after: int = 0) -> None:
        self._alone = alone
        self._before, self._after = before, after

    def __call__(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return what to hide around a form that stands at [start, end), or None where it stands by chance."""
        if self._alone and (text[start - 1 : start] in self._alone or text[end : end + 1] in self._alone):
            return None
        # The characters beside it hold the rest of its bits.
        if self._before and text[start - 1 : start] in _BASE64:
            start -= 1
        if self._after and text[end : end + 1] in _BASE64:
            end += 1
        return start, end


_PLAIN, _ALONE, _ALONE_BASE64 = _Kind(), _Kind(_WORD), _Kind(_BASE64)


def veil_of(graph: Graph, *others: Any) -> Veil:
    """Return what hides the texts and numbers inside every secret of a graph's inputs and outputs, and of `others`."""
    values = [value for resource in graph for value in (resource.inputs, resource.outputs)]
    return Veil(dict.fromkeys(text for value in (*values, *others) for text in _texts(value, within=False)))


def _texts(value: Any, *, within: bool) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _texts(plain(value.value), within=True)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item, within=within)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, within=within)
    elif within and isinstance(value, str):
        yield value
        lines = (line.strip() for line in value.splitlines())
        yield from (line for line in lines if len(line) >= _LONG_LINE and not line.startswith(_ARMOUR))
    elif within and isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _forms(secret: str) -> Iterator[tuple[str, _Kind]]:
    """Yield the texts as which a secret may stand in another one."""
    kind = _PLAIN if len(secret) >= _ANYWHERE else _ALONE
    yield secret, kind
    quoted = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    # A policy within a template is JSON within JSON.
    twice = {json.dumps(form)[1:-1] for form in quoted}
    data = secret.encode(errors="surrogatepass")
    for_urls = {quote(data), quote(data, safe=""), quote_plus(data)}
    for_urls |= {_ESCAPE.sub(lambda match: match[0].lower(), form) for form in for_urls}
    for form in quoted | twice | for_urls | {escape(secret, quote=False), escape(secret)}:
        yield form, kind
    for encode in (b64encode, urlsafe_b64encode):
        whole = encode(data).decode()
        for form in (whole, whole.rstrip("=")):
            yield form, _PLAIN if kind is _PLAIN else _ALONE_BASE64
        if kind is _PLAIN:
            yield from _within_base64(data, encode)


def _within_base64(data: bytes, encode: Any) -> Iterator[tuple[str, _Kind]]:
    """Yield the characters that a secret alone decides, wherever it begins within what was encoded as a whole."""
    for offset in range(3):
        text = encode(b"\0" * offset + data).decode().rstrip("=")
        first, last = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
        yield text[first:last], _Kind(before=offset * 8 % 6, after=(offset + len(data)) * 8 % 6)


def _replaced(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in _merged(spans):
        parts += [text[done:start], _HIDDEN]
        done = end
    return "".join([*parts, text[done:]]) if parts else text


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans as one where they overlap: of two secrets in one another neither's end may stay."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return iter(merged)
