"""Workbench instances have a service account of their own."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.compute_engine import is_default_account
from policies.frameworks import ACCESS_CONTROL, CIS_GCP, cis
from policies.properties import absent, objects
from policies.resource_types import WORKBENCHES
from policies.rule import MANDATORY, PlainContext, Rule


def _check(notebook: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means the default account of Compute Engine.
    if notebook.kind == WORKBENCHES[1]:
        emails = [notebook.get("serviceAccount")]
    else:
        accounts = notebook.get("gceSetup.serviceAccounts")
        if absent(accounts):
            yield "gceSetup.serviceAccounts is not set, which means the default account of Compute Engine"
        emails = [account.get("email") for account in objects(accounts)]
    if any(absent(email) or is_default_account(email) for email in emails):
        yield "it runs as the default account of Compute Engine"


RULE = Rule(
    id="workbench-own-service-account",
    title="Workbench instances do not use the default service account",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Whoever opens the notebook acts as its account: with the default one, usually as an editor of the project.",
    remediation="Set gceSetup.serviceAccounts to an account with the roles of this notebook (GcpIdentity makes one).",
    frameworks=(*cis(CIS_GCP, "4.1"), *ACCESS_CONTROL),
    types=WORKBENCHES,
    check_resource=_check,
)
