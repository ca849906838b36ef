"""Container images are pinned to a version."""

import re
from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.container_definitions import CONTAINER_TYPES, container_definitions
from policies.frameworks import HARDENING, INTEGRITY, checkov
from policies.rule import MANDATORY, PlainContext, Rule

_FLOATING = ("latest", "nightly", "main", "master", "dev", "edge")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for container in container_definitions(resource):
        image = container.get("image")
        if isinstance(image, str) and not is_pinned(image):
            yield f"the image {image} may be another one tomorrow"


def is_pinned(image: str) -> bool:
    """Say whether an image reference has a digest, or a tag that its publisher does not move."""
    if _DIGEST.search(image):
        return True
    # A colon before the last slash belongs to the registry's port. No tag means `latest`.
    name = image.rpartition("/")[2]
    tag = name.partition(":")[2]
    return bool(tag) and "@" not in tag and tag not in _FLOATING


RULE = Rule(
    id="image-pinned",
    title="Container images are pinned",
    group="security",
    cloud="any",
    severity="medium",
    levels=MANDATORY,
    why=("An image that changes under the same name brings new code into production without anybody deciding it."),
    remediation="Name a version tag, better a digest (image@sha256:...).",
    frameworks=(*checkov("CKV_K8S_14", "CKV_K8S_43"), *HARDENING, *INTEGRITY),
    types=CONTAINER_TYPES,
    check_resource=_check,
)
