"""Container images are pinned to a version."""

import re
from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, INTEGRITY, checkov
from policies.pods import containers, pod_specs
from policies.properties import entries, mapping
from policies.resource_types import SAGEMAKER_MODELS, WORKLOADS
from policies.rule import MANDATORY, PlainContext, Rule

_FLOATING = ("latest", "nightly", "main", "master", "dev", "edge")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for image in _images(resource):
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


def _images(resource: Resource) -> Iterable[object]:
    if resource.type in SAGEMAKER_MODELS:
        for container in (*entries(resource.get("primaryContainer")), *entries(resource.get("containers"))):
            yield mapping(container).get("image")
        return
    for spec in pod_specs(resource):
        for container in containers(spec):
            yield container.get("image")


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
    types=(*SAGEMAKER_MODELS, *WORKLOADS),
    check_resource=_check,
)
