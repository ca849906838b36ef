"""How reports call clouds, types, resources and the components that they belong to."""

from accel.planning.graph import Graph, Resource

CLOUDS = {
    "aws": "AWS",
    "aws-native": "AWS",
    "gcp": "Google Cloud",
    "google-native": "Google Cloud",
    "azure": "Azure",
    "azure-native": "Azure",
    "kubernetes": "Kubernetes",
}
"""Provider package -> the cloud's name; another package goes by its own."""


def cloud_of(resource: Resource) -> str:
    """Return the name of the cloud that a resource stands in."""
    return CLOUDS.get(resource.package, resource.package)


def short_type(token: str) -> str:
    """Return a type as the SDKs call it: `aws.s3.Bucket`, `apps/v1 Deployment`, or a component's name."""
    package, _, rest = token.partition(":")
    module, _, name = rest.rpartition(":")
    if package == "kubernetes":
        return f"{module} {name}"
    # The module ends in the resource's own name: `s3/bucket`.
    place = module.partition("/")[0]
    return name if place in ("", "index") else f"{package}.{place}.{name}"


def name_of(urn: str) -> str:
    """Return the name at the end of a URN."""
    return urn.rpartition("::")[2]


def type_of(urn: str) -> str:
    """Return the type that a URN states, without those of the components around it."""
    return urn.rpartition("::")[0].rpartition("::")[2].rpartition("$")[2]


def kind_of(urn: str) -> str:
    """Return the short type that a URN states."""
    return short_type(type_of(urn))


def is_provider(resource: Resource) -> bool:
    """Say whether it is the way to a cloud and not something in it."""
    return resource.type.startswith("pulumi:providers:")


def owner_of(resource: Resource, graph: Graph) -> str:
    """Return the name of the outermost component that holds a resource; its own where none does."""
    name = resource.name
    for parent in graph.ancestors(resource):
        name = parent.name
    return name
