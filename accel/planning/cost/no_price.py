"""What is sold and has no price in the catalogue: named with the reason, and never counted as zero."""

from collections.abc import Iterator, Mapping

from accel.planning.cost.context import CostContext, known
from accel.planning.cost.items import Cause, Free, Item, Unpriceable
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource


def no_price_of(what: str) -> Pricer:
    """Return the pricer of a type that no price is known of."""
    return _refusal(f"no price is known of {what}", "no price")


def known_elsewhere(what: str) -> Pricer:
    """Return the pricer of a type of which only the cloud, or the cluster, knows what is paid for."""
    return _refusal(what, "unknown value")


def _refusal(reason: str, cause: Cause) -> Pricer:
    def name_it(_: Resource, __: CostContext) -> Iterator[Item]:
        raise Unpriceable(reason, cause)
        yield

    return name_it


def no_prices(reasons: Mapping[str, tuple[str, ...]]) -> dict[str, Pricer]:
    """Return the pricers of types that no price is known of, given by what is paid for."""
    return {kind: no_price_of(what) for what, kinds in reasons.items() for kind in kinds}


def free_unless(path: str, what: str) -> Pricer:
    """Return the pricer of a type that is free unless a switch is on, which has no price."""

    def judge(resource: Resource, _: CostContext) -> Iterator[Item]:
        # Absent means off for all of them.
        if known(resource.get(path, False), path) is True:
            raise Unpriceable(f"no price is known of {what}")
        yield Free(resource.urn, resource.type)

    return judge
