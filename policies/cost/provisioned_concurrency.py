"""What is paid for by use outside production is not kept warm."""

from collections.abc import Callable, Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CAPACITY
from policies.properties import number, objects
from policies.resource_types import SAGEMAKER_ENDPOINT_CONFIGURATIONS
from policies.rule import PlainContext, Rule, levels

_CLOUD_RUN = "gcp:cloudrunv2/service:Service"
_LAMBDA = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    yield from _READERS[resource.kind](resource)


def _function(config: Resource) -> Iterable[str]:
    count = number(config.get("provisionedConcurrentExecutions"))
    if count:
        yield f"keeps {count:g} executions warm day and night"


def _variants(configuration: Resource) -> Iterable[str]:
    for variant in objects(configuration.get("productionVariants")):
        count = number(lookup(variant, "serverlessConfig.provisionedConcurrency"))
        if count:
            yield f"{variant.get('variantName') or 'a variant'} keeps {count:g} executions warm day and night"


def _service(service: Resource) -> Iterable[str]:
    # 0 by default, for the service and for each revision.
    counts = [number(service.get(f"{part}.minInstanceCount")) for part in ("scaling", "template.scaling")]
    most = max((count for count in counts if count is not None), default=0)
    if most:
        yield f"keeps {most:g} instances warm day and night"


_READERS: dict[str, Callable[[Resource], Iterable[str]]] = {
    **dict.fromkeys(SAGEMAKER_ENDPOINT_CONFIGURATIONS, _variants),
    _CLOUD_RUN: _service,
    _LAMBDA: _function,
}

RULE = Rule(
    id="provisioned-concurrency",
    title="Serverless services outside production may go to zero",
    group="cost",
    cloud="any",
    severity="low",
    levels=levels("mandatory", "advisory", "disabled"),
    why="Serverless is cheap because nothing runs while nobody asks; kept warm, it is a dear machine.",
    remediation="Leave out provisioned concurrency and minInstanceCount outside production.",
    frameworks=(*CAPACITY,),
    types=tuple(_READERS),
    check_resource=_check,
)
