"""Keys in a vault are replaced by themselves within a year, and end."""

import re
from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, KEY_MANAGEMENT, checkov, cis
from policies.properties import absent, complete, mapping, objects
from policies.resource_types import VAULT_KEYS
from policies.rule import MANDATORY, PlainContext, Rule

_POLICY = "properties.rotationPolicy"
_LONGEST_DAYS = 365
"""A year, as for keys of the other clouds."""
_DURATION = re.compile(r"(?i)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_DAYS = (365, 30, 7, 1)
"""Of a year, a month, a week and a day, at the least."""


def _check(key: Resource, _: PlainContext) -> Iterable[str]:
    # By default a key is never replaced, and good for ever.
    actions = key.get(f"{_POLICY}.lifetimeActions")
    rotating = [action for action in objects(actions) if not _is_other(action)]
    if complete(actions):
        if not rotating:
            yield f"{_POLICY} never rotates the key"
        elif all(_is_late(action, key.get(f"{_POLICY}.attributes.expiryTime")) for action in rotating):
            yield f"{_POLICY} rotates the key after more than {_LONGEST_DAYS} days"
    if absent(key.get(f"{_POLICY}.attributes.expiryTime")) and absent(key.get("properties.attributes.expires")):
        yield f"neither {_POLICY}.attributes.expiryTime nor properties.attributes.expires is set"


def _is_other(action: dict[str, object]) -> bool:
    """Say whether an action certainly does not rotate."""
    what = action.get("action")
    found = mapping(what).get("type")
    return complete(what) and complete(found) and word(found) != "rotate"


def _is_late(action: dict[str, object], expiry: object) -> bool:
    """Say whether an action certainly waits for more than a year: from the start, or for the end to come near."""
    trigger = mapping(action.get("trigger"))
    after, before, end = (
        _days(text) for text in (trigger.get("timeAfterCreate"), trigger.get("timeBeforeExpiry"), expiry)
    )
    if after is None and before is not None and end is not None:
        after = end - before
    return after is not None and after > _LONGEST_DAYS


def _days(duration: object) -> int | None:
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        return None
    return sum(int(count or 0) * days for count, days in zip(found.groups(), _DAYS, strict=True))


RULE = Rule(
    id="vault-key-rotation",
    title="Keys in vaults rotate every year",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY,
    why="The less one version of a key encrypts, the less is lost with it.",
    remediation="Set properties.rotationPolicy with an action rotate within P365D, and attributes.expiryTime.",
    frameworks=(*checkov("CKV_AZURE_40"), *cis(CIS_AZURE, "8.1", "8.8"), *KEY_MANAGEMENT),
    types=VAULT_KEYS,
    check_resource=_check,
)
