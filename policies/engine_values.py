"""Properties as the engine and its SDK hand them over, and as rules read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import Secret as EngineSecret
from pulumi_policy import proxy
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, serialize_properties

from accel.planning.graph import UNKNOWN, Secret

_UNKNOWN_VALUES = frozenset(
    {
        proxy.UNKNOWN_ARCHIVE_VALUE,
        proxy.UNKNOWN_ARRAY_VALUE,
        proxy.UNKNOWN_ASSET_VALUE,
        proxy.UNKNOWN_BOOLEAN_VALUE,
        proxy.UNKNOWN_NUMBER_VALUE,
        proxy.UNKNOWN_OBJECT_VALUE,
        proxy.UNKNOWN_STRING_VALUE,
    }
)


def sealed(props: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties with our own mark at each secret; unknown values stay as the engine writes them."""
    return _sealed(serialize_properties(props))


def _sealed(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG:
            return Secret(_sealed(value.get("value")))
        return {str(key): _sealed(item) for key, item in value.items()}
    return [_sealed(item) for item in value] if isinstance(value, list) else value


def known(value: Any) -> Any:
    """Return properties with `UNKNOWN` in place of what the engine writes for a value that it does not know yet."""
    if isinstance(value, Mapping):
        return {key: known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [known(item) for item in value]
    return UNKNOWN if isinstance(value, str) and value in _UNKNOWN_VALUES else value


def for_engine(value: Any) -> Any:
    """Return properties with the SDK's mark at each secret, so that the engine keeps it one."""
    if isinstance(value, Secret):
        return EngineSecret(for_engine(value.value))
    if isinstance(value, Mapping):
        return {key: for_engine(item) for key, item in value.items()}
    return [for_engine(item) for item in value] if isinstance(value, list) else value


def unwrapped(value: Any) -> Any:
    """Return plain data out of the SDK's proxies, which raise at each unknown value, with `UNKNOWN` in their place."""
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_item(value, index) for index in range(len(value))]
    return value


def _item(container: Any, key: Any) -> Any:
    try:
        return unwrapped(container[key])
    except proxy.UnknownValueError:
        return UNKNOWN
