"""Stacks on the real engine: through the Automation API with the program in this process, or from the shell."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pulumi import automation
from pulumi.automation.events import EngineEvent, OpType

from tests.engine.stand_in import Clouds
from tests.tools import ROOT, require_tools

PROJECT = "accelerator-blueprints"
POLICIES = str(ROOT / "policies")
_SHOWN = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Outcome:
    """What one operation of the engine did, or why it stopped."""

    changes: Counter[str]
    text: str
    error: str | None = None
    touched: dict[str, list[str]] = field(default_factory=dict)
    """URNs by operation."""
    violations: list[tuple[str, str, str]] = field(default_factory=list)
    """Rule, level and URN of each broken rule that the policy pack reported."""
    events: str = ""
    """Everything that the engine's events say."""

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def changed(self) -> Counter[str]:
        """Operations that are not `same`."""
        return Counter({op: count for op, count in self.changes.items() if op != "same" and count})

    def broken(self, level: str = "mandatory") -> set[str]:
        return {rule for rule, enforced, _ in self.violations if enforced == level}


def project_copy(folder: Path) -> Path:
    """Lay out the project in `folder`: its own files and stacks, which the engine writes to, the code by link."""
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    shutil.copy(ROOT / "__main__.py", folder)
    shutil.copytree(ROOT / "stacks", folder / "stacks")
    for package in ("accel", "blueprints", "components", "policies"):
        (folder / package).symlink_to(ROOT / package)
    return folder


def change_settings(folder: Path, stack: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit a stack file; `change` sees the project's own settings, without the namespace."""
    path = folder / "stacks" / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    prefix = f"{PROJECT}:"
    own = {key.removeprefix(prefix): value for key, value in content["config"].items() if key.startswith(prefix)}
    others = {key: value for key, value in content["config"].items() if not key.startswith(prefix)}
    change(own)
    content["config"] = {**others, **{prefix + key: value for key, value in own.items()}}
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


class AsTyped(automation.PulumiCommand):
    """`pulumi up` as a person types it: with the preview that the Automation API leaves out."""

    def run(self, args: list[str], *rest: Any, **named: Any) -> automation.CommandResult:
        return super().run([argument for argument in args if argument != "--skip-preview"], *rest, **named)


@dataclass
class EngineStack:
    """One stack on the real engine, its clouds stand-ins, its state a file below `folder`."""

    name: str
    folder: Path
    clouds: Clouds
    _stack: automation.Stack

    @classmethod
    def create(
        cls, name: str, folder: Path, program: Callable[[], Any], clouds: Clouds, *, preview_first: bool = False
    ) -> "EngineStack":
        """Start a stack; `folder` is a copy of the project, or empty for a program that reads no settings."""
        command = AsTyped() if preview_first else None
        options = automation.LocalWorkspaceOptions(work_dir=str(folder), pulumi_command=command)
        stack = automation.create_stack(name, project_name=PROJECT, program=program, opts=options)
        return cls(name, folder, clouds, stack)

    def preview(self, *, rules: bool = False) -> Outcome:
        return self._run(self._stack.preview, rules=rules)

    def up(self, *, rules: bool = False, talkative: bool = False) -> Outcome:
        """Update the stack; `talkative` also brings the engine's own logs."""
        return self._run(self._stack.up, rules=rules, talkative=talkative)

    def refresh(self) -> Outcome:
        return self._run(self._stack.refresh)

    def destroy(self) -> Outcome:
        return self._run(self._stack.destroy)

    def unprotect(self) -> None:
        shell("state", "unprotect", "--all", "--yes", "--stack", self.name, folder=self.folder).check_returncode()

    def resources(self) -> list[dict[str, Any]]:
        """Return the state's resources as `pulumi stack export` writes them."""
        return (self._stack.export_stack().deployment or {}).get("resources", [])

    def urns(self) -> set[str]:
        return {resource["urn"] for resource in self.resources()}

    def state_text(self) -> str:
        """Return everything that the engine keeps on disk for this stack."""
        backend = Path(os.environ["PULUMI_BACKEND_URL"].removeprefix("file://"))
        return "".join(path.read_text(encoding="utf-8") for path in backend.rglob(f"*{self.name}*.json"))

    def _run(self, operation: Callable[..., Any], *, rules: bool = False, talkative: bool = False) -> Outcome:
        events: list[EngineEvent] = []
        keywords: dict[str, Any] = {"on_event": events.append, "color": "never"}
        if rules:
            keywords["policy_packs"] = [POLICIES]
        if talkative:
            keywords |= {"debug": True, "diff": True, "log_to_std_err": True, "log_verbosity": 3}
        try:
            result = operation(**keywords)
        except automation.CommandError as error:
            return _outcome(events, str(error), error=_SHOWN.sub("", str(error)))
        return _outcome(events, result.stdout + result.stderr)


def _outcome(events: list[EngineEvent], text: str, error: str | None = None) -> Outcome:
    outcome = Outcome(Counter(), _SHOWN.sub("", text), error, events="\n".join(map(repr, events)))
    for event in events:
        if event.summary_event:
            outcome.changes.update({OpType(op).value: n for op, n in event.summary_event.resource_changes.items()})
        elif event.resource_pre_event:
            step = event.resource_pre_event.metadata
            # What stays as it is, is named too.
            if (op := OpType(step.op).value) != "same":
                outcome.touched.setdefault(op, []).append(step.urn)
        elif event.policy_event:
            found = event.policy_event
            outcome.violations.append((found.policy_name, found.enforcement_level, found.resource_urn or ""))
    return outcome


def shell(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run `pulumi` as a user types it, without anybody to answer its questions."""
    # Only here: with a language host on PATH the engine would run policy packs through it, which this old one cannot.
    host = require_tools("pulumi-language-python")["pulumi-language-python"]
    return subprocess.run(
        ["pulumi", *arguments, "--non-interactive", "--color", "never"],
        cwd=folder,
        env={**os.environ, "PATH": f"{os.environ['PATH']}{os.pathsep}{host}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
