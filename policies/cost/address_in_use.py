"""A public address that is reserved is used."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.frameworks import CAPACITY
from policies.properties import absent
from policies.rule import ADVISORY, PlainContext, Rule, Violation

_AWS = ("aws:ec2/eip:Eip",)
_GCP = ("gcp:compute/address:Address", "gcp:compute/globalAddress:GlobalAddress")
_AZURE = ("azure-native:network:PublicIPAddress", "azure:network/publicIp:PublicIp")


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    for address in graph.of(*_AWS, *_GCP, *_AZURE):
        if not (_is_bound(address) or graph.dependents.get(address.urn)):
            yield Violation(address.urn, "nothing of the stack uses it: an idle address is paid for by the hour")


def _is_bound(address: Resource) -> bool:
    if address.kind in _GCP:
        # Addresses within a network cost nothing; public is the default.
        return address.get("addressType", "EXTERNAL") != "EXTERNAL"
    return not all(absent(address.get(name)) for name in ("instance", "networkInterface"))


RULE = Rule(
    id="address-in-use",
    title="Reserved public addresses are used",
    group="cost",
    cloud="any",
    severity="low",
    levels=ADVISORY,
    why="Addresses stay behind when what used them goes, and cost as much as before, or more.",
    remediation="Delete it, or give it to what needs it: by its output, not by its number.",
    frameworks=(*CAPACITY,),
    check_stack=_check,
)
