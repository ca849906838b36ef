"""Long work says on a terminal's standard error what it does, and nothing where nobody watches."""

import json
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from accel.cli import reports

PLAN = Path(__file__).parents[1] / "planning" / "readers" / "fixtures" / "tpu-training.preview.json"
STEPS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("preview", "tpu-training"): ("reading the stack file", "loading the SDKs", "running the program", "judging"),
    ("check", str(PLAN)): ("reading resources and judging them",),
}
ESCAPE = "\x1b"


def _accel(arguments: tuple[str, ...], stderr: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from accel.cli.main import main; main()", *arguments, "--format", "json"],
        check=False,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, "TERM": "xterm"},
        timeout=120,
    )


def _on_a_terminal(arguments: tuple[str, ...]) -> tuple[subprocess.CompletedProcess[bytes], str]:
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def watch() -> None:
        try:
            while piece := os.read(ours, 65536):
                seen.append(piece)
        except OSError:
            # Nobody holds the other end any more.
            pass

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        done = _accel(arguments, theirs)
    finally:
        os.close(theirs)
        watcher.join()
        os.close(ours)
    return done, b"".join(seen).decode()


@pytest.mark.parametrize("arguments", STEPS, ids=lambda arguments: arguments[0])
def test_a_terminal_sees_each_step_and_the_report_stays_clean(arguments: tuple[str, ...]) -> None:
    done, seen = _on_a_terminal(arguments)
    assert all(step in seen for step in STEPS[arguments]), seen
    assert ESCAPE not in done.stdout.decode()
    assert json.loads(done.stdout)["resources"]


def test_a_pipe_sees_nothing() -> None:
    done = _accel(("check", str(PLAN)), subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["resources"]


def test_what_is_going_on_is_text_and_no_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with reports.progress("check of [bold]") as tell:
        tell("[/red] at work")
    written = capsys.readouterr()
    assert "[bold]" in written.err
    assert written.out == ""
