"""Hardware that is larger than its use: what to look at before `pulumi up`. Advice only; the rules are elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from accel.catalog.accelerators import accelerators
from accel.catalog.sagemaker import model_servers
from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS, SPOKEN_FOR, Rented, rented
from accel.planning.cost.items import CostLine
from accel.planning.cost.workloads import Workload, workloads_of_pools
from accel.planning.graph import Graph, Resource
from accel.planning.month import HOURS_PER_MONTH
from accel.planning.served import argument, model_of
from accel.planning.sharing import sharing_of
from accel.planning.stack import StackFacts

_MODELS = ("aws:sagemaker/model:Model",)
_TRAINING, _DEV = "training", "dev"
_ONE = "1"
_CENT = 0.01


class Remark(NamedTuple):
    """Something that is larger than it need be."""

    subject: str
    """The blueprint, where the resource says which; else the resource."""
    message: str


def remarks(graph: Graph, facts: StackFacts, lines: Iterable[CostLine]) -> tuple[Remark, ...]:
    """Return what could be smaller in a stack, without repeating itself.

    Args:
        graph: its resources.
        facts: what the stack file says of itself.
        lines: what it costs.
    """
    served = graph.derived(workloads_of_pools)
    pools = [(graph.by_urn[urn], workload) for urn, workloads in served.items() for workload in workloads]
    found = (
        *_training_hardware(graph, pools),
        *_batches_of_one(graph, pools),
        *_shareable(pools),
        *_always_on(graph, facts, lines),
    )
    return tuple(dict.fromkeys(found))


def _training_hardware(graph: Graph, pools: Iterable[tuple[Resource, Workload]]) -> Iterator[Remark]:
    servers = [(resource, None) for resource in graph.of(*ENDPOINT_CONFIGURATIONS)]
    for resource, workload in (*servers, *pools):
        for rent in rented(resource):
            known = accelerators().get(rent.accelerator or "")
            if known is not None and known.tier == _TRAINING:
                model = model_of(workload.resource) if workload else None
                command = f"accel advise --workload inference --model {model.id if model else '<model>'}"
                yield Remark(
                    _subject(resource),
                    f"{_machines(rent)} are made for training, and serve here: `{command}` ranks what would do.",
                )


def _batches_of_one(graph: Graph, pools: Iterable[tuple[Resource, Workload]]) -> Iterator[Remark]:
    variables = {name for server in model_servers().values() for name in server.variables("batch_size")}
    for resource in graph.of(*_MODELS):
        environment = resource.get("primaryContainer.environment", {})
        given = environment if isinstance(environment, Mapping) else {}
        for name in sorted(variables):
            if str(given.get(name, "")) == _ONE:
                yield Remark(_subject(resource), _alone(name))
    for _, workload in pools:
        if argument(workload.resource, "--max-num-seqs") == _ONE:
            yield Remark(_subject(workload.resource), _alone("--max-num-seqs"))


def _alone(setting: str) -> str:
    return (
        f"{setting} is 1: each request reads all weights for itself, and the accelerator mostly waits for its memory. "
        "Answering several together costs little time more."
    )


def _shareable(pools: Iterable[tuple[Resource, Workload]]) -> Iterator[Remark]:
    for pool, workload in pools:
        found = sharing_of(pool, workload)
        if found is None:
            continue
        how = f"nodePool.sharing {{strategy: TIME_SHARING, clients: {found.servers}}}"
        how += f" with gpuMemoryUtilization {found.share:.2f}"
        if found.partition is not None:
            how = f"nodePool.partitionSize {found.partition} (MIG) makes {found.partitions} of it"
        yield Remark(
            _subject(workload.resource),
            f"{found.model.id} with one request of {found.context_tokens} tokens takes {found.fit.needed_gib:.1f} of "
            f"the {found.fit.limit_gib:.1f} GiB of a {found.accelerator}: {found.servers} servers could share it, "
            f"unless many requests at once need the rest. {how}.",
        )


def _always_on(graph: Graph, facts: StackFacts, lines: Iterable[CostLine]) -> Iterator[Remark]:
    if facts.environment != _DEV:
        return
    dearest: dict[str, CostLine] = {}
    for line in lines:
        if line.urn not in dearest or line.hourly_usd > dearest[line.urn].hourly_usd:
            dearest[line.urn] = line
    for line in dearest.values():
        resource = graph.by_urn.get(line.urn)
        never_off = line.min_monthly_usd > 0 and abs(line.monthly_usd - line.hourly_usd * HOURS_PER_MONTH) < _CENT
        rents = _hardware(resource, graph) if resource is not None else []
        if resource is None or not never_off or not rents:
            continue
        hours = facts.schedule.hours_per_month if facts.schedule else None
        less = f"; for the {hours:.0f} working hours it would be USD {line.hourly_usd * hours:,.0f}" if hours else ""
        yield Remark(
            _subject(resource),
            f"{_machines(rents[0])} of a dev stack are on for {HOURS_PER_MONTH} h a month, USD {line.monthly_usd:,.0f}"
            f"{less}. Destroy it when nobody works with it.",
        )


def _hardware(resource: Resource, graph: Graph) -> list[Rented]:
    """Return the accelerators that a resource rents, also where a configuration or a template names them for it."""
    owners = [resource, *graph.referred(resource, *SPOKEN_FOR)]
    return [rent for owner in owners for rent in rented(owner) if rent.accelerator]


def _machines(rent: Rented) -> str:
    return f"{rent.accelerators:g} x {rent.accelerator} ({rent.machine})"


def _subject(resource: Resource) -> str:
    for path in ("tags", "labels", "metadata.labels", "nodeConfig.resourceLabels"):
        given = resource.get(path, {})
        if isinstance(given, Mapping) and isinstance(given.get("blueprint"), str):
            return str(given["blueprint"])
    return resource.name
