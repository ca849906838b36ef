"""Ratios of one run, each against its own floor: machines are noisy, so seconds alone say little.

    make bench                every ratio
    make bench ONLY=help      one of: preview, engine, help, catalogue, advise, fit, costing, rules, judges, tests

Each figure is the best of several fresh processes, since noise only ever adds; where milliseconds count, the median of
several that took turns with those they are compared to.
"""

import compileall
import json
import statistics
import subprocess
import sys
import textwrap
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
DOES_NOT_FIT = 1
"""Exit code of `accel fit`."""

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


def seconds(*command: str, runs: int, answers: tuple[int, ...] = (0,)) -> float:
    """Return the shortest of several runs of a command; any other exit code than `answers` is a failure."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if done.returncode not in answers:
            done.check_returncode()
        best = min(best, time.perf_counter() - start)
    return best


def python(code: str, *arguments: str, runs: int) -> float:
    """Time a fresh interpreter that runs `code`."""
    return seconds(*interpreter(code), *arguments, runs=runs)


def interpreter(code: str) -> tuple[str, ...]:
    """Return the command that runs `code` in a fresh interpreter."""
    return (sys.executable, "-c", textwrap.dedent(code))


def in_turn(*commands: tuple[str, ...], rounds: int = 15, answers: tuple[int, ...] = (0,)) -> list[float]:
    """Return the median time of each of several commands that take turns, so that a busy machine slows all alike."""
    taken = [[seconds(*command, runs=1, answers=answers) for command in commands] for _ in range(rounds)]
    return [statistics.median(times) for times in zip(*taken, strict=True)]


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
    accel = str(BIN / "accel")
    look_up = (accel, "prices", "show", "g2-standard-8")
    bare, shown, price = in_turn(interpreter("import pulumi"), (accel, "--help"), look_up)
    return all(
        [
            say("accel --help / import pulumi", shown / bare, 0.5, f"{shown:.2f} s / {bare:.2f} s"),
            say("accel prices show / import pulumi", price / bare, 0.5, f"{price:.2f} s / {bare:.2f} s"),
        ]
    )


CATALOGUE = """
    from accel.catalog import accelerators, machines, models, prices, services
    machines.machines(), accelerators.accelerators(), models.models(), services.services()
    sum(1 for _ in prices.all_prices())
