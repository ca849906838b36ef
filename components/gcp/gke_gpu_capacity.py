"""How the machines of a GPU pool are bought, where, and how many: what goes together and what does not."""

from collections.abc import Mapping
from typing import Any

from accel.catalog import gke
from accel.catalog.gke import GpuMachine
from components.contract import InvalidArgument, require_at_most_one, require_between, require_one_of
from components.gcp.gke_nodes import require_at_least, require_zones

MIN_NODES, MAX_NODES = 1, 10
MAX_SURGE, MAX_UNAVAILABLE = 0, 1


def purchase(args: Mapping[str, Any]) -> str:
    """Return how the machines are bought: one of `accel.catalog.gke.PURCHASES`."""
    if args.get("spot"):
        return gke.SPOT
    if args.get("flex_start"):
        return gke.FLEX_START
    return gke.RESERVED if args.get("reservation") else gke.ON_DEMAND


def reservation_affinity(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return which reservations the machines may use."""
    if args.get("reservation"):
        return {
            "consume_reservation_type": "SPECIFIC_RESERVATION",
            "key": gke.name("reservation_key"),
            "values": [args["reservation"]],
        }
    none = purchase(args) in (gke.SPOT, gke.FLEX_START) or args.get("queued")
    # An open reservation is paid for whether it is used or not.
    return {"consume_reservation_type": "NO_RESERVATION" if none else "ANY_RESERVATION"}


def upgrades(args: Mapping[str, Any]) -> Any:
    """Return how nodes are upgraded; None where GKE lets them live until they are taken away and says so itself.

    To ask for anything else there would be a difference that every update finds and none resolves.
    """
    if args.get("flex_start") or args.get("queued"):
        return None
    return {
        "strategy": "SURGE",
        "max_surge": args.get("max_surge", MAX_SURGE),
        "max_unavailable": args.get("max_unavailable", MAX_UNAVAILABLE),
    }


def validate(machine: GpuMachine, args: Mapping[str, Any]) -> None:
    """Refuse a purchase, a number of nodes or a zone that contradicts another argument.

    Raises:
        InvalidArgument: names the field, what is allowed, and what to do.
    """
    require_at_most_one(args, "spot", "reservation", "flex_start")
    _validate_numbers(args)
    for field in ("max_surge", "max_unavailable"):
        if field in args and upgrades(args) is None:
            hint = "GKE upgrades these nodes in a way of its own"
            raise InvalidArgument(field, args[field], "not with flex_start or queued", hint)
    _validate_zones(machine, args)
    if "max_run_hours" in args:
        hours = gke.limit("hours of a flex-start node")
        require_between("max_run_hours", args["max_run_hours"], hours.lowest, hours.highest or hours.lowest, "hours")
        if not args.get("flex_start"):
            raise InvalidArgument("max_run_hours", args["max_run_hours"], "together with flex_start")
    if args.get("queued"):
        require_at_most_one(args, "queued", "spot")
        require_at_most_one(args, "queued", "reservation")
        require_at_most_one(args, "queued", "compact_placement")
        if args.get("min_nodes", MIN_NODES) != 0:
            hint = "a ProvisioningRequest brings the nodes"
            raise InvalidArgument("min_nodes", args.get("min_nodes", MIN_NODES), "0 with queued", hint)
    if args.get("compact_placement"):
        _validate_compact_placement(machine, args)


def _validate_numbers(args: Mapping[str, Any]) -> None:
    lowest = args.get("min_nodes", MIN_NODES)
    require_at_least("min_nodes", lowest, 0)
    require_at_least("max_nodes", args.get("max_nodes", MAX_NODES), max(lowest, 1))
    surge, unavailable = args.get("max_surge", MAX_SURGE), args.get("max_unavailable", MAX_UNAVAILABLE)
    require_at_least("max_surge", surge, 0)
    require_at_least("max_unavailable", unavailable, 0)
    together = gke.limit("nodes upgraded at once")
    highest = together.highest or together.lowest
    if not together.lowest <= surge + unavailable <= highest:
        allowed = f"together with max_surge ({surge}) {together.lowest} to {highest}"
        raise InvalidArgument("max_unavailable", unavailable, allowed)
    if "max_pods_per_node" in args:
        require_at_least("max_pods_per_node", args["max_pods_per_node"], 1)
    require_one_of("location_policy", args.get("location_policy", "ANY"), gke.choices("location policy"))


def _validate_zones(machine: GpuMachine, args: Mapping[str, Any]) -> None:
    require_zones("zones", args["zones"], args["location"])
    if args.get("allow_unlisted_zone", False):
        return
    sold = gke.zones(machine.name)
    for zone in args["zones"]:
        if zone not in sold:
            here = [other for other in sold if other.rpartition("-")[0] == args["location"]]
            allowed = f"zones seen to sell {machine.name}: {', '.join(here or sold) or 'none are known'}"
            raise InvalidArgument("zones", zone, allowed, "set allow_unlisted_zone if you know better")


def _validate_compact_placement(machine: GpuMachine, args: Mapping[str, Any]) -> None:
    if len(args["zones"]) != 1:
        raise InvalidArgument("zones", list(args["zones"]), "exactly one with compact_placement")
    families = gke.choices("family that flex-start places compactly")
    if args.get("flex_start") and machine.family not in families:
        hint = f"{machine.name} is {machine.family}"
        raise InvalidArgument("compact_placement", True, f"with flex_start only {', '.join(families)}", hint)
