"""What somebody wants hardware for."""

from typing import NamedTuple

from accel.catalog.decisions import scale
from accel.catalog.models import Model

ANY = "any"
_PURCHASES = {
    # A commitment is not for a tool to propose; and of a marketplace's range, the dear end is the one to plan with.
    "inference": frozenset({"on_demand", "marketplace_high"}),
    "training": frozenset({"on_demand", "spot", "marketplace_high"}),
    "fine-tuning": frozenset({"on_demand", "spot", "marketplace_high"}),
}


class Request(NamedTuple):
    """A job, and the limits that it must keep."""

    workload: str
    """`inference`, `training` or `fine-tuning`."""
    model: Model
    framework: str = "pytorch"
    """`pytorch` or `jax`."""
    cloud: str | None = None
    """The one provider to rent from; None for any."""
    region: str | None = None
    """A region, or an area such as `eu`; None for anywhere."""
    purchase: str | None = None
    """The one way to buy, or `any`; None for what suits the workload without a commitment."""
    budget_usd_per_month: float | None = None
    latency_ms: float | None = None
    """Most milliseconds between two tokens of one answer; for inference."""
    quantization: str | None = None
    """`fp8`, `int8` or `int4`; None for 16 bits. For inference."""
    context: int = 4096
    """Tokens that each request holds, prompt and answer together."""
    concurrency: int = 8
    """Requests that are answered at once."""
    method: str = "full"
    """How a model is fine-tuned: `full`, `lora` or `qlora`."""
    throughput: bool = False
    """Tokens a second matter more than anything; for inference."""
    sporadic: bool = False
    """Requests come now and then, with hours of nothing between them; for inference."""

    @property
    def scale(self) -> str:
        """The size of the model as the guide's flow counts it: `small`, `medium`, `large`."""
        return scale(self.model.parameters)

    @property
    def serves(self) -> bool:
        """Whether tokens are wanted, rather than a trained model."""
        return self.workload == "inference"

    def buys(self, purchase: str) -> bool:
        """Say whether an offer that is bought so may be proposed."""
        if self.purchase is None:
            return purchase in _PURCHASES[self.workload]
        return self.purchase in (ANY, purchase)
