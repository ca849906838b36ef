"""APIs of Azure API Management, and what the policies hold that apply to them: their own and those around them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from accel.planning.graph import Graph, Resource
from policies.azure import word
from policies.properties import is_unknown

APIS = ("azure-native:apimanagement:Api",)
PRODUCTS = ("azure-native:apimanagement:Product",)
_LINKS = ("azure-native:apimanagement:ProductApi",)
_OF_API = ("azure-native:apimanagement:ApiPolicy",)
_OF_PRODUCT = ("azure-native:apimanagement:ProductPolicy",)
_OF_SERVICE = ("azure-native:apimanagement:Policy",)
_API, _PRODUCT = "apiId", "productId"
_COMMENT = re.compile(r"(?s)<!--.*?-->")
_INBOUND = re.compile(r"(?s)<inbound\s*>(.*?)</inbound\s*>")
_ELSEWHERE = ("base", "include-fragment")
"""Elements that bring in what is written in another place; a fragment is judged kindly."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Which policies of a stack apply to what."""

    of_service: tuple[Resource, ...]
    of_apis: dict[str, list[Resource]]
    of_products: dict[str, list[Resource]]
    products: dict[str, list[str]]
    """Those of an API: URNs by its URN."""
    apis: dict[str, list[str]]
    """Those of a product: URNs by its URN."""

    def guard_api(self, api: str, elements: Iterable[str]) -> bool:
        """Say whether each call of an API passes one of these elements, or may do so; products count where all do."""
        own, wanted = self.of_apis[api], tuple(elements)
        if any(_holds(policy, wanted) for policy in own):
            return True
        # Without <base /> the policy of an API stands alone.
        if own and not any(_holds(policy, _ELSEWHERE[:1]) for policy in own):
            return False
        products = self.products[api]
        return any(_holds(policy, wanted) for policy in self.of_service) or (
            bool(products) and all(self._of_product(product, wanted) for product in products)
        )

    def guard_product(self, product: str, elements: Iterable[str]) -> bool:
        """Say whether each call by way of a product passes one of these elements, or may do so."""
        wanted, apis = tuple(elements), self.apis[product]
        if self._of_product(product, wanted) or any(_holds(policy, wanted) for policy in self.of_service):
            return True
        return bool(apis) and all(self.guard_api(api, wanted) for api in apis)

    def _of_product(self, product: str, wanted: tuple[str, ...]) -> bool:
        return any(_holds(policy, wanted) for policy in self.of_products[product])


def policies(graph: Graph) -> Policies:
    """Return which policies apply to what, for `graph.derived`."""
    apis, products, links = graph.of(*APIS), graph.of(*PRODUCTS), graph.of(*_LINKS)
    of_links = _named(apis, links, _API), _named(products, links, _PRODUCT)
    return Policies(
        of_service=tuple(graph.of(*_OF_SERVICE)),
        of_apis=_named(apis, graph.of(*_OF_API), _API),
        of_products=_named(products, graph.of(*_OF_PRODUCT), _PRODUCT),
        products=_joined(*of_links),
        apis=_joined(*reversed(of_links)),
    )


def _named(targets: list[Resource], others: list[Resource], key: str) -> dict[str, list[Resource]]:
    """Return, by URN of each target, what names it by this property: by its output, or by the same text."""
    found: dict[str, list[Resource]] = {target.urn: [] for target in targets}
    names = {name: target.urn for target in targets if isinstance(name := target.get(key), str)}
    for other in others:
        text = other.get(key)
        # Some records of a stack say what depends on what, and not by which property.
        linked = other.property_dependencies.get(key, ()) if other.property_dependencies else other.dependencies
        named = {*linked, names.get(text, "") if isinstance(text, str) else ""}
        for urn in named & found.keys():
            found[urn].append(other)
    return found


def _joined(ours: dict[str, list[Resource]], theirs: dict[str, list[Resource]]) -> dict[str, list[str]]:
    """Return, by URN of each of ours, the URNs of theirs that a link has in common with it."""
    by_link: dict[str, list[str]] = {}
    for urn, links in theirs.items():
        for link in links:
            by_link.setdefault(link.urn, []).append(urn)
    return {urn: [other for link in links for other in by_link.get(link.urn, ())] for urn, links in ours.items()}


def _holds(policy: Resource, elements: tuple[str, ...]) -> bool:
    text = policy.get("value")
    if is_unknown(text) or is_unknown(policy.get("format")) or str(word(policy.get("format", "xml"))).endswith("-link"):
        return True
    if not isinstance(text, str):
        return False
    return any(re.search(rf"<{element}[\s/>]", _inbound(text)) for element in (*elements, _ELSEWHERE[1]))


@lru_cache(maxsize=256)
def _inbound(text: str) -> str:
    """Return what a document says of calls before they are passed on, without its comments."""
    return " ".join(_INBOUND.findall(_COMMENT.sub("", text)))
