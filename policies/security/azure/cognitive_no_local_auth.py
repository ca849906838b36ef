"""Azure AI accounts know identities, not keys."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL, SECRETS, checkov
from policies.properties import differs, put
from policies.resource_types import COGNITIVE_ACCOUNTS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(account: Resource, _: PlainContext) -> Iterable[str]:
    # The default is false: two keys let everybody in who has one.
    if differs(account.get("properties.disableLocalAuth"), True):
        yield "properties.disableLocalAuth is not true"


def _remediate(account: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Changes in place; whoever called with a key needs a role then.
    return put(account.inputs, "properties.disableLocalAuth", True)


RULE = Rule(
    id="cognitive-no-local-auth",
    title="Azure AI accounts have no keys",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="A key names nobody in the log, lies in environment variables, and works until somebody thinks of it.",
    remediation="Set properties.disableLocalAuth to true, and grant Cognitive Services User to identities.",
    frameworks=(*checkov("CKV_AZURE_236"), *ACCESS_CONTROL, *SECRETS),
    types=COGNITIVE_ACCOUNTS,
    check_resource=_check,
    remediate=_remediate,
)
