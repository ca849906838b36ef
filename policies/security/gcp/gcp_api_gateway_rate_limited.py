"""APIs of Google's API Gateway limit how much is asked of them."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CAPACITY, NETWORK_BOUNDARY
from policies.google_api_documents import documents, unlimited_operations
from policies.resource_types import API_CONFIGS
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(config: Resource, _: PlainContext) -> Iterable[str]:
    # By default nothing is counted.
    for text in documents(config):
        for operation in unlimited_operations(text):
            yield f"{operation} may be called without limit"


RULE = Rule(
    id="gcp-api-gateway-rate-limited",
    title="APIs of Google's API Gateway limit the rate of requests",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY_OUTSIDE_DEV,
    why="One client in a loop, or one stolen key, keeps every accelerator behind the gateway busy at your expense.",
    remediation="Add x-google-management.quota.limits to the OpenAPI document, and x-google-quota to each operation.",
    frameworks=(*NETWORK_BOUNDARY, *CAPACITY),
    types=API_CONFIGS,
    check_resource=_check,
)
