"""Hardware that is larger than its use: what to look at before `pulumi up`. Advice only; the rules are elsewhere."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from accel.catalog import gke
from accel.catalog.accelerators import accelerators
from accel.catalog.models import Model, known_model
from accel.catalog.sagemaker import model_servers
from accel.catalog.serving import quantization_of_method
from accel.planning.cost.hardware import ENDPOINT_CONFIGURATIONS, SPOKEN_FOR, Rented, rented
from accel.planning.cost.items import CostLine
from accel.planning.cost.workloads import Workload, workloads_of_pools
from accel.planning.fit import Load, devices, fit_of
from accel.planning.graph import Graph, Resource, lookup
from accel.planning.month import HOURS_PER_MONTH
from accel.planning.stack import StackFacts

_MODELS = ("aws:sagemaker/model:Model",)
_TRAINING, _DEV = "training", "dev"
_ONE = "1"
_SHARED_BY = 2
"""A GPU is worth sharing where at least so many servers fit on it."""
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
    served = list(workloads_of_pools(graph).items())
    pools = [(graph.by_urn[urn], workload) for urn, workloads in served for workload in workloads]
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
                model = _model(workload.resource) if workload else None
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
        if _argument(workload.resource, "--max-num-seqs") == _ONE:
            yield Remark(_subject(workload.resource), _alone("--max-num-seqs"))


def _alone(setting: str) -> str:
    return (
        f"{setting} is 1: each request reads all weights for itself, and the accelerator mostly waits for its memory. "
        "Answering several together costs little time more."
    )


def _shareable(pools: Iterable[tuple[Resource, Workload]]) -> Iterator[Remark]:
    for pool, workload in pools:
        model = _model(workload.resource)
        guest = pool.get("nodeConfig.guestAccelerators.0", {})
        cut = lookup(guest, "gpuPartitionSize") or lookup(guest, "gpuSharingConfig")
        if model is None or cut or workload.accelerators != 1:
            continue
        for rent in rented(pool):
            found = accelerators().get(rent.accelerator or "")
            if found is not None and found.memory_gib and not found.id.startswith("tpu-"):
                yield from _share(workload.resource, model, found.id, found.memory_gib)


def _share(deployment: Resource, model: Model, accelerator: str, memory_gib: float) -> Iterator[Remark]:
    given = _argument(deployment, "--max-model-len")
    context = int(given) if given and given.isdecimal() else model.max_context
    method = _argument(deployment, "--quantization")
    stored = quantization_of_method(method) if method else None
    if method and stored is None:
        # Nobody knows how much the weights take.
        return
    load = Load(context_tokens=context, quantization=stored)
    fit = fit_of(model, load, devices(accelerator, 1, memory_gib), 1)
    servers = math.floor(fit.limit_gib / fit.needed_gib)
    if servers < _SHARED_BY:
        return
    parts = {
        size: count
        for size, count in gke.partitions(accelerator).items()
        if count >= _SHARED_BY and fit_of(model, load, devices(accelerator, 1, _gib(size)), 1).fits
    }
    each = fit.limit_gib / memory_gib / servers
    how = f"nodePool.sharing {{strategy: TIME_SHARING, clients: {servers}}} with gpuMemoryUtilization {each:.2f}"
    if parts:
        size = max(parts, key=lambda name: parts[name])
        how = f"nodePool.partitionSize {size} (MIG) makes {parts[size]} of it"
    yield Remark(
        _subject(deployment),
        f"{model.id} with one request of {context} tokens takes {fit.needed_gib:.1f} of the {fit.limit_gib:.1f} GiB "
        f"of a {accelerator}: {servers} servers could share it, unless many requests at once need the rest. {how}.",
    )


def _gib(partition_size: str) -> float:
    """Return the memory of a MIG partition as its name has it: `2g.10gb`."""
    return float(partition_size.rpartition(".")[2].removesuffix("gb"))


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
    linked = (graph.by_urn[urn] for urn in resource.dependencies if urn in graph.by_urn)
    owners = [resource, *(found for found in linked if found.type in SPOKEN_FOR)]
    return [rent for owner in owners for rent in rented(owner) if rent.accelerator]


def _machines(rent: Rented) -> str:
    return f"{rent.accelerators:g} x {rent.accelerator} ({rent.machine})"


def _subject(resource: Resource) -> str:
    for path in ("tags", "labels", "metadata.labels", "nodeConfig.resourceLabels"):
        given = resource.get(path, {})
        if isinstance(given, Mapping) and isinstance(given.get("blueprint"), str):
            return str(given["blueprint"])
    return resource.name


def _model(deployment: Resource) -> Model | None:
    name = _argument(deployment, "--served-model-name") or _argument(deployment, "--model")
    return known_model(name) if name else None


def _argument(deployment: Resource, flag: str) -> str | None:
    """Return the value of a server's argument, whether it stands behind `=` or is the next one."""
    containers = deployment.get("spec.template.spec.containers")
    for container in containers if isinstance(containers, list) else []:
        given: Any = lookup(container, "args", [])
        words = [str(word) for word in given] if isinstance(given, list) else []
        for index, word in enumerate(words):
            name, separator, value = word.partition("=")
            if name == flag:
                return value if separator else next(iter(words[index + 1 : index + 2]), None)
    return None
