"""APIs of Google's API Gateway ask callers who they are."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import ACCESS_CONTROL
from policies.google_api_documents import documents
from policies.open_api import open_operations
from policies.resource_types import API_CONFIGS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(config: Resource, _: PlainContext) -> Iterable[str]:
    # By default an operation asks for nothing.
    for text in documents(config):
        for operation in open_operations(text):
            yield f"{operation} has no security"


RULE = Rule(
    id="gcp-api-gateway-authenticated",
    title="APIs of Google's API Gateway ask who calls",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="The gateway's address is public: an operation without security is free computing power for whoever finds it.",
    remediation="Set security of the OpenAPI document, or of each operation, to a definition that checks tokens.",
    frameworks=(*ACCESS_CONTROL,),
    types=API_CONFIGS,
    check_resource=_check,
)
