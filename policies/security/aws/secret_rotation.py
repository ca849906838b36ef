"""Secrets are replaced by themselves."""

from collections.abc import Iterable

from accel.planning.graph import Graph
from policies.frameworks import KEY_MANAGEMENT, SECRETS, checkov
from policies.properties import attached
from policies.resource_types import AWS_SECRETS
from policies.rule import ADVISORY, PlainContext, Rule, Violation

_ROTATIONS = ("aws:secretsmanager/secretRotation:SecretRotation",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    secrets = graph.of(*AWS_SECRETS)
    rotations = attached(graph, secrets, _ROTATIONS, "secretId")
    for secret in secrets:
        # The provider's default of rotationEnabled is true.
        if all(rotation.get("rotationEnabled") is False for rotation in rotations[secret.urn]):
            yield Violation(secret.urn, "no SecretRotation replaces it")


RULE = Rule(
    id="secret-rotation",
    title="Secrets rotate by themselves",
    group="security",
    cloud="aws",
    severity="low",
    # Tokens of model hubs can only be replaced by hand.
    levels=ADVISORY,
    why="A token that leaked years ago still opens the door if nobody ever changed it.",
    remediation="Attach a SecretRotation with a function that gets a new token; change by hand what no function can.",
    frameworks=(*checkov("CKV2_AWS_57"), *KEY_MANAGEMENT, *SECRETS),
    check_stack=_check,
)
