"""Large accelerators are bought in the ways that an environment is meant for."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pydantic import Field

from accel.planning.cost.hardware import RENTERS, rented
from accel.planning.cost.purchases import ON_DEMAND
from accel.planning.graph import Resource
from policies.frameworks import CAPACITY
from policies.rule import MANDATORY, PerEnvironment, Rule, RuleContext, RuleSettings

_LARGE = (
    "amd-mi300x",
    "aws-trainium*",
    "nvidia-a100-*",
    "nvidia-b[23]00",
    "nvidia-g[bh]200",
    "nvidia-h[12]00-*",
    "nvidia-tesla-a100",
    "tpu-7x",
    "tpu-v4",
    "tpu-v5p",
)
"""What the catalogue holds of the accelerators that are sold for training large models."""


class PurchaseSettings(RuleSettings):
    """What may not be bought how."""

    refused: dict[str, list[str]] = Field(
        default={},
        description=(
            "Ways to buy that are refused, by accelerator: on_demand, spot, preemptible, flex_start, reserved, "
            "capacity_block. In the id of an accelerator `*` and `?` match as in file names."
        ),
    )


def _check(resource: Resource, context: RuleContext[PurchaseSettings]) -> Iterable[str]:
    for rent in rented(resource):
        for pattern, ways in context.settings.refused.items() if rent.accelerator else ():
            if rent.purchase in ways and fnmatchcase(rent.accelerator or "", pattern):
                way = str(rent.purchase).replace("_", " ")
                yield f"buys {rent.accelerator} ({rent.machine}) {way}, which {context.facts.environment} may not"
                break


_NOT_ON_DEMAND = PurchaseSettings(refused={pattern: [ON_DEMAND] for pattern in _LARGE})

RULE = Rule(
    id="purchase-allowed",
    title="Accelerators are bought in the ways that their environment allows",
    group="cost",
    cloud="any",
    severity="high",
    levels=MANDATORY,
    why="What is tried out may be interrupted: on demand it costs far more, and somebody forgets to stop it.",
    remediation=(
        "Buy it as spot, with flex-start or of a reservation, take a smaller one, or set "
        "policies.purchase-allowed.refused."
    ),
    frameworks=(*CAPACITY,),
    types=RENTERS,
    settings=PerEnvironment(_NOT_ON_DEMAND, _NOT_ON_DEMAND, PurchaseSettings()),
    check_resource=_check,
)
