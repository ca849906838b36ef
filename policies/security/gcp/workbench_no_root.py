"""Nobody is root on a Workbench instance."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import metadata_flag
from policies.frameworks import HARDENING, PRIVILEGES
from policies.resource_types import WORKBENCHES
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule

_KEY = "notebook-disable-root"


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # By default the user of the notebook may become root.
    if metadata_flag(notebook, _KEY) in (False, None):
        yield f"metadata {_KEY} is not true"


RULE = Rule(
    id="workbench-no-root",
    title="Nobody is root on a Workbench instance",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="As root a notebook can switch off what watches it.",
    remediation="Set gceSetup.metadata notebook-disable-root to true, and bring packages in the image.",
    frameworks=(*HARDENING, *PRIVILEGES),
    types=WORKBENCHES,
    check_resource=_check,
)
