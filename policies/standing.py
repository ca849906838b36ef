"""In which region of which cloud a resource stands, as prices see it: pods where their cluster does."""

from typing import NamedTuple

from accel.catalog.regions import region_of, regions
from accel.planning.cost.assumptions import expected_load
from accel.planning.cost.context import CostContext, cloud_of
from accel.planning.cost.items import Unpriceable
from accel.planning.graph import Resource
from policies.resource_types import AKS_CLUSTERS, EKS_CLUSTERS, GKE_CLUSTERS
from policies.rule import StackView

_KUBERNETES = "kubernetes"
_CLUSTERS = (*GKE_CLUSTERS, *EKS_CLUSTERS, *AKS_CLUSTERS)


class Standing(NamedTuple):
    """A region of a cloud."""

    cloud: str
    """As the catalogue calls it: `aws`, `gcp` or `azure`."""
    region: str | None
    """None where nobody can tell, or where it is no single region (a bucket in the multi-region US)."""


class Standings:
    """Where the resources of a stack stand."""

    def __init__(self, view: StackView) -> None:
        self._view = view
        self._context = CostContext(view.graph, view.facts, view.facts.today, expected_load(view.facts.environment))
        self._clusters = view.graph.of(*_CLUSTERS)
        self._by_provider: dict[str, Standing | None] = {}

    def of(self, resource: Resource) -> Standing | None:
        """Return where a resource stands; None for one that stands in no cloud."""
        if resource.package == _KUBERNETES:
            return self._of_pods(resource)
        cloud = cloud_of(resource)
        if not regions(cloud):
            return None
        try:
            found = region_of(self._context.region_of(resource))
        except Unpriceable:
            return Standing(cloud, None)
        return Standing(cloud, found if found in regions(cloud) else None)

    def _of_pods(self, resource: Resource) -> Standing | None:
        """Pods stand where the cluster does that their provider talks to, or the only cluster of the stack."""
        if resource.provider not in self._by_provider:
            clusters = self._clusters_of(resource)
            self._by_provider[resource.provider] = self.of(clusters[0]) if len(clusters) == 1 else None
        return self._by_provider[resource.provider]

    def _clusters_of(self, resource: Resource) -> list[Resource]:
        provider = self._view.provider_of(resource)
        linked = self._view.graph.referred(provider, *_CLUSTERS) if provider else []
        return linked or self._clusters
