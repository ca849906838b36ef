"""The forms in which a preview can be written. A form's module loads only when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from accel.preview.preview import Preview

FORMATS = {
    "html": "accel.preview.html",
    "json": "accel.preview.json",
    "junit": "accel.preview.junit",
    "markdown": "accel.preview.markdown",
    "sarif": "accel.preview.sarif",
}
"""Name -> module with `render(preview, **options) -> str`. The terminal's form is not among them: it may have colours.

Every form is given all options and takes those it needs: `base` (an earlier report, as read from JSON), `sources` (the
lines of the file that was previewed) and `fail_on` (the lowest level that fails).
"""


class Format(Protocol):
    """The shape of a form's module."""

    def render(self, preview: "Preview", **options: Any) -> str:
        """Return the whole report as text. It holds no secret."""
        ...


def form(name: str) -> Format:
    """Return the module of one of `FORMATS`."""
    return cast("Format", import_module(FORMATS[name]))
