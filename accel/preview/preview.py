"""A stack without a cloud: its resources, the rules they break, what they cost, and what to do before `pulumi up`."""

import datetime
import runpy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accel.planning.graph import Graph, Resource
from accel.planning.problems import ConfigurationError, Problem
from accel.planning.stack import StackFacts, project_root
from accel.preview.findings import failing
from accel.preview.hiding import Veil, veil_of
from blueprints.loading import StackFile, read_stack_file

if TYPE_CHECKING:
    from accel.planning.cost.estimate import Estimate
    from accel.preview.recorder import Recording
    from blueprints.contract import Note
    from blueprints.settings import StackSettings
    from policies.evaluation import Finding

Progress = Callable[[str], None]
"""Told in a few words what is going on; importing a cloud's SDK takes seconds."""


@dataclass(frozen=True)
class Preview:
    """Everything that a report shows."""

    stack: str
    facts: StackFacts
    graph: Graph
    outputs: dict[str, Any]
    findings: "tuple[Finding, ...]"
    estimate: "Estimate"
    notes: "tuple[Note, ...]"
    veil: Veil
    """Hides the graph's secrets from what quotes them."""

    def inputs_of(self, resource: Resource) -> dict[str, Any]:
        """Return a resource's inputs as they may be printed, without the secrets that they hold or quote."""
        return self.veil.shown(resource.inputs)

    @property
    def exit_code(self) -> int:
        """0 when nothing mandatory is broken, else 1."""
        return self.exit_code_at("mandatory")

    def exit_code_at(self, fail_on: str) -> int:
        """Return 1 when a rule of this level, or a stricter one, is broken; else 0."""
        levels = failing(fail_on)
        return int(any(finding.level in levels for finding in self.findings))

    def to_json(self) -> dict[str, Any]:
        """Return the report in its stable machine-readable form; secrets are `[secret]`."""
        return {
            "stack": self.stack,
            "environment": self.facts.environment,
            "resources": [
                {
                    "urn": resource.urn,
                    "type": resource.type,
                    "name": resource.name,
                    "parent": resource.parent,
                    "inputs": self.inputs_of(resource),
                    "dependencies": sorted(resource.dependencies),
                    "protect": resource.protect,
                    "custom": resource.custom,
                }
                for resource in self.graph
            ],
            "findings": [finding.to_json() for finding in self.findings],
            "cost": self.estimate.to_json(),
            "preflight": [
                {"topic": note.topic, "subject": note.subject, "message": note.message} for note in self.notes
            ],
        }


def preview_stack(
    stack: str,
    *,
    root: Path | None = None,
    today: datetime.date | None = None,
    unknown_outputs: bool = False,
    progress: Progress = lambda _: None,
) -> Preview:
    """Run the stack's program offline and judge what it would create.

    Args:
        stack: name of a file `stacks/Pulumi.<stack>.yaml`.
        root: project folder; found from the working folder when absent.
        today: the day on which prices age and exemptions end.
        unknown_outputs: leave computed outputs unknown, as the first preview of a new stack on the engine does.
        progress: told what is going on.

    Raises:
        ConfigurationError: the stack file is wrong; nothing was evaluated.
    """
    base = root or project_root()
    progress("reading the stack file")
    file = read_stack_file(stack, base)
    progress("loading the SDKs of the stack's clouds")
    settings = settings_of(file)
    facts = settings.facts(today)
    progress("running the program")
    recording = run_program(file, base, unknown_outputs=unknown_outputs)
    progress("judging resources and costs")
    return judge(recording, settings, facts)


def resources_of(stack: str) -> tuple[Graph, StackFacts]:
    """Run the stack's program offline and return what it would create, repaired, and what its file says of the stack.

    Raises:
        ConfigurationError: the stack file is wrong.
    """
    from policies.evaluation import remediated

    base = project_root()
    file = read_stack_file(stack, base)
    facts = settings_of(file).facts()
    graph, _ = remediated(run_program(file, base).graph, facts)
    return graph, facts


