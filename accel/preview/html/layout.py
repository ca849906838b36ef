"""Where the picture's boxes stand and how its curves run: clouds are bands, who gives stands left of who takes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from accel.preview.html.architecture import Architecture

BOX_WIDTH, BOX_HEIGHT = 196, 66
_WIDTH = 1080
"""Of the picture, in the units of its view box; more columns than fit make it wider."""
_LEAST_PITCH, _MOST_PITCH = 252, 340
_GAP = 18
_TRACK = 6
"""Height of the way of a curve past the boxes of a column."""
_MARGIN, _TITLE, _BETWEEN = 18, 34, 16
_SWEEPS = 8

Slot = tuple[str, int, str]
"""A box (its key, its column, "") or the way of a giver's curves past a column (giver, column, cloud)."""


@dataclass(frozen=True, slots=True)
class Band:
    """A cloud."""

    cloud: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A node."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A link, as the path of an SVG."""

    giver: str
    taker: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


def layout(picture: Architecture) -> Drawing:
    """Place every node and link."""
    columns = depths(picture.nodes, picture.links)
    clouds = list(dict.fromkeys(node.cloud for node in picture.nodes.values()))
    # What runs in a cluster stands below the cloud that the cluster stands in.
    clouds.sort(key=lambda cloud: cloud == "Kubernetes")
    routes = {link: _route(picture, columns, *link) for link in picture.links}
    stacks = _stacks(picture, columns, clouds, routes.values())
    last = max(columns.values(), default=0)
    pitch = min(_MOST_PITCH, max(_LEAST_PITCH, (_WIDTH - 2 * _MARGIN - BOX_WIDTH) / max(last, 1)))
    width = max(_WIDTH, 2 * _MARGIN + BOX_WIDTH + last * pitch)
    bands, tops = _heights(clouds, stacks)
    places = {slot: (_MARGIN + slot[1] * pitch, top) for slot, top in tops.items()}
    return Drawing(
        width=width,
        height=bands[-1].y + bands[-1].height if bands else 0,
        bands=tuple(bands),
        boxes=tuple(Box(key, *places[key, columns[key], ""]) for key in picture.nodes),
        curves=tuple(_curves(routes, places)),
    )


