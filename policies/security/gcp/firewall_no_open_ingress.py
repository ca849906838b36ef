"""Firewall rules admit nobody from the internet at large."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.frameworks import CIS_GCP, NETWORK_BOUNDARY, checkov, cis
from policies.properties import absent, differs, texts
from policies.rule import MANDATORY, PlainContext, Rule


def _check(firewall: Resource, _: PlainContext) -> Iterable[str]:
    # Defaults of the provider: INGRESS, enabled. A rule without any source admits every address.
    if differs(firewall.get("direction", "INGRESS"), "INGRESS") or absent(firewall.get("allows")):
        return
    if firewall.get("disabled") is True:
        return
    if all(absent(firewall.get(source)) for source in ("sourceRanges", "sourceTags", "sourceServiceAccounts")):
        yield "no source is given, which means every address"
    for found in texts(firewall.get("sourceRanges")):
        if is_world(found):
            yield f"ingress from {found}"


RULE = Rule(
    id="firewall-no-open-ingress",
    title="Firewall rules admit nobody from the internet at large",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="Accelerator machines and model servers are found by scanners within minutes of being reachable.",
    remediation=(
        "Name service accounts or the ranges of your own networks; for SSH use 35.235.240.0/20 (Identity-Aware Proxy)."
    ),
    frameworks=(
        *checkov("CKV_GCP_2", "CKV_GCP_3", "CKV_GCP_106", "CKV2_GCP_12"),
        *cis(CIS_GCP, "3.6", "3.7"),
        *NETWORK_BOUNDARY,
    ),
    types=("gcp:compute/firewall:Firewall",),
    check_resource=_check,
)
