"""Golden files: what a person reviewed once, and what `make golden` writes again."""

import os
from pathlib import Path

WRITE = os.environ.get("ACCEL_WRITE_GOLDENS") == "1"


def check_golden(path: Path, text: str) -> None:
    """Compare `text` with the golden file, or write it where that was asked for."""
    if WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path.name} is missing: `make golden` writes it"
    assert text == path.read_text(encoding="utf-8"), "`make golden` writes the file again: review the difference"
