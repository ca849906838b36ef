"""Container images that our manifests run, each pinned, and the registries that they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from accel.catalog.names import known
from accel.catalog.rows import rows


@dataclass(frozen=True, slots=True)
class Image:
    """One image of one version."""

    name: str
    registry: str
    """Host of the registry that publishes it."""
    repository: str
    tag: str
    digest: str | None
    runs_as: int
    """User that the image is prepared for; never 0."""
    home: str
    """Folder that the program writes to; a volume, where the root file system is read-only."""
    source: str
    source_date: str

    @property
    def reference(self) -> str:
        """The image at its publisher, as a pod names it."""
        return self.at(self.registry)

    def at(self, registry: str) -> str:
        """Return the image as a pod names it in a registry that mirrors the publisher's."""
        pinned = f"{registry}/{self.repository}:{self.tag}"
        return f"{pinned}@{self.digest}" if self.digest else pinned


@dataclass(frozen=True, slots=True)
class Registry:
    """One registry, and how an Artifact Registry repository stands in for it."""

    host: str
    short: str
    """Name that a repository may bear."""
    public_repository: str | None
    """What Artifact Registry calls it, where it knows it."""
    uri: str | None
    """Where it is, where Artifact Registry does not know it."""

    @property
    def needs_mirror(self) -> bool:
        """A network without a way to the internet does not reach it."""
        return self.public_repository is not None or self.uri is not None


def image(name: str) -> Image:
    """Return an image.

    Raises:
        UnknownName: the catalogue has none of that name.
    """
    return known("image", name, images())


def registry(host: str) -> Registry:
    """Return a registry.

    Raises:
        UnknownName: the catalogue has none of that host.
    """
    return known("registry", host, registries())


@cache
def registries() -> Mapping[str, Registry]:
    """Return all registries by host."""
    return {
        row["host"]: Registry(row["host"], row["short"], row.get("public_repository"), row.get("uri"))
        for row in rows("registries.yaml")
    }


@cache
def images() -> Mapping[str, Image]:
    """Return all images by name."""
    return {
        row["name"]: Image(
            name=row["name"],
            registry=row["registry"],
            repository=row["repository"],
            tag=row["tag"],
            digest=row.get("digest"),
            runs_as=row["runs_as"],
            home=row["home"],
            source=row["source"],
            source_date=str(row["source_date"]),
        )
        for row in rows("images.yaml")
    }
