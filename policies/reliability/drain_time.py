"""A model server that is told to stop finishes what it is answering."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import Field

from accel.planning.graph import Graph, Resource, lookup
from accel.planning.served import argument
from policies.frameworks import AVAILABILITY
from policies.pods import name_of, pod_specs
from policies.properties import number, objects, texts
from policies.rule import MANDATORY_IN_PROD, PerEnvironment, Rule, RuleContext, RuleSettings, Violation
from policies.serving import model_servers

_DEFAULT_SECONDS = 30
"""Of Kubernetes."""
_SLEEP = re.compile(r"\bsleep\s+(\d+)")


class DrainTimeSettings(RuleSettings):
    """How long a server may still answer."""

    answer_seconds: int = Field(ge=0, description="Longest answer to wait for where the server sets no limit itself.")


def _check(graph: Graph, context: RuleContext[DrainTimeSettings]) -> Iterable[Violation]:
    for server in model_servers(graph):
        for spec in pod_specs(server):
            given = number(spec.get("terminationGracePeriodSeconds", _DEFAULT_SECONDS))
            for container in objects(spec.get("containers")):
                before = _seconds_before_stop(container)
                needed = before + _seconds_to_answer(server, context.settings.answer_seconds)
                if given is not None and given < needed:
                    yield Violation(
                        server.urn,
                        f"{name_of(container)} is killed {given:g} s after it is told to stop, and needs {needed:g} s: "
                        f"{before:g} s before it stops listening, the rest to answer",
                    )
                    break


def _seconds_to_answer(server: Resource, default: float) -> float:
    own = number(argument(server, "--shutdown-timeout"))
    return default if own is None else own


def _seconds_before_stop(container: dict[str, Any]) -> float:
    """Return how long a container's preStop hook lets it listen on, while the load balancers forget it."""
    hook = lookup(container, "lifecycle.preStop")
    seconds = number(lookup(hook, "sleep.seconds"))
    if seconds is not None:
        return seconds
    found = _SLEEP.search(" ".join(texts(lookup(hook, "exec.command"))))
    return float(found[1]) if found else 0


RULE = Rule(
    id="drain-time",
    title="Model servers have the time to finish their answers",
    group="reliability",
    cloud="kubernetes",
    severity="low",
    levels=MANDATORY_IN_PROD,
    why="An answer of a language model streams for a minute: a pod that is killed earlier breaks it off mid-sentence.",
    remediation="Raise terminationGracePeriodSeconds above the preStop sleep and the longest answer together.",
    frameworks=(*AVAILABILITY,),
    settings=PerEnvironment(
        DrainTimeSettings(answer_seconds=0),
        DrainTimeSettings(answer_seconds=30),
        # An answer of some two thousand tokens; a stack with longer ones says so.
        DrainTimeSettings(answer_seconds=60),
    ),
    check_stack=_check,
)