def settings_of(file: StackFile) -> "StackSettings":
    """Return a stack file's settings, those of rules included.

    Raises:
        ConfigurationError: with every mistake of the file, those under `policies` and `exemptions` too.
    """
    from accel.preview.rule_settings import rule_problems
    from blueprints.settings import validate_stack

    rules = rule_problems(file.values, file.stack)
    try:
        settings = validate_stack(file.values, stack=file.stack, file=file.file, secret_keys=file.secret_keys)
    except ConfigurationError as error:
        raise ConfigurationError([*error.problems, *rules]) from error
    if rules:
        raise ConfigurationError(rules)
    return settings


def run_program(file: StackFile, root: Path, *, unknown_outputs: bool = False) -> "Recording":
    """Run `__main__.py` with a stack's configuration and record what it registers.

    Raises:
        ConfigurationError: the program refused the configuration.
    """
    import pulumi

    from accel.preview.recorder import record

    def program() -> None:
        runpy.run_path(str(root / "__main__.py"), run_name="__main__")

    try:
        return record(
            program,
            stack=file.stack,
            config=file.engine_config,
            secret_keys=file.secret_keys,
            unknown_outputs=unknown_outputs,
        )
    except pulumi.RunError as error:
        if isinstance(error.__cause__, ConfigurationError):
            raise error.__cause__ from None
        raise ConfigurationError([Problem("__main__.py", "program", None, str(error))]) from error


def judge(recording: "Recording", settings: "StackSettings", facts: StackFacts) -> Preview:
    """Evaluate rules, costs and preflight notes of a recorded program."""
    from accel.planning.cost.estimate import estimate
    from accel.planning.right_sizing import remarks
    from blueprints import baseline_notes
    from blueprints.contract import Note
    from blueprints.registry import blueprint
    from policies import profiles
    from policies.evaluation import remediated

    graph, repairs = remediated(recording.graph, facts)
    cost = estimate(graph, facts, today=facts.today)
    notes: list[Note] = []
    for kind, entry in zip(settings.kinds, settings.blueprints, strict=True):
        notes.extend(blueprint(kind).preflight(entry, facts, settings.place))
    notes.extend(baseline_notes.notes(settings.clouds, facts))
    notes.extend(
        Note("data", settings.stack, f"{token} is answered only by the cloud; what depends on it is not shown")
        for token in recording.unanswered
    )
    notes.extend(Note("fit", *remark) for remark in remarks(graph, facts, cost.lines))
    notes.extend(Note("data", settings.stack, remark) for remark in profiles.remarks(facts))
    return assembled(graph, facts, cost, outputs=recording.outputs, notes=notes, repairs=repairs)


def judge_graph(graph: Graph, facts: StackFacts) -> Preview:
    """Evaluate rules and costs of resources that another program, or another tool, gave."""
    from accel.planning.cost.estimate import estimate
    from policies.evaluation import remediated

    graph, repairs = remediated(graph, facts)
    return assembled(graph, facts, estimate(graph, facts, today=facts.today), repairs=repairs)


def assembled(
    graph: Graph,
    facts: StackFacts,
    cost: "Estimate",
    *,
    outputs: dict[str, Any] | None = None,
    notes: "Iterable[Note]" = (),
    repairs: "Iterable[Finding]" = (),
) -> Preview:
    """Return the report on a graph with its costs, repaired already; no text in it quotes a secret.

    Raises:
        ConfigurationError: a setting of a rule or an exemption is wrong.
    """
    from policies.evaluation import evaluate, ordered

    veil = veil_of(graph, outputs)
    return Preview(
        stack=facts.stack,
        facts=facts,
        graph=graph,
        outputs=outputs or {},
        findings=veil.items(ordered([*evaluate(graph, facts, estimate=cost), *repairs])),
        estimate=replace(
            cost,
            lines=veil.items(cost.lines),
            usage_based=veil.items(cost.usage_based),
            unpriced=veil.items(cost.unpriced),
        ),
        notes=veil.items(notes),
        veil=veil,
    )
