"""SSH to Compute Engine machines goes through OS Login."""

from collections.abc import Iterable

from pydantic import Field

from accel.planning.graph import Resource
from policies.compute_engine import is_made_from_another, metadata_flag
from policies.frameworks import ACCESS_CONTROL, CIS_GCP, checkov, cis
from policies.resource_types import COMPUTE_MACHINES, COMPUTE_PROJECT_METADATA, TPU_VMS, WORKBENCHES
from policies.rule import MANDATORY, Rule, RuleContext, RuleSettings, everywhere

_KEY = "enable-oslogin"


class OsLoginSettings(RuleSettings):
    """Whether machines may leave it to their project."""

    project_sets_it: bool = Field(
        default=False, description="The project's metadata or the constraint compute.requireOsLogin switches it on."
    )


def _check(resource: Resource, context: RuleContext[OsLoginSettings]) -> Iterable[str]:
    flag = metadata_flag(resource, _KEY)
    if flag is False:
        yield f"metadata {_KEY} is off"
    # By default it is off, in a project as in a machine.
    elif flag is None and not _may_be_silent(resource, context.settings):
        yield f"metadata {_KEY} is not TRUE"


def _may_be_silent(resource: Resource, settings: OsLoginSettings) -> bool:
    # For TPU VMs and Workbench instances Google documents no way to switch it on, only gcloud looks for it there.
    return settings.project_sets_it or resource.kind not in COMPUTE_MACHINES or is_made_from_another(resource)


RULE = Rule(
    id="gce-os-login",
    title="SSH to Compute Engine machines goes through OS Login",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="With OS Login IAM says who may log in and for how long; a key in metadata works until somebody removes it.",
    remediation=(
        "Set metadata enable-oslogin to TRUE, or policies.gce-os-login.projectSetsIt when the project does so for all."
    ),
    frameworks=(*checkov("CKV_GCP_33", "CKV_GCP_34"), *cis(CIS_GCP, "4.4"), *ACCESS_CONTROL),
    types=(*COMPUTE_MACHINES, *COMPUTE_PROJECT_METADATA, *TPU_VMS, *WORKBENCHES),
    settings=everywhere(OsLoginSettings()),
    check_resource=_check,
)
