"""Images come from registries that somebody answers for."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from pydantic import Field, field_validator

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, INTEGRITY, cis
from policies.pods import containers, name_of, pod_specs
from policies.resource_types import WORKLOAD_PATCHES, WORKLOADS
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, everywhere

_DOCKER_HUB = "docker.io"


class RegistrySettings(RuleSettings):
    """Where images may come from."""

    registries: tuple[str, ...] = Field(
        default=(
            "*-docker.pkg.dev/*",
            "*.dkr.ecr.*.amazonaws.com/*",
            "*.azurecr.io/*",
            "docker.io/vllm/*",
            "gcr.io/gke-release/*",
            "gke.gcr.io/*",
            "mcr.microsoft.com/*",
            "registry.k8s.io/*",
        ),
        description=(
            "Registries, with the path below them; * stands for anything. The default is the clouds' private "
            "registries, those of their own add-ons, and the publisher of vLLM. A pattern that allows every registry "
            "is refused."
        ),
    )

    @field_validator("registries")
    @classmethod
    def _names_a_registry(cls, registries: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in registries:
            if _allows_every_registry(pattern):
                raise ValueError(f"patterns that name a domain: {pattern!r} lets in every registry")
        return registries


_WILDCARDS = "*?[]"
_PARTS_OF_A_DOMAIN = 2


def _allows_every_registry(pattern: str) -> bool:
    """Say whether a pattern leaves open at whose domain a registry is: `*`, `*/vllm`, `*.io/*`."""
    host = pattern.partition("/")[0]
    if not any(mark in host for mark in _WILDCARDS):
        return False
    ending = host.split(".")[-_PARTS_OF_A_DOMAIN:]
    # The domain of the clouds' registries is named, and what stands before it is an account: `*-docker.pkg.dev`.
    return len(ending) < _PARTS_OF_A_DOMAIN or any(mark in part for part in ending for mark in _WILDCARDS)


def _check(workload: Resource, context: RuleContext[RegistrySettings]) -> Iterable[str]:
    for spec in pod_specs(workload):
        for container in containers(spec):
            image = container.get("image")
            if not isinstance(image, str):
                continue
            full = with_registry(image)
            if not any(fnmatchcase(full, pattern) for pattern in context.settings.registries):
                yield f"{name_of(container)} runs {image}, from a registry that is not allowed"


def with_registry(image: str) -> str:
    """Return an image with its registry: a name without one is on Docker Hub."""
    first, slash, _ = image.partition("/")
    has_registry = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return image if has_registry else f"{_DOCKER_HUB}/{image}"


RULE = Rule(
    id="image-from-allowed-registry",
    title="Images come from allowed registries",
    group="security",
    cloud="kubernetes",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why="Anybody may push to a public registry, and it may be down or count your pulls when a pod has to start.",
    remediation="Mirror the image (GcpImageMirror does), or add its registry to policies.image-from-allowed-registry.",
    frameworks=(*cis(CIS_KUBERNETES, "5.5.1"), *INTEGRITY),
    types=(*WORKLOADS, *WORKLOAD_PATCHES),
    settings=everywhere(RegistrySettings()),
    check_resource=_check,
)
