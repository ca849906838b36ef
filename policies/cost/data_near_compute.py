"""Weights and data lie in the region where they are read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import Field

from accel.planning.cost.egress import egress_slices, move_slices
from accel.planning.cost.hardware import RENTERS
from accel.planning.cost.items import Unpriceable
from accel.planning.graph import Graph, Resource
from policies.frameworks import TRANSFERS
from policies.resource_types import GCS_BUCKETS, S3_BUCKETS, SAGEMAKER_MODELS, WORKLOADS
from policies.rule import MANDATORY_IN_PROD, Rule, RuleContext, RuleSettings, Violation, everywhere
from policies.standing import Standing, Standings

_BUCKETS = (*S3_BUCKETS, *GCS_BUCKETS)
_COMPUTE = (*RENTERS, *SAGEMAKER_MODELS, *WORKLOADS)
_URI = re.compile(r"\b(s3|gs)://([A-Za-z0-9][A-Za-z0-9._-]+)")
_CLOUDS = {"s3": "aws", "gs": "gcp"}
_FUSE = "gcsfuse.csi.storage.gke.io"
_GIB = 1.0


class DataNearComputeSettings(RuleSettings):
    """What may be far away."""

    ignored_buckets: list[str] = Field(default=[], description="Names of buckets from which little is read.")


def _check(graph: Graph, context: RuleContext[DataNearComputeSettings]) -> Iterable[Violation]:
    standings = Standings(context.view)
    buckets = {bucket.urn: bucket for bucket in graph.of(*_BUCKETS)}
    names = {name: bucket for bucket in buckets.values() for name in _names(bucket)}
    for resource in graph.of(*_COMPUTE):
        here = standings.of(resource)
        for bucket, there in _read(resource, buckets, names, standings) if here is not None else ():
            if bucket not in context.settings.ignored_buckets and here is not None and _far(here, there):
                yield Violation(
                    resource.urn,
                    f"reads {bucket}, which lies in {_words(there)}, from {_words(here)}{_usd(here, there)}",
                )


def _read(
    resource: Resource, buckets: Mapping[str, Resource], names: Mapping[str, Resource], standings: Standings
) -> Iterator[tuple[str, Standing]]:
    """Yield the buckets that a resource names or takes an output of, each once, and where they lie."""
    found: dict[str, Standing] = {}
    for urn in resource.dependencies:
        if urn in buckets:
            place = standings.of(buckets[urn])
            if place is not None:
                found[_names(buckets[urn])[0]] = place
    for cloud, name in _named(resource.inputs):
        known = standings.of(names[name]) if name in names else None
        found.setdefault(name, known or Standing(cloud, None))
    yield from found.items()


def _named(value: Any) -> Iterator[tuple[str, str]]:
    """Yield cloud and name of every bucket in a property tree: by its URI, or mounted."""
    if isinstance(value, str):
        if "://" in value:
            yield from ((_CLOUDS[scheme], name) for scheme, name in _URI.findall(value))
    elif isinstance(value, Mapping):
        if value.get("driver") == _FUSE and isinstance(attributes := value.get("volumeAttributes"), Mapping):
            name = attributes.get("bucketName")
            yield from [("gcp", name)] if isinstance(name, str) else []
        for item in value.values():
            yield from _named(item)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)


def _names(bucket: Resource) -> list[str]:
    given = (bucket.get("bucket"), bucket.get("name"), bucket.outputs.get("id"), bucket.name)
    return [name for name in given if isinstance(name, str) and name]


def _far(here: Standing, there: Standing) -> bool:
    if here.cloud != there.cloud:
        return True
    return None not in (here.region, there.region) and here.region != there.region


def _words(place: Standing) -> str:
    return f"{place.cloud} {place.region}" if place.region else place.cloud


def _usd(here: Standing, there: Standing) -> str:
    """Return what reading one GiB costs, in words; nothing where no price is known."""
    if there.region is None:
        return ""
    try:
        if here.region is None:
            slices = egress_slices(there.cloud, there.region, _GIB)
        else:
            slices = move_slices((there.cloud, there.region), (here.cloud, here.region), _GIB)
    except Unpriceable:
        return ""
    return f": {sum(part.usd for part in slices):.2f} USD for each GiB"


RULE = Rule(
    id="data-near-compute",
    title="Data is read in the region where it lies",
    group="cost",
    cloud="any",
    severity="medium",
    levels=MANDATORY_IN_PROD,
    why=(
        "Weights are read again by every new machine: from another region or cloud each reading is paid for by the "
        "GiB, takes longer, and may cross a border."
    ),
    remediation=(
        "Copy the data into a bucket of the region, or move the machines; what is small goes into "
        "policies.data-near-compute.ignoredBuckets."
    ),
    frameworks=(*TRANSFERS,),
    settings=everywhere(DataNearComputeSettings()),
    check_stack=_check,
)
