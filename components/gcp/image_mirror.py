"""Repositories that fetch images from public registries, for nodes without a way to the internet."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.images import Registry, registries, registry
from components.contract import InvalidArgument, require_one_of
from components.gcp.names import require_labels, require_project, require_region

_READER = "roles/artifactregistry.reader"
_KEEP_SECONDS = 90 * 24 * 3600
_LONGEST_NAME = 40
_NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")


class GcpImageMirrorArgs(TypedDict):
    """Arguments of `GcpImageMirror`."""

    project: str
    """Id of the project."""
    location: str
    """Region, the one of the nodes: images are then read without leaving it."""
    repository_prefix: NotRequired[str]
    """Beginning of the repositories' names in the project, up to 40 characters. Default: the component's name."""
    registries: NotRequired[Sequence[str]]
    """Hosts of the registries, such as docker.io. Default: those that a private network cannot reach."""
    readers: Sequence[pulumi.Input[str]]
    """Who may pull, as IAM names them: the service accounts of the nodes."""
    key_id: NotRequired[pulumi.Input[str]]
    """Cloud KMS key of the images, which the agent of Artifact Registry may use. GKE may then load whole images before
    a container starts instead of streaming them. Google's own keys encrypt them where it is absent."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the repositories."""


class GcpImageMirror(pulumi.ComponentResource):
    """One remote repository for each public registry: the first pull fetches an image, later ones find it here.

    Costs what the kept images take up; they are deleted after three months without change and fetched again when asked
    for. Its repositories hold public images, so Google's own keys encrypt them unless one is given.

    Raises:
        InvalidArgument: a registry is not in the catalogue, or a name is none.
    """

    prefixes: pulumi.Output[Mapping[str, str]]
    """What stands for each registry in the name of an image, by its host: REGION-docker.pkg.dev/PROJECT/REPOSITORY."""

    def __init__(self, name: str, args: GcpImageMirrorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        prefix = args.get("repository_prefix", name)
        validate({**args, "repository_prefix": prefix})
        super().__init__("accel:index:GcpImageMirror", name, {}, opts)
        self._name = name
        self._prefix = prefix
        self._args = args
        self._options = pulumi.ResourceOptions(parent=self)
        found = {entry.host: self._repository(entry) for entry in _wanted(args)}
        self.prefixes = pulumi.Output.all(**found)
        self.register_outputs({"prefixes": self.prefixes})

    def _repository(self, entry: Registry) -> pulumi.Output[str]:
        """Make a repository; its prefix is known once everybody may pull from it."""
        upstream: dict[str, Any] = (
            {"public_repository": entry.public_repository}
            if entry.public_repository
            else {"custom_repository": {"uri": entry.uri}}
        )
        identifier = f"{self._prefix}-{entry.short}"
        remote: Any = {"description": entry.host, "docker_repository": upstream}
        repository = gcp.artifactregistry.Repository(
            f"{self._name}-{entry.short}",
            project=self._args["project"],
            location=self._args["location"],
            repository_id=identifier,
            description=f"Images of {entry.host}",
            format="DOCKER",
            mode="REMOTE_REPOSITORY",
            remote_repository_config=remote,
            kms_key_name=self._args.get("key_id"),
            cleanup_policies=[
                {"id": "stale", "action": "DELETE", "condition": {"older_than": f"{_KEEP_SECONDS}s"}},
            ],
            labels=dict(self._args.get("labels", {})),
            # Another key means another repository of the same name; what it held is fetched again.
            opts=pulumi.ResourceOptions.merge(self._options, pulumi.ResourceOptions(delete_before_replace=True)),
        )
        grants = [
            gcp.artifactregistry.RepositoryIamMember(
                f"{self._name}-{entry.short}-reader-{index}",
                project=self._args["project"],
                location=self._args["location"],
                repository=repository.name,
                role=_READER,
                member=reader,
                opts=self._options,
            )
            for index, reader in enumerate(self._args["readers"])
        ]
        place = f"{self._args['location']}-docker.pkg.dev/{self._args['project']}"
        granted = pulumi.Output.all(repository.repository_id, *(grant.id for grant in grants))
        return granted.apply(lambda known: f"{place}/{known[0]}")


def validate(args: GcpImageMirrorArgs) -> None:
    """Refuse registries that the catalogue does not hold, and names that none bears.

    Raises:
        InvalidArgument: names the argument, its value and what is allowed.
    """
    plain: Any = args
    require_project(plain)
    require_region("location", args["location"])
    require_labels(args.get("labels", {}))
    prefix = args.get("repository_prefix", "images")
    if not _NAME.fullmatch(prefix) or len(prefix) > _LONGEST_NAME:
        allowed = f"lower-case letters, digits and hyphens, at most {_LONGEST_NAME}, a letter first"
        raise InvalidArgument("repository_prefix", prefix, allowed)
    wanted = args.get("registries")
    for host in wanted or ():
        require_one_of("registries", host, [entry.host for entry in registries().values() if entry.needs_mirror])
    if wanted is not None and (not wanted or len(set(wanted)) != len(wanted)):
        raise InvalidArgument("registries", list(wanted), "at least one registry, each once")
    if not args["readers"]:
        raise InvalidArgument("readers", [], "at least one member, such as serviceAccount:nodes@...")


def _wanted(args: GcpImageMirrorArgs) -> list[Registry]:
    wanted = args.get("registries")
    if wanted is None:
        return [entry for entry in registries().values() if entry.needs_mirror]
    return [registry(host) for host in wanted]
