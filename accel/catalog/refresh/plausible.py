"""Judges an answer before it replaces anything: a wrong price is worse than an old one."""

import math
from collections.abc import Mapping

from accel.catalog.prices import PLACEHOLDERS
from accel.catalog.refresh.answer import Answer, Key, Refused, Scope

LEAST_SHARE = 0.5
"""Of the prices that the catalogue has, how many an answer must have."""
DEAREST_USD_PER_HOUR = 1000.0
"""No machine of the catalogue costs as much; a price per month does."""
FACTOR = 10.0
"""By how much a price may differ from the newest known one, up or down."""
_SPOT = "spot"


def judge(answer: Answer, known: Mapping[Key, float]) -> None:
    """Pass an answer that may replace prices.

    Args:
        answer: what the API said.
        known: the newest price of each place that is not merely indicative.

    Raises:
        Refused: it has too few prices, or one that cannot be.
    """
    for key, usd in answer.usd_per_hour.items():
        if not math.isfinite(usd) or usd <= 0 or usd in PLACEHOLDERS or usd >= DEAREST_USD_PER_HOUR:
            msg = f"{key}: {usd:g} USD an hour is no price"
            raise Refused(msg)
        old = known.get(key)
        # Spot prices follow the market; ten times up or down is a week of it.
        if old and key.purchase != _SPOT and not old / FACTOR <= usd <= old * FACTOR:
            msg = f"{key}: {usd:g} USD an hour is more than {FACTOR:g} times off the known {old:g}"
            raise Refused(msg)
    if not answer.scopes:
        msg = "the answer speaks of no region that was asked for"
        raise Refused(msg)
    for scope in answer.scopes:
        _enough(scope, answer, known)


def _enough(scope: Scope, answer: Answer, known: Mapping[Key, float]) -> None:
    before = sum(map(scope.holds, known))
    now = sum(map(scope.holds, answer.usd_per_hour))
    if not now or now < before * LEAST_SHARE:
        msg = f"{scope.cloud}: the answer has {now} prices where {before} are known; fewer than half are not believed"
        raise Refused(msg)
