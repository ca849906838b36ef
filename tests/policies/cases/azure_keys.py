from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_ROTATE = {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P90D"}}
_NOTIFY = {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P30D"}}
_VAULT = resource("azure-native:keyvault:Vault", "vault")


def key(**properties: object) -> Resource:
    return resource("azure-native:keyvault:Key", "key", {"vaultName": UNKNOWN, "properties": properties})


def rotating(*actions: object, expiry: object = "P730D") -> dict[str, object]:
    return {"lifetimeActions": list(actions), "attributes": {"expiryTime": expiry}}


def _after(period: object) -> dict[str, object]:
    return {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": period}}


def _before(period: object) -> dict[str, object]:
    return {"action": {"type": "rotate"}, "trigger": {"timeBeforeExpiry": period}}


CASES = (
    kept("vault-key-rotation", "rotates and ends", key(rotationPolicy=rotating(_NOTIFY, _ROTATE))),
    kept(
        "vault-key-rotation",
        "ends on a day",
        key(rotationPolicy={"lifetimeActions": [_ROTATE]}, attributes={"expires": 1.9e9}),
    ),
    broken("vault-key-rotation", "the default is never", key()),
    broken("vault-key-rotation", "somebody is told, and nothing rotates", key(rotationPolicy=rotating(_NOTIFY))),
    broken("vault-key-rotation", "versions never end", key(rotationPolicy=rotating(_ROTATE, expiry=None))),
    unknown("vault-key-rotation", "the policy is unknown", key(rotationPolicy=UNKNOWN)),
    unknown(
        "vault-key-rotation",
        "an action is unknown",
        key(rotationPolicy=rotating(_NOTIFY, {"action": {"type": UNKNOWN}}, expiry=UNKNOWN)),
    ),
    unknown(
        "vault-key-rotation",
        "beside an unknown end nothing rotates",
        key(rotationPolicy=rotating(_NOTIFY, expiry=UNKNOWN)),
        at=("key",),
    ),
    *(
        kept("vault-key-rotation", f"rotates after {period}", key(rotationPolicy=rotating(_after(period))))
        for period in ("P1Y", "P12M", "P52W", "P365D", "p90d")
    ),
    *(
        broken("vault-key-rotation", f"rotates after {period}", key(rotationPolicy=rotating(_after(period))))
        for period in ("P20Y", "P13M", "P366D", "P53W", "P1Y1D")
    ),
    kept(
        "vault-key-rotation",
        "the first of two comes within a year",
        key(rotationPolicy=rotating(_after("P2Y"), _ROTATE)),
    ),
    kept(
        "vault-key-rotation", "rotates before a near end", key(rotationPolicy=rotating(_before("P30D"), expiry="P1Y"))
    ),
    broken(
        "vault-key-rotation", "rotates before a far end", key(rotationPolicy=rotating(_before("P30D"), expiry="P10Y"))
    ),
    unknown("vault-key-rotation", "when is unknown", key(rotationPolicy=rotating(_after(UNKNOWN)))),
    unknown("vault-key-rotation", "the end is new", key(rotationPolicy=rotating(_before("P30D"), expiry=UNKNOWN))),
    beside("vault-key-rotation", "a vault has no versions", _VAULT),
)
