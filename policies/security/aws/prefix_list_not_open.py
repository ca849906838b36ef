"""Prefix lists name no range that is the internet at large."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.addresses import is_world
from policies.frameworks import NETWORK_BOUNDARY
from policies.properties import objects
from policies.rule import MANDATORY, PlainContext, Rule

_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    entries = objects(resource.get("entries")) if resource.type == _LIST else [resource.inputs]
    for entry in entries:
        if is_world(entry.get("cidr")):
            yield f"{entry['cidr']} lets everybody through each security group that names the list"


RULE = Rule(
    id="prefix-list-not-open",
    title="Prefix lists do not name the internet at large",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="A security group that admits a list of one's own looks closed, whatever somebody writes into the list later.",
    remediation="Name the ranges of your own networks. Where everybody is meant, say so in the rule itself.",
    frameworks=(*NETWORK_BOUNDARY,),
    types=(_LIST, _ENTRY),
    check_resource=_check,
)
