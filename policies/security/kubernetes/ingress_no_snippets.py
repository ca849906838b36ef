"""No Ingress brings configuration of its own into the controller."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, checkov
from policies.properties import absent, mapping
from policies.resource_types import INGRESSES
from policies.rule import MANDATORY, PlainContext, Rule

_PREFIX = "nginx.ingress.kubernetes.io/"


def _check(ingress: Resource, _: PlainContext) -> Iterable[str]:
    for name, value in mapping(ingress.get("metadata.annotations")).items():
        if name.startswith(_PREFIX) and name.endswith("-snippet") and not absent(value):
            yield f"the annotation {name} puts configuration into the controller"


RULE = Rule(
    id="ingress-no-snippets",
    title="Ingresses bring no snippets into NGINX",
    group="security",
    cloud="kubernetes",
    severity="high",
    levels=MANDATORY,
    why="Whoever may write an Ingress reads with a snippet every secret of the cluster that the controller may read.",
    remediation="Remove the annotations that end in -snippet; most of what they do has an annotation of its own.",
    frameworks=(*checkov("CKV_K8S_153"), *HARDENING),
    types=INGRESSES,
    check_resource=_check,
)
