"""What the real engine tells the policy pack of the stack it judges."""

import datetime
import json
import math
import os
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from accel.planning.configuration import own_values
from accel.planning.stack import CommonSettings, Compliance, DataClass, ProfileOverrides, StackFacts, effective_profile

_CLOUDS = ("aws", "gcp", "azure")
_MOST_SENSITIVE: DataClass = "health"


def engine_configuration() -> dict[str, str]:
    """Return the stack's configuration as the engine hands it to an analyzer; empty when it hands none."""
    try:
        found: Any = json.loads(os.environ.get("PULUMI_CONFIG") or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def facts_from_engine(config: Mapping[str, str], stack: str, today: datetime.date) -> StackFacts:
    """Return what the stack's configuration says, as the engine passes it: full keys, lists and maps as JSON text.

    Without our keys, or with wrong ones (the program refuses those with a message of its own), the stack is judged as
    production, without a budget, by the frameworks that it names all the same.
    """
    values = own_values(config)
    regions = tuple(
        values[cloud]["region"]
        for cloud in _CLOUDS
        if isinstance(values.get(cloud), dict) and isinstance(values[cloud].get("region"), str)
    )
    known = {field.alias or name for name, field in CommonSettings.model_fields.items()}
    try:
        common = CommonSettings.model_validate({key: value for key, value in values.items() if key in known})
    except ValidationError:
        compliance = _known_frameworks(values.get("compliance"))
        return StackFacts(
            stack=stack,
            environment="prod",
            owner="",
            cost_center="",
            monthly_budget_usd=math.inf,
            profile=effective_profile("prod", ProfileOverrides(), compliance),
            data_regions=regions,
            data_class=_MOST_SENSITIVE if compliance else "internal",
            compliance=compliance,
            today=today,
        )
    return common.facts(stack, regions=regions, today=today)


def _known_frameworks(value: Any) -> tuple[Compliance, ...]:
    named = value if isinstance(value, list) else ()
    return tuple(known for known in get_args(Compliance) if known in named)
