"""Requests and offers for tests of the advice."""

from typing import Any

from accel.catalog.models import model
from accel.catalog.offers import Offer
from accel.planning.advice.request import Request

LLAMA_8B = model("llama-3-8b")
LLAMA_70B = model("llama-3-70b")


def request(workload: str = "inference", **changes: Any) -> Request:
    """Return a request about Llama 3 8B."""
    return Request(workload, LLAMA_8B)._replace(**changes)


def offer(**changes: Any) -> Offer:
    """Return an offer of one L4 on AWS."""
    given: dict[str, Any] = {
        "provider": "aws",
        "tier": 1,
        "machine": "g6.xlarge",
        "accelerator": "nvidia-l4",
        "count": 1,
        "memory_gib": 24,
        "region": "us-east-1",
        "purchase": "on_demand",
        "usd_per_hour": 0.8,
        "source": "a test",
        "source_date": "2026-11-01",
        "indicative": False,
    }
    return Offer(**{**given, **changes})
