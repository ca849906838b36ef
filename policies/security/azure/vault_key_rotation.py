"""Keys in a vault are replaced by themselves, and end."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.azure import word
from policies.frameworks import CIS_AZURE, KEY_MANAGEMENT, checkov, cis
from policies.properties import absent, complete, mapping, objects
from policies.resource_types import VAULT_KEYS
from policies.rule import MANDATORY, PlainContext, Rule

_POLICY = "properties.rotationPolicy"


def _check(key: Resource, _: PlainContext) -> Iterable[str]:
    # By default a key is never replaced, and good for ever.
    actions = key.get(f"{_POLICY}.lifetimeActions")
    if complete(actions) and all(_is_other(action) for action in objects(actions)):
        yield f"{_POLICY} never rotates the key"
    if absent(key.get(f"{_POLICY}.attributes.expiryTime")) and absent(key.get("properties.attributes.expires")):
        yield f"neither {_POLICY}.attributes.expiryTime nor properties.attributes.expires is set"


def _is_other(action: dict[str, object]) -> bool:
    """Say whether an action certainly does not rotate."""
    what = action.get("action")
    found = mapping(what).get("type")
    return complete(what) and complete(found) and word(found) != "rotate"


RULE = Rule(
    id="vault-key-rotation",
    title="Keys in vaults rotate",
    group="security",
    cloud="azure",
    severity="medium",
    levels=MANDATORY,
    why="The less one version of a key encrypts, the less is lost with it.",
    remediation="Set properties.rotationPolicy with an action of the type rotate and attributes.expiryTime.",
    frameworks=(*checkov("CKV_AZURE_40"), *cis(CIS_AZURE, "8.1", "8.8"), *KEY_MANAGEMENT),
    types=VAULT_KEYS,
    check_resource=_check,
)
