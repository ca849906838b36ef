"""Images are scanned for known vulnerabilities."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import HARDENING, checkov
from policies.resource_types import IMAGE_REPOSITORIES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(repository: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means what the project does.
    if repository.get("vulnerabilityScanningConfig.enablementConfig") == "DISABLED":
        yield "vulnerabilityScanningConfig.enablementConfig is DISABLED"


RULE = Rule(
    id="artifact-registry-scanned",
    title="No image repository is left out of scanning",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY,
    why="Images for accelerators are large and old: most of what they bring has holes that are known.",
    remediation=(
        "Set vulnerabilityScanningConfig.enablementConfig to INHERITED, and enable containerscanning.googleapis.com."
    ),
    frameworks=(*checkov("CKV2_GCP_11"), *HARDENING),
    types=IMAGE_REPOSITORIES,
    check_resource=_check,
)
