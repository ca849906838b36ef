"""Ratios of one run, each against its own floor: machines are noisy, so seconds alone say little.

    make bench                every ratio
    make bench ONLY=help      one of: preview, engine, help, tests

Each figure is the best of several fresh processes, since noise only ever adds.
"""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

FLOOR = """
    import importlib, json, sys
    for module in json.loads(sys.argv[1]):
        importlib.import_module(module)
    from accel.planning.stack import project_root
    from accel.preview.preview import run_program
    from blueprints.loading import read_stack_file
    run_program(read_stack_file("prod"), project_root())
"""
"""The SDK modules that the preview uses, and the bare program recorded: no rules, no costs, no report."""

SDK_MODULES = """
    import json, sys
    from accel.planning.stack import project_root
    from accel.preview.preview import run_program
    from blueprints.loading import read_stack_file
    run_program(read_stack_file("prod"), project_root())
    print(json.dumps([name for name in sys.modules if name.startswith("pulumi_") and name.count(".") == 1]))
"""


def seconds(*command: str, runs: int) -> float:
    """Return the shortest of several runs of a command."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - start)
    return best


def python(code: str, *arguments: str, runs: int) -> float:
    """Time a fresh interpreter that runs `code`."""
    return seconds(sys.executable, "-c", textwrap.dedent(code), *arguments, runs=runs)


def say(what: str, ratio: float, limit: float, detail: str) -> bool:
    """Print one ratio beside its limit and return whether it holds."""
    print(f"{'ok  ' if ratio <= limit else 'OVER'} {ratio:6.3f} (limit {limit:g})  {what}  [{detail}]")
    return ratio <= limit


def preview() -> bool:
    """Preview of prod against importing its SDKs and recording the bare program."""
    modules = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SDK_MODULES)], check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout
    floor = python(FLOOR, modules, runs=5)
    whole = seconds(str(BIN / "accel"), "preview", "prod", runs=5)
    return say("preview of prod / SDK imports + bare program", whole / floor, 1.25, f"{whole:.2f} s / {floor:.2f} s")


def engine() -> bool:
    """Preview of prod against the real engine's preview of it with stand-in providers."""
    from tests.engine.timing import engine_preview_seconds

    real = engine_preview_seconds("prod")
    if real is None:
        print("     the real engine is not built here (make tools): ratio not measured")
        return True
    whole = seconds(str(BIN / "accel"), "preview", "prod", runs=3)
    return say("preview of prod / the engine's own preview", whole / real, 1.0, f"{whole:.2f} s / {real:.2f} s")


def help_text() -> bool:
    """Help and a price look-up against a bare `import pulumi`."""
    bare = python("import pulumi", runs=10)
    accel = str(BIN / "accel")
    shown = seconds(accel, "--help", runs=10)
    price = seconds(accel, "prices", "show", "g2-standard-8", runs=10)
    return all(
        [
            say("accel --help / import pulumi", shown / bare, 0.5, f"{shown:.2f} s / {bare:.2f} s"),
            say("accel prices show / import pulumi", price / bare, 0.5, f"{price:.2f} s / {bare:.2f} s"),
        ]
    )


def tests() -> bool:
    """The unit tests against one preview of prod."""
    whole = seconds(str(BIN / "accel"), "preview", "prod", runs=3)
    suite = seconds(
        str(BIN / "pytest"), "-n", "2", "tests", "--ignore=tests/engine", "--ignore=tests/kubernetes", runs=1
    )
    return say("unit tests / preview of prod", suite / whole, 20, f"{suite:.1f} s / {whole:.2f} s")


BENCHMARKS = {"preview": preview, "engine": engine, "help": help_text, "tests": tests}


def main() -> int:
    """Run the named benchmarks, or all; 1 when a limit does not hold."""
    sys.path.insert(0, str(ROOT))
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    # Each is run, whatever those before it said.
    kept = [BENCHMARKS[name]() for name in names]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
