"""An EKS cluster encrypts its Secrets with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, SECRETS, checkov
from policies.properties import absent, complete, is_unknown, texts
from policies.resource_types import EKS_CLUSTERS
from policies.rule import MANDATORY, PlainContext, Rule


def _check(cluster: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of AWS.
    given = cluster.get("encryptionConfig")
    if absent(given):
        yield "encryptionConfig is not set: Secrets are encrypted with a key of AWS"
    elif not is_unknown(given):
        resources = cluster.get("encryptionConfig.resources")
        if complete(resources) and "secrets" not in texts(resources):
            yield "encryptionConfig.resources does not name secrets"
        if missing := customer_key_missing(cluster.get("encryptionConfig.provider.keyArn")):
            yield f"encryptionConfig.provider.keyArn {missing}"


RULE = Rule(
    id="eks-secrets-customer-key",
    title="EKS clusters encrypt Secrets with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Tokens for hubs and clouds lie in the cluster's database. Withdrawing the key makes copies of it useless.",
    remediation="Set encryptionConfig with resources [secrets] and the ARN of a key of the stack; it cannot be undone.",
    frameworks=(*checkov("CKV_AWS_58"), *ENCRYPTION_AT_REST, *SECRETS),
    types=EKS_CLUSTERS,
    check_resource=_check,
)
