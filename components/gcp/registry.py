"""Repositories for a stack's own container images."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import role
from components.contract import InvalidArgument
from components.gcp.key_use import usable_key
from components.gcp.names import (
    prefixed,
    require_labels,
    require_members,
    require_names,
    require_pattern,
    require_project,
    require_region,
)

_API = "artifactregistry.googleapis.com"
_UNTAGGED_DAYS = 14
_SECONDS_PER_DAY = 86_400


class GcpRegistryArgs(TypedDict):
    """Arguments of GcpRegistry."""

    project: str
    """Id of the project."""
    project_number: str
    """Number of the project, which the address of Artifact Registry's agent carries."""
    location: str
    """Region of the repositories: that of the key, and of what runs the images."""
    repositories: Sequence[str]
    """Names of the repositories, such as `inference`; at least one."""
    name_prefix: NotRequired[str]
    """Put before each name with a dash, such as the stack's name: names are shared by the whole project."""
    key_id: NotRequired[pulumi.Input[str]]
    """Cloud KMS key of the images. Google's own keys encrypt them where it is absent."""
    grant_key_use: NotRequired[bool]
    """Let the agent of Artifact Registry use the key; on by default. Off where the key's owner has done so."""
    scan: NotRequired[bool]
    """Look for known vulnerabilities in each image that is pushed, where the project has the scanner's API on; on by
    default. Each image costs something once."""
    readers: NotRequired[Sequence[pulumi.Input[str]]]
    """Who may pull, as IAM names them: the service accounts of nodes and machines."""
    writers: NotRequired[Sequence[pulumi.Input[str]]]
    """Who may push, as IAM names them: the account of the build."""
    untagged_days: NotRequired[int]
    """Days after which an image without a tag is deleted; 14 by default."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the repositories."""
    protect: NotRequired[bool]
    """Keep the repositories when the stack is destroyed or one is renamed; off by default."""


class GcpRegistry(pulumi.ComponentResource):
    """Private Artifact Registry repositories for images: a tag never changes its image, every push is scanned.

    Only those who are named may pull or push, on these repositories and no others of the project. Images without a tag
    go after some days; tagged ones stay, since something may run them.

    Costs what the images take up, and a fee for each image that is scanned.

    Raises:
        InvalidArgument: a name, period or place that Artifact Registry would refuse.
    """

    repository_urls: pulumi.Output[Mapping[str, str]]
    """Where to push to and pull from, by name, known once the grants are made: REGION-docker.pkg.dev/PROJECT/NAME."""
    repository_ids: pulumi.Output[Mapping[str, str]]
    """Id of each repository, by name."""

    def __init__(self, name: str, args: GcpRegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpRegistry", name, {}, opts)
        self._name = name
        self._args = args
        key = self._key()
        made = {repository: self._repository(repository, key) for repository in args["repositories"]}
        self.repository_ids = pulumi.Output.all(**{name: item.id for name, item in made.items()})
        self.repository_urls = pulumi.Output.all(**{name: self._url(name, item) for name, item in made.items()})
        self.register_outputs({"repository_urls": self.repository_urls, "repository_ids": self.repository_ids})

    def _key(self) -> pulumi.Input[str] | None:
        key = self._args.get("key_id")
        if key is None or not self._args.get("grant_key_use", True):
            return key
        return usable_key(self._name, key, _API, self._args["project"], self._args["project_number"], self)

    def _repository(self, repository: str, key: pulumi.Input[str] | None) -> gcp.artifactregistry.Repository:
        args, keep = self._args, self._args.get("protect", False)
        plain: Any = args
        days = args.get("untagged_days", _UNTAGGED_DAYS)
        untagged: Any = {"tag_state": "UNTAGGED", "older_than": f"{days * _SECONDS_PER_DAY}s"}
        return gcp.artifactregistry.Repository(
            f"{self._name}-{repository}",
            project=args["project"],
            location=args["location"],
            repository_id=prefixed(repository, plain),
            description=f"Images of {repository}",
            format="DOCKER",
            mode="STANDARD_REPOSITORY",
            docker_config={"immutable_tags": True},
            kms_key_name=key,
            cleanup_policies=[{"id": "untagged", "action": "DELETE", "condition": untagged}],
            vulnerability_scanning_config={"enablement_config": "INHERITED" if args.get("scan", True) else "DISABLED"},
            labels=dict(args.get("labels", {})),
            opts=pulumi.ResourceOptions(parent=self, protect=keep, retain_on_delete=keep),
        )

    def _url(self, repository: str, made: gcp.artifactregistry.Repository) -> pulumi.Output[str]:
        args = self._args
        grants = [
            gcp.artifactregistry.RepositoryIamMember(
                f"{self._name}-{repository}-{purpose}-{index}",
                project=args["project"],
                location=args["location"],
                repository=made.repository_id,
                role=role(permission),
                member=member,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for purpose, permission, members in (
                ("reader", "read-images", args.get("readers", ())),
                ("writer", "write-images", args.get("writers", ())),
            )
            for index, member in enumerate(members)
        ]
        place = f"{args['location']}-docker.pkg.dev/{args['project']}"
        granted = pulumi.Output.all(made.repository_id, *(grant.id for grant in grants))
        return granted.apply(lambda found: f"{place}/{found[0]}")


def validate(args: GcpRegistryArgs) -> None:
    """Refuse names, periods and places that Artifact Registry would refuse."""
    plain: Any = args
    require_project(plain)
    require_region("location", args["location"])
    require_labels(args.get("labels", {}))
    require_names("repositories", plain, "repository")
    for index, repository in enumerate(args["repositories"]):
        # Behind a prefix it may begin with what no name begins with.
        require_pattern(f"repositories[{index}]", repository, "repository")
    days = args.get("untagged_days", _UNTAGGED_DAYS)
    if days < 1:
        raise InvalidArgument("untagged_days", days, "1 day or more")
    for field in ("readers", "writers"):
        require_members(field, plain.get(field, ()))
