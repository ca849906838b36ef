"""Repositories for a stack's own container images."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.regions import partition
from components.aws.arguments import require_account, require_disposable, require_names, require_region, role_of
from components.aws.policy_documents import Statement, document, only_this_account
from components.contract import InvalidArgument
from components.ordering import after

_UNTAGGED_DAYS = 14
_PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


class AwsRegistryArgs(TypedDict):
    """Arguments of `AwsRegistry`."""

    account_id: str
    """Number of the account, twelve digits: nobody outside it reaches the repositories unless named below."""
    region: str
    """Region in which the repositories stand."""
    repositories: Sequence[str]
    """Names of the repositories, such as `inference`; at least one."""
    namespace: NotRequired[str]
    """Put before each name with a slash, such as the stack's name: names are shared by the whole account."""
    data_key_arn: pulumi.Input[str]
    """ARN of the KMS key that encrypts the images."""
    untagged_days: NotRequired[int]
    """Days after which an image that has lost its last tag is deleted; 14 where absent."""
    puller_account_ids: NotRequired[Sequence[str]]
    """Other accounts whose roles may pull, as far as their own policies allow; none where absent."""
    tags: Mapping[str, str]
    """Tags of each repository."""
    protect: NotRequired[bool]
    """Refuse to delete the repositories, and keep them when the component goes."""
    force_destroy: NotRequired[bool]
    """Delete the repositories together with all images in them; refused with `protect`."""


def validate(args: AwsRegistryArgs) -> None:
    """Refuse names, accounts and days that ECR would refuse, and repositories both protected and disposable.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_region(args["region"])
    require_disposable(args)
    require_names("repositories", args["repositories"], "repository", _prefix(args))
    days = args.get("untagged_days", _UNTAGGED_DAYS)
    if days < 1:
        raise InvalidArgument("untagged_days", days, "1 day or more")
    for index, account in enumerate(args.get("puller_account_ids", ())):
        require_account(account, f"puller_account_ids[{index}]")


class AwsRegistry(pulumi.ComponentResource):
    """Private ECR repositories: a tag never changes its image, every push is scanned, a key of the stack encrypts.

    The policy of each repository shuts out every account but its own, whatever IAM policies elsewhere allow. Images
    without a tag go after some days; tagged ones stay, since something may run them. The scan is ECR's basic one:
    Amazon Inspector's is switched on for a whole account, not for a stack.

    Cost: storage of the images (catalogue: ecr_storage) and requests to the key; nothing runs.

    Raises:
        InvalidArgument: an argument contradicts another or is one that ECR would refuse; nothing was registered.
    """

    repository_urls: pulumi.Output[Mapping[str, str]]
    """Where to push to and pull from, by name, known once lifecycle and policy are in place."""
    repository_arns: pulumi.Output[Mapping[str, str]]
    """ARN of each repository, by name, for the policies of who pulls."""

    def __init__(self, name: str, args: AwsRegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsRegistry", name, {}, opts)
        self._name = name
        self._args = args
        urls: dict[str, pulumi.Output[str]] = {}
        arns: dict[str, pulumi.Output[str]] = {}
        for repository in args["repositories"]:
            urls[repository], arns[repository] = self._repository(repository)
        self.repository_urls = pulumi.Output.all(**urls)
        self.repository_arns = pulumi.Output.all(**arns)
        self.register_outputs({"repository_urls": self.repository_urls, "repository_arns": self.repository_arns})

    def _repository(self, repository: str) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        args, role = self._args, f"{self._name}-{role_of(repository)}"
        protect = args.get("protect", False)
        made = aws.ecr.Repository(
            role,
            name=f"{_prefix(args)}{repository}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": args["data_key_arn"]}],
            force_delete=args.get("force_destroy", False),
            tags={**args["tags"], "Name": role},
            opts=pulumi.ResourceOptions(parent=self, protect=protect, retain_on_delete=protect),
        )
        child = pulumi.ResourceOptions(parent=self)
        lifecycle = aws.ecr.LifecyclePolicy(
            f"{role}-lifecycle", repository=made.name, policy=json.dumps(_lifecycle(args)), opts=child
        )
        policy = aws.ecr.RepositoryPolicy(
            f"{role}-policy", repository=made.name, policy=json.dumps(document(_access(args))), opts=child
        )
        return after(made.repository_url, lifecycle, policy), after(made.arn, lifecycle, policy)


def _prefix(args: AwsRegistryArgs) -> str:
    namespace = args.get("namespace")
    return f"{namespace}/" if namespace else ""


def _lifecycle(args: AwsRegistryArgs) -> dict[str, Any]:
    days = args.get("untagged_days", _UNTAGGED_DAYS)
    rule = {
        "rulePriority": 1,
        "description": f"Delete images {days} days after their push when they have no tag",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": days,
        },
        "action": {"type": "expire"},
    }
    return {"rules": [rule]}


def _access(args: AwsRegistryArgs) -> list[Statement]:
    """Return the statements of a repository's own policy; such policies name no resource."""
    pullers = sorted(args.get("puller_account_ids", ()))
    found: list[Statement] = [only_this_account("ecr:*", [args["account_id"], *pullers])]
    if pullers:
        roots = [f"arn:{partition(args['region'])}:iam::{account}:root" for account in pullers]
        found.append({"Sid": "AccountsPull", "Effect": "Allow", "Principal": {"AWS": roots}, "Action": _PULL})
    return found
