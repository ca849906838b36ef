"""The preview as JSON: the form that other programs read, and that `--base` compares with."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accel.preview.preview import Preview


def render(preview: "Preview", **_: Any) -> str:
    """Return the report with the keys of `Preview.to_json`."""
    return json.dumps(preview.to_json(), indent=2) + "\n"
