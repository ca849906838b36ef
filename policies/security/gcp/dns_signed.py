"""Public DNS zones are signed."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_GCP, INTEGRITY, checkov, cis
from policies.properties import differs, objects
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(zone: Resource, _: PlainContext) -> Iterable[str]:
    # By default a zone is public and not signed; a private one cannot be.
    if zone.get("visibility", "public") != "public":
        return
    if differs(zone.get("dnssecConfig.state"), "on"):
        yield "dnssecConfig.state is not on"
    for spec in objects(zone.get("dnssecConfig.defaultKeySpecs")):
        if lookup(spec, "algorithm") == "rsasha1":
            yield "dnssecConfig.defaultKeySpecs signs with rsasha1, which is broken"


RULE = Rule(
    id="dns-signed",
    title="Public DNS zones are signed",
    group="security",
    cloud="gcp",
    severity="low",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Without signatures a resolver on the way can send clients, and their tokens, to another server.",
    remediation="Set dnssecConfig.state to on, and hand the DS record to your registrar.",
    frameworks=(*checkov("CKV_GCP_16", "CKV_GCP_17"), *cis(CIS_GCP, "3.3", "3.4", "3.5"), *INTEGRITY),
    types=("gcp:dns/managedZone:ManagedZone",),
    check_resource=_check,
)
