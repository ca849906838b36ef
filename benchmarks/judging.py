"""Times the rules, in one process of its own; prints the seconds as JSON.

    judging.py rules     all rules over 1,000 and 10,000 resources, and recording 10,000
    judging.py judges    all rules and checkov, for one resource of AWS or Google Cloud

The resources are those of the shipped stacks, copied with the links between them.
"""

import dataclasses
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from accel.planning.cost.estimate import estimate  # noqa: E402 - the project is found by the path above
from accel.planning.graph import Graph, Resource  # noqa: E402
from accel.planning.stack import ProfileOverrides, StackFacts, effective_profile  # noqa: E402
from accel.preview.preview import run_program  # noqa: E402
from blueprints.loading import read_stack_file  # noqa: E402
from policies.evaluation import evaluate  # noqa: E402

STACKS = ("prod", "gke-vllm", "sagemaker-inf2", "tpu-training")
FACTS = StackFacts("bench", "prod", "a", "b", 1e12, effective_profile("prod", ProfileOverrides()), date(2026, 11, 24))
FEW, MANY = 1_000, 10_000
LITTLE, MUCH = 100, 1_000
"""Resources for checkov, which takes minutes for more."""


def main(what: str) -> None:
    """Measure and print."""
    print(json.dumps({"rules": rules, "judges": judges}[what]()))


def rules() -> dict[str, float]:
    """Return the seconds of all rules over few and over many resources, and of recording as many."""
    recorded()  # imports
    started = time.perf_counter()
    graphs = recorded()
    a_resource = (time.perf_counter() - started) / sum(map(len, graphs))
    few, many = (judging(Graph(copies(graphs, count))) for count in (FEW, MANY))
    # In turn, so that a busy machine slows both alike; the collector would count the objects of both for each.
    gc.freeze()
    taken = [(seconds(few), seconds(many)) for _ in range(5)]
    return {
        "few": min(one for one, _ in taken),
        "many": min(other for _, other in taken),
        "recorded": a_resource * MANY,
    }


def judges() -> dict[str, float]:
    """Return the seconds of all rules for a resource, and those of checkov for one more: its start is no part of it."""
    from tests.security.judges import lay_out, reports
    from tests.security.terraform_plan import PROVIDERS

    # A plan holds no others.
    graphs = [Graph(item for item in graph if item.package in PROVIDERS) for graph in recorded()]
    much = judging(Graph(copies(graphs, MUCH)))
    gc.freeze()
    ours = min(seconds(much) for _ in range(5)) / MUCH
    times: dict[int, float] = {}
    for count in (LITTLE, MUCH):
        with tempfile.TemporaryDirectory() as folder:
            lay_out(Graph(copies(graphs, count)), Path(folder), "stack")
            times[count] = min(seconds(lambda where=Path(folder): reports(where)) for _ in range(2))
    return {"rules": ours, "checkov": (times[MUCH] - times[LITTLE]) / (MUCH - LITTLE)}


def recorded() -> list[Graph]:
    """Return the graph of each stack."""
    return [run_program(read_stack_file(stack), ROOT).graph for stack in STACKS]


def judging(graph: Graph) -> Callable[[], Any]:
    """Return what judges a graph anew, as if nobody had looked anything up in it; its costs are known already."""
    known = estimate(graph, FACTS)
    return lambda: evaluate(Graph(graph.resources), FACTS, estimate=known)


def seconds(work: Callable[[], Any]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def copies(graphs: Iterable[Graph], count: int) -> list[Resource]:
    """Return so many resources: the graphs again and again, each copy with URNs and names of its own."""
    found: list[Resource] = []
    again = list(graphs)
    while True:
        for graph in again:
            copy = len(found)
            renamed = {item.urn: f"{item.urn}-{copy}" for item in graph}
            for item in graph:
                if len(found) == count:
                    return found
                found.append(_copy(item, renamed, copy))


def _copy(item: Resource, renamed: dict[str, str], copy: int) -> Resource:
    provider, _, identifier = item.provider.rpartition("::")
    return dataclasses.replace(
        item,
        urn=renamed[item.urn],
        name=f"{item.name}-{copy}",
        parent=renamed.get(item.parent or ""),
        dependencies=tuple(renamed[urn] for urn in item.dependencies if urn in renamed),
        property_dependencies={
            name: tuple(renamed[urn] for urn in urns if urn in renamed)
            for name, urns in item.property_dependencies.items()
        },
        provider=f"{renamed.get(provider, provider)}::{identifier}" if provider else "",
    )


if __name__ == "__main__":
    main(sys.argv[1])
