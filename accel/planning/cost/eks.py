"""EKS: the fee of a cluster, more in extended support, and its node groups."""

from collections.abc import Iterator

from accel.catalog.defaults import default
from accel.catalog.eks import standard_support_until
from accel.planning.cost.assumptions import autoscaled
from accel.planning.cost.context import CostContext, count_of, known, parts, required_text
from accel.planning.cost.ec2_fleets import Template, template_disks, template_of
from accel.planning.cost.items import Item, Span, Unpriceable
from accel.planning.cost.lines import machine_line, service_line
from accel.planning.cost.no_price import no_price_of
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource, Unknown

FREE = (
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/addon:Addon",
    "aws:eks/identityProviderConfig:IdentityProviderConfig",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
)


def _cluster(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from parts(resource, _fee(resource, context), _auto_mode(resource))


def _fee(resource: Resource, context: CostContext) -> Iterator[Item]:
    version = resource.get("version")
    if isinstance(version, Unknown):
        raise Unpriceable("version is known only to the cloud", "unknown value")
    extended = _in_extended_support(resource, context, None if version is None else str(version))
    service = "eks_control_plane_extended_support" if extended else "eks_control_plane"
    name = f"EKS cluster, {version} in extended support" if extended else "EKS cluster"
    yield from service_line(resource, context, service, name)


def _in_extended_support(resource: Resource, context: CostContext, version: str | None) -> bool:
    # Without a version a cluster is made with the newest; one of policy STANDARD is upgraded instead of paying more.
    policy = known(resource.get("upgradePolicy.supportType", "EXTENDED"), "upgradePolicy.supportType")
    if version is None or policy == "STANDARD":
        return False
    until = standard_support_until(version)
    if until is None:
        raise Unpriceable(f"nobody has written down until when EKS {version} is in standard support")
    return context.today > until


def _auto_mode(resource: Resource) -> Iterator[Item]:
    if known(resource.get("computeConfig.enabled", False), "computeConfig.enabled") is True:
        raise Unpriceable("the machines of EKS Auto Mode are known only to the cluster", "unknown value")
    yield from ()


def _node_group(resource: Resource, context: CostContext) -> Iterator[Item]:
    scaling = {
        name: count_of(resource.get(f"scalingConfig.{name}"), f"scalingConfig.{name}")
        for name in ("minSize", "maxSize")
    }
    running = autoscaled(scaling["minSize"], max(scaling.values()), context.load)
    template = template_of(resource, context, "launchTemplate")
    yield from parts(
        resource, _machines(resource, context, template, running), _disks(resource, context, template, running)
    )


def _machines(resource: Resource, context: CostContext, template: Template | None, running: Span) -> Iterator[Item]:
    listed = resource.get("instanceTypes")
    # The first is the one asked for most; the others come where the cloud is short of it.
    first = resource.get("instanceTypes.0") if listed is not None else None
    given = first or listed or (template.machine if template is not None else None)
    machine = str(known(given or default("machine type of an EKS node"), "instanceTypes"))
    if isinstance(first, Unknown) or isinstance(listed, Unknown):
        raise Unpriceable("instanceTypes is known only to the cloud", "unknown value")
    kinds = {"SPOT": "spot", "ON_DEMAND": "on_demand", "CAPACITY_BLOCK": "capacity_block"}
    capacity = required_text(resource, "capacityType", "ON_DEMAND")
    purchase = kinds.get(capacity, capacity.lower())
    price = context.price("aws", context.region_of(resource), machine, purchase)
    yield machine_line(resource, price, f"{machine} node", running)


def _disks(resource: Resource, context: CostContext, template: Template | None, running: Span) -> Iterator[Item]:
    if template is not None:
        yield from template_disks(resource, context, template, running)
        return
    size = count_of(resource.get("diskSize", default("GiB of the disk of an EKS node")), "diskSize")
    yield from service_line(resource, context, "ebs_gp3_storage", "node disk gp3", running.times(size))


PRICERS: dict[str, Pricer] = {
    "aws:eks/cluster:Cluster": _cluster,
    "aws:eks/fargateProfile:FargateProfile": no_price_of("pods on Fargate"),
    "aws:eks/nodeGroup:NodeGroup": _node_group,
}
