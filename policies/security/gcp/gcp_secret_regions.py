"""Secrets are kept only where the stack's data may be."""

from collections.abc import Iterable

from accel.catalog.regions import folded
from accel.planning.graph import Resource
from policies.frameworks import TRANSFERS
from policies.properties import objects
from policies.resource_types import GCP_SECRETS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(secret: Resource, context: PlainContext) -> Iterable[str]:
    regions = context.facts.data_regions
    if not regions:
        return
    # The rule about allowed regions sees the location of a regional secret; replicas are hidden deeper.
    if isinstance(secret.get("replication.auto"), dict):
        yield "replication.auto keeps copies wherever Google chooses"
    allowed = {folded(region) for region in regions}
    for replica in objects(secret.get("replication.userManaged.replicas")):
        place = replica.get("location")
        if isinstance(place, str) and folded(place) not in allowed:
            yield f"a replica is in {place}; the stack's data may be in {', '.join(regions)}"


RULE = Rule(
    id="gcp-secret-regions",
    title="Secrets stay in the allowed regions",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="A secret opens data, and where its copies lie decides which law can ask for them.",
    remediation="Set replication.userManaged.replicas with the regions of dataRegions, when the secret is created.",
    frameworks=(*TRANSFERS,),
    types=GCP_SECRETS[:1],
    check_resource=_check,
)