"""
"""Every large table of the catalogue, read once."""

COSTING = """
    import sys, time, datetime
    from accel.planning.cost.estimate import estimate
    from accel.planning.stack import ProfileOverrides, StackFacts, effective_profile
    from accel.preview.recorder import record
    import pulumi, pulumi_aws as aws, pulumi_gcp as gcp

    def program():
        provider = aws.Provider("aws", region="us-east-1", allowed_account_ids=["111122223333"])
        google = gcp.Provider("gcp", project="example-project", region="us-central1")
        for index in range(int(sys.argv[1]) // 4):
            ours = pulumi.ResourceOptions(provider=provider)
            theirs = pulumi.ResourceOptions(provider=google)
            key = aws.kms.Key(f"key-{index}", opts=ours)
            aws.s3.Bucket(f"bucket-{index}", opts=ours)
            gcp.storage.Bucket(f"store-{index}", location="us-central1", opts=theirs)
            gcp.tpu.V2Vm(f"slice-{index}", zone="us-central1-a", accelerator_type="v5litepod-8",
                         runtime_version="v2-alpha-tpuv5-lite", opts=theirs)

    record(lambda: None)
    aws.kms, aws.s3, gcp.storage, gcp.tpu  # imported before the clock runs
    started = time.perf_counter()
    graph = record(program).graph
    recorded = time.perf_counter() - started
    facts = StackFacts("bench", "prod", "a", "b", 1e9, effective_profile("prod", ProfileOverrides()),
                       datetime.date(2026, 11, 24))
    estimate(graph, facts)
    started = time.perf_counter()
    estimate(graph, facts)
    print(recorded, time.perf_counter() - started)
"""
"""Records a graph of so many resources and costs it; prints the seconds of each."""


def catalogue() -> bool:
    """Reading the whole catalogue against a bare `import pulumi`, the start of Python left out of both."""
    nothing, *both = in_turn(*map(interpreter, ("pass", "import pulumi", CATALOGUE)))
    bare, load = (taken - nothing for taken in both)
    return say("catalogue load / import pulumi", load / bare, 0.1, f"{load * 1000:.0f} ms / {bare * 1000:.0f} ms")


def advise() -> bool:
    """Advice over the whole catalogue, with all its output, against a bare `import pulumi`."""
    serve = ("--workload", "inference", "--model", "llama-3-8b")
    train = ("--workload", "training", "--model", "llama-2-7b")
    asked = [(str(BIN / "accel"), "advise", *job, "--cloud", "any") for job in (serve, train)]
    bare, serving, training = in_turn(interpreter("import pulumi"), *asked)
    return all(
        [
            say("accel advise, inference / import pulumi", serving / bare, 0.5, f"{serving:.3f} s / {bare:.3f} s"),
            say("accel advise, training / import pulumi", training / bare, 0.5, f"{training:.3f} s / {bare:.3f} s"),
        ]
    )


def fit() -> bool:
    """A model that does not fit, with the machines of the whole catalogue that hold it, against `import pulumi`."""
    asked = ("fit", "--model", "llama-3-70b", "--machine", "g6.12xlarge")
    bare, taken = in_turn(interpreter("import pulumi"), (str(BIN / "accel"), *asked), answers=(0, DOES_NOT_FIT))
    return say("accel fit / import pulumi", taken / bare, 0.5, f"{taken:.3f} s / {bare:.3f} s")


def costing() -> bool:
    """Costing 10,000 resources against recording them, and against costing a tenth of them."""

    def run(resources: int) -> tuple[float, float]:
        command = [sys.executable, "-c", textwrap.dedent(COSTING), str(resources)]
        out = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
        recorded, costed = map(float, out.split())
        return recorded, costed

    few = min(run(1_000)[1] for _ in range(3))
    recorded, many = run(10_000)
    return all(
        [
            say("costing / recording 10,000", many / recorded, 0.05, f"{many:.2f} s / {recorded:.1f} s"),
            say("costing 10,000 / costing 1,000", many / few, 11, f"{many:.3f} s / {few:.3f} s"),
        ]
    )


def judging(what: str) -> dict[str, float]:
    """Return what benchmarks/judging.py measures in a fresh process."""
    command = [sys.executable, str(ROOT / "benchmarks/judging.py"), what]
    return json.loads(subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout)


def rules() -> bool:
    """All rules over 10,000 resources against recording so many, and against all rules over a tenth of them."""
    told = judging("rules")
    few, many, recorded = told["few"], told["many"], told["recorded"]
    return all(
        [
            say("rules / recording 10,000", many / recorded, 0.2, f"{many:.2f} s / {recorded:.1f} s"),
            say("rules over 10,000 / over 1,000", many / few, 11, f"{many:.3f} s / {few:.4f} s"),
        ]
    )


def judges() -> bool:
    """All rules over a resource of AWS or Google Cloud against what checkov takes for one more of the same graph."""
    from tests.tools import tool_folders

    if not tool_folders()["judges"].is_dir():
        print("     the judges are not installed here (make tools): ratio not measured")
        return True
    told = judging("judges")
    ours, theirs = told["rules"] * 1000, told["checkov"] * 1000
    return say("rules / checkov, a resource", ours / theirs, 0.05, f"{ours:.3f} ms / {theirs:.2f} ms")


def tests() -> bool:
    """The unit tests against one preview of prod."""
    whole = seconds(str(BIN / "accel"), "preview", "prod", runs=3)
    # What others built is tried by tests of their own: the engine, the API server, the judges.
    ours = "not engine and not kubernetes and not judges"
    suite = seconds(str(BIN / "pytest"), "-n", "2", "--dist", "loadgroup", "tests", "-m", ours, runs=1)
    return say("unit tests / preview of prod", suite / whole, 20, f"{suite:.1f} s / {whole:.2f} s")


BENCHMARKS = {
    "preview": preview,
    "engine": engine,
    "help": help_text,
    "catalogue": catalogue,
    "advise": advise,
    "fit": fit,
    "costing": costing,
    "rules": rules,
    "judges": judges,
    "tests": tests,
}


def main() -> int:
    """Run the named benchmarks, or all; 1 when a limit does not hold."""
    sys.path.insert(0, str(ROOT))
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    # Set-up compiled the SDK; what was edited since is compiled now, and not by each of the processes.
    compileall.compile_dir(ROOT / "accel", quiet=1)
    # Each is run, whatever those before it said.
    kept = [BENCHMARKS[name]() for name in names]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
