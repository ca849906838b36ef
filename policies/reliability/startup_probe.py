"""A model server is given the time that its weights need."""

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from accel.planning.fit import weights_bytes
from accel.planning.graph import Graph, Resource, lookup
from accel.planning.served import load_of, model_of
from policies.frameworks import AVAILABILITY
from policies.pods import name_of, pod_specs
from policies.properties import absent, mapping, number, objects
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.serving import model_servers

_GIB = 2**30
_DEFAULTS = {"initialDelaySeconds": 0, "periodSeconds": 10, "failureThreshold": 3}
"""Of Kubernetes."""


class StartupProbeSettings(RuleSettings):
    """How long a server may need to start."""

    gib_per_second: float = Field(gt=0, description="Weights that a server reads in a second, at its slowest.")
    seconds_besides: int = Field(ge=0, description="What starting takes beside reading: compiling, warming up.")


def _check(graph: Graph, context: RuleContext[StartupProbeSettings]) -> Iterable[Violation]:
    for server in model_servers(graph):
        weights = _weights_gib(server)
        needed = context.settings.seconds_besides + weights / context.settings.gib_per_second
        for spec in pod_specs(server):
            for container in objects(spec.get("containers")):
                given = None if absent(container.get("ports")) else _seconds(container)
                if given is not None and given < needed:
                    size = f"{weights:.0f} GiB of weights" if weights else "weights of unknown size"
                    yield Violation(
                        server.urn,
                        f"{name_of(container)} is restarted after {given:g} s of starting, and {size} may take "
                        f"{needed:.0f} s",
                    )


def _weights_gib(server: Resource) -> float:
    model, load = model_of(server), load_of(server, context_tokens=1)
    return 0 if model is None or load is None else weights_bytes(model, load) / _GIB


def _seconds(container: dict[str, Any]) -> float | None:
    """Return after how long a container that is still starting is killed; None where never, or nobody knows."""
    probe = next(
        (found for name in ("startupProbe", "livenessProbe") if not absent(found := container.get(name))), None
    )
    if not mapping(probe):
        return None
    given = {name: number(lookup(probe, name, default)) for name, default in _DEFAULTS.items()}
    delay, period, failures = (given[name] for name in _DEFAULTS)
    return None if delay is None or period is None or failures is None else delay + period * failures


RULE = Rule(
    id="startup-probe",
    title="Model servers have the time to load their weights",
    group="reliability",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY_IN_PROD,
    why="A probe that gives up before the weights are read restarts the server, and it begins to read again, for ever.",
    remediation="Raise failureThreshold or periodSeconds of the startupProbe, and leave the livenessProbe quick.",
    frameworks=(*AVAILABILITY,),
    settings=everywhere(
        # Assumptions, to be replaced by what a stack measures: a tenth of a GiB a second is a busy network disk.
        StartupProbeSettings(gib_per_second=0.1, seconds_besides=120)
    ),
    check_stack=_check,
)
