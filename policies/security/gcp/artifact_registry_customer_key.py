"""Image repositories are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import absent, differs, mapping
from policies.resource_types import IMAGE_REPOSITORIES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(repository: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's. A virtual repository keeps nothing, and a remote one without credentials keeps
    # copies of what is public.
    credentials = repository.get("remoteRepositoryConfig.upstreamCredentials")
    copies_what_is_public = repository.get("mode") == "REMOTE_REPOSITORY" and not mapping(credentials)
    keeps_ours = differs(repository.get("mode"), "VIRTUAL_REPOSITORY") and not copies_what_is_public
    if keeps_ours and absent(repository.get("kmsKeyName")):
        yield "kmsKeyName is not set"


RULE = Rule(
    id="artifact-registry-customer-key",
    title="Image repositories are encrypted with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Images carry code, and often weights: a key of your own can close them.",
    remediation="Set kmsKeyName to a key in the repository's location, when it is created.",
    frameworks=(*checkov("CKV_GCP_84"), *ENCRYPTION_AT_REST),
    types=IMAGE_REPOSITORIES,
    check_resource=_check,
)
