"""Service accounts have no downloadable keys."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, SECRETS, checkov, cis
from policies.rule import MANDATORY, PlainContext, Rule


def _check(_resource: Resource, _: PlainContext) -> Iterable[str]:
    yield "a service account key works from anywhere until somebody deletes it"


RULE = Rule(
    id="service-account-no-keys",
    title="No keys of service accounts",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Keys end up in images, notebooks and repositories, and they do not end by themselves.",
    remediation="Use Workload Identity, the service account of the machine, or Workload Identity Federation from CI.",
    frameworks=(*checkov("CKV2_GCP_3"), *cis(CIS_GCP, "1.4"), *SECRETS),
    types=("gcp:serviceaccount/key:Key",),
    check_resource=_check,
)
