"""What to write into a stack file for an offer that one of the blueprints here builds."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from accel.catalog import tpu
from accel.catalog.offers import Offer
from accel.planning.advice.judging import Proposal
from accel.planning.advice.ladder import zones_of
from accel.planning.advice.request import Request

_SLICE = "tpu-"
_INFERENTIA2 = "aws-inferentia2"
_PURCHASES = {"on_demand": "on-demand", "spot": "spot"}
_WIDTH = 76
"""Characters of a line of the entry; reports set it in by more."""
_VLLM_QUANTIZATIONS = ("fp8",)
"""Those that vLLM applies itself; the others are in the weights' own files, which say so."""


class Snippet(NamedTuple):
    """An entry for `accelerator-blueprints:blueprints`, and what it is for."""

    offer: Offer
    cloud: str
    """Key of the stack file whose region it needs: `aws` or `gcp`."""
    entry: Mapping[str, Any]
    """As the blueprint's settings take it."""
    note: str
    """What to do besides; empty where there is nothing."""

    @property
    def text(self) -> str:
        """The entry as YAML, with the region as a comment."""
        lines = [f"# with accelerator-blueprints:{self.cloud}: region: {self.offer.region}"]
        lines.append("accelerator-blueprints:blueprints:")
        for index, (key, value) in enumerate(self.entry.items()):
            lines += _lines(f"  {'-' if index == 0 else ' '} {key}:", value)
        return "\n".join(lines)


def snippet_of(request: Request, ranked: Sequence[Proposal]) -> Snippet | None:
    """Return the entry for the best proposal that a blueprint builds, or None where there is none."""
    for proposal in ranked:
        if proposal.room.machines == 1 and proposal.offer.purchase in _PURCHASES:
            found = _serving(request, proposal) if request.serves else _training(proposal.offer)
            if found:
                return found
    return None


def _serving(request: Request, proposal: Proposal) -> Snippet | None:
    offer, model = proposal.offer, request.model
    # Both blueprints serve with vLLM or TGI, which are PyTorch's.
    if request.framework != "pytorch" or not model.names:
        return None
    if offer.provider == "gcp" and _is_gke_machine(offer):
        return _gke_vllm(request, proposal)
    if offer.provider == "aws-sagemaker" and offer.accelerator == _INFERENTIA2:
        entry = {
            "kind": "sagemaker_inf2",
            "name": "inf2",
            "instanceType": offer.machine,
            "model": model.names[0],
            "weights": {"prefix": f"{model.id}/"},
            "batchSize": request.concurrency,
            "maxTotalTokens": request.context,
        }
        return Snippet(offer, "aws", entry, "the weights must be compiled for Neuron with that batch and length")
    return None


def _is_gke_machine(offer: Offer) -> bool:
    # A share of a GPU is no node of a pool, and a slice is not GKE's here.
    return offer.count >= 1 and not offer.machine.startswith(_SLICE)


def _gke_vllm(request: Request, proposal: Proposal) -> Snippet:
    offer, model = proposal.offer, request.model
    pool: dict[str, Any] = {"machineType": offer.machine, "spot": offer.purchase == "spot"}
    zones = zones_of(offer)
    if not zones:
        pool["allowUnlistedZone"] = True
    entry: dict[str, Any] = {
        "kind": "gke_vllm",
        "name": "vllm",
        "model": model.names[0],
        "weights": {"path": model.id},
        "nodePool": pool,
        "tensorParallelSize": proposal.room.tensor_parallel,
        "maxModelLen": request.context,
    }
    note = ""
    if request.quantization in _VLLM_QUANTIZATIONS:
        entry["quantization"] = request.quantization
    elif request.quantization:
        note = f"the weights in the model store must be {request.quantization} already; their config.json says so"
    return Snippet(offer, "gcp", entry, note)


def _training(offer: Offer) -> Snippet | None:
    zones = zones_of(offer)
    if offer.provider != "gcp" or not offer.machine.startswith(_SLICE) or not zones:
        return None
    entry = {
        "kind": "tpu_training",
        "name": "train",
        "zone": zones[0],
        "acceleratorType": offer.machine.removeprefix(_SLICE),
        "purchase": _PURCHASES[offer.purchase],
    }
    hosts = tpu.slice_of_type(offer.machine.removeprefix(_SLICE)).hosts
    note = f"the slice is {hosts} machines that start and fail together" if hosts > 1 else ""
    return Snippet(offer, "gcp", entry, note)


def _lines(key: str, value: Any) -> list[str]:
    """Write a key and its value in one line, or a map in several where one is too wide for a terminal."""
    line = f"{key} {_yaml(value)}"
    if len(line) <= _WIDTH or not isinstance(value, Mapping):
        return [line]
    return [key, *(f"      {name}: {_yaml(item)}" for name, item in value.items())]


def _yaml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
