"""The guide's decision flow, answered for one request: each branch, whether it is taken, and why not."""

from typing import Any, NamedTuple

from accel.catalog.decisions import Branch, branches
from accel.planning.advice.request import Request

_FLAGS = {
    "budget": "no budget was given",
    "throughput": "throughput was not said to come first",
    "sporadic": "requests were not said to be sporadic",
}


class Step(NamedTuple):
    """One branch of the flow as it looks for a request."""

    branch: Branch
    taken: bool
    why_not: str
    """Empty where it is taken."""

    def to_json(self) -> dict[str, Any]:
        """Return the step for a machine."""
        return {
            "question": self.branch.title,
            "answer": self.branch.answer,
            "taken": self.taken,
            "why_not": self.why_not or None,
            "accelerators": list(self.branch.accelerators),
            "providers": list(self.branch.providers),
            "source": self.branch.source,
        }


def steps(request: Request) -> tuple[Step, ...]:
    """Return every branch for the request's workload, in the guide's order."""
    found: list[Step] = []
    for branch in branches(request.workload):
        why_not = next(iter(_misses(branch, request)), "")
        found.append(Step(branch, not why_not, why_not))
    return tuple(found)


def named_by_the_guide(taken: tuple[Step, ...], provider: str, accelerator: str, count: float) -> bool:
    """Say whether a branch that is taken names an offer."""
    return any(step.taken and step.branch.names(provider, accelerator, count) for step in taken)


def _misses(branch: Branch, request: Request) -> list[str]:
    given: dict[str, Any] = {
        "framework": request.framework,
        "clouds": request.cloud,
        "scales": request.scale,
        # Only fine-tuning has methods; pre-training is always full.
        "methods": request.method,
        "budget": request.budget_usd_per_month is not None,
        "throughput": request.throughput,
        "sporadic": request.sporadic,
    }
    found: list[str] = []
    for key, wanted in branch.when.items():
        has = given[key]
        if wanted is True:
            if not has:
                found.append(_FLAGS[key])
        elif isinstance(wanted, list):
            if has not in wanted:
                found.append(f"{_NOUNS[key]} is {has or 'left open'}, not {' or '.join(wanted)}")
        elif has != wanted:
            found.append(f"{key} is {has}, not {wanted}")
    return found


_NOUNS = {"clouds": "the cloud", "scales": "the model", "methods": "the method"}
