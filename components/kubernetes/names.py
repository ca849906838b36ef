"""Names, labels and quantities as the Kubernetes API accepts them."""

import re
from collections.abc import Mapping

from components.contract import InvalidArgument

_DNS_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?")
_QUANTITY = re.compile(r"\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?")
_LONGEST = 63


def require_dns_label(field: str, value: str, longest: int = _LONGEST) -> None:
    """Refuse what Kubernetes would not take as the name of a namespace, a Service or a Deployment."""
    if not _DNS_LABEL.fullmatch(value) or len(value) > longest:
        raise InvalidArgument(field, value, f"lower-case letters, digits and inner hyphens, at most {longest} of them")


def require_quantity(field: str, value: str) -> None:
    """Refuse what is no amount of CPU or memory."""
    if not _QUANTITY.fullmatch(value):
        raise InvalidArgument(field, value, "an amount such as 500m, 4 or 16Gi")


def require_labels(field: str, labels: Mapping[str, str]) -> None:
    """Refuse labels whose values Kubernetes would not take."""
    for key, value in labels.items():
        if not _LABEL_VALUE.fullmatch(value) or len(value) > _LONGEST:
            raise InvalidArgument(f"{field}.{key}", value, f"letters, digits and inner . _ -, at most {_LONGEST}")