def depths(nodes: Iterable[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the column of each node: one right of the last that it takes from; a link that closes a circle is none."""
    givers: dict[str, list[str]] = defaultdict(list)
    for giver, taker in links:
        givers[taker].append(giver)
    found: dict[str, int] = {}
    open_: set[str] = set()

    def depth(key: str) -> int:
        if key not in found:
            open_.add(key)
            found[key] = max((depth(giver) + 1 for giver in givers[key] if giver not in open_), default=0)
            open_.discard(key)
        return found[key]

    return {key: depth(key) for key in nodes}


def _route(picture: Architecture, columns: dict[str, int], giver: str, taker: str) -> list[Slot]:
    first, last = columns[giver], columns[taker]
    goal = picture.nodes[taker].cloud
    # Curves of one giver share their way; one that leaves its band runs in the band that it leads to.
    ways: list[Slot] = [(giver, column, goal) for column in range(first + 1, last)]
    return [(giver, first, ""), *ways, (taker, last, "")]


def _stacks(
    picture: Architecture, columns: dict[str, int], clouds: list[str], routes: Iterable[list[Slot]]
) -> dict[tuple[str, int], list[Slot]]:
    """Return what stands in each column of each band, ordered so that few curves cross."""
    stacks: dict[tuple[str, int], list[Slot]] = defaultdict(list)
    for key, node in picture.nodes.items():
        stacks[node.cloud, columns[key]].append((key, columns[key], ""))
    steps: dict[tuple[Slot, Slot], None] = {}
    for route in routes:
        for slot in route[1:-1]:
            if slot not in stacks[slot[2], slot[1]]:
                stacks[slot[2], slot[1]].append(slot)
        steps.update(dict.fromkeys(pairwise(route)))
    return _untangled(dict(stacks), clouds, list(steps))


def _untangled(
    stacks: dict[tuple[str, int], list[Slot]], clouds: list[str], steps: list[tuple[Slot, Slot]]
) -> dict[tuple[str, int], list[Slot]]:
    """Return the stacks in the order with the fewest crossings that sweeps to and fro come by."""
    beside: dict[Slot, list[Slot]] = defaultdict(list)
    for one, other in steps:
        beside[one].append(other)
        beside[other].append(one)
    best = {place: list(stack) for place, stack in stacks.items()}
    fewest = _crossings(_positions(stacks, clouds), steps)
    for sweep in range(_SWEEPS):
        ahead = 1 if sweep % 2 else -1
        for place in sorted(stacks, key=lambda place: (-ahead * place[1], clouds.index(place[0]))):
            at = _positions(stacks, clouds)
            near = {slot: [at[other] for other in beside[slot] if other[1] == slot[1] + ahead] for slot in at}
            stacks[place].sort(key=lambda slot: sum(near[slot]) / len(near[slot]) if near[slot] else at[slot])
        crossings = _crossings(_positions(stacks, clouds), steps)
        if crossings < fewest:
            fewest, best = crossings, {place: list(stack) for place, stack in stacks.items()}
    return best


def _positions(stacks: dict[tuple[str, int], list[Slot]], clouds: list[str]) -> dict[Slot, float]:
    """Return where each slot stands in its column, from the top, whatever its height."""
    return {
        slot: clouds.index(cloud) + (index + 0.5) / len(stack)
        for (cloud, _), stack in stacks.items()
        for index, slot in enumerate(stack)
    }


def _crossings(at: dict[Slot, float], steps: list[tuple[Slot, Slot]]) -> int:
    between: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one, other in steps:
        between[one[1]].append((at[one], at[other]))
    return sum(
        (left - other_left) * (right - other_right) < 0
        for ends in between.values()
        for (left, right), (other_left, other_right) in combinations(ends, 2)
    )


def _heights(clouds: list[str], stacks: dict[tuple[str, int], list[Slot]]) -> tuple[list[Band], dict[Slot, float]]:
    bands: list[Band] = []
    tops: dict[Slot, float] = {}
    y = 0.0
    for cloud in clouds:
        held = [stack for (band, _), stack in stacks.items() if band == cloud]
        tallest = max(_height(stack) for stack in held)
        for stack in held:
            top = y + _TITLE + (tallest - _height(stack)) / 2
            for slot in stack:
                tops[slot] = top
                top += (_TRACK if slot[2] else BOX_HEIGHT) + _GAP
        bands.append(Band(cloud, y, _TITLE + tallest + _MARGIN))
        y += bands[-1].height + _BETWEEN
    return bands, tops


def _height(stack: list[Slot]) -> float:
    return sum((_TRACK if slot[2] else BOX_HEIGHT) + _GAP for slot in stack) - _GAP


def _curves(routes: dict[tuple[str, str], list[Slot]], places: dict[Slot, tuple[float, float]]) -> Iterable[Curve]:
    arriving: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (giver, taker), route in routes.items():
        arriving[taker].append((places[route[-2]][1], giver))
    for (giver, taker), route in routes.items():
        x, y = places[route[0]]
        ends = sorted(arriving[taker])
        share = (ends.index((places[route[-2]][1], giver)) + 1) / (len(ends) + 1)
        x, y = x + BOX_WIDTH, y + BOX_HEIGHT / 2
        path = f"M{x:.0f} {y:.0f}"
        for slot in route[1:]:
            to_x, to_y = places[slot]
            to_y += _TRACK / 2 if slot[2] else BOX_HEIGHT * share
            # Room for the head of the arrow.
            to_x -= 0 if slot[2] else 5
            bend = max(abs(to_x - x) / 2, 24)
            path += f"C{x + bend:.0f} {y:.0f} {to_x - bend:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"
            x, y = to_x, to_y
            if slot[2]:
                x += BOX_WIDTH
                path += f"H{x:.0f}"
        yield Curve(giver, taker, path)
