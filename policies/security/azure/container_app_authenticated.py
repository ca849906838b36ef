"""Container apps that the internet reaches ask who is there."""

from collections.abc import Iterable

from accel.planning.graph import Graph, Resource
from policies.azure import word
from policies.frameworks import ACCESS_CONTROL, NETWORK_BOUNDARY
from policies.properties import attached, differs, is_unknown
from policies.rule import MANDATORY, PlainContext, Rule, Violation

_APPS = ("azure-native:app:ContainerApp",)
_ENVIRONMENTS = ("azure-native:app:ManagedEnvironment",)
_GUARDS = ("azure-native:app:ContainerAppsAuthConfig",)


def _check(graph: Graph, _: PlainContext) -> Iterable[Violation]:
    apps = graph.of(*_APPS)
    guards = attached(graph, apps, _GUARDS, "containerAppName")
    asking = {guard.get("containerAppName") for guard in graph.of(*_GUARDS) if _is_named(guard) and _may_ask(guard)}
    for app in apps:
        # The default is no way in from outside.
        if app.get("configuration.ingress.external") is not True or _is_internal(graph, app):
            continue
        certificate = app.get("configuration.ingress.clientCertificateMode")
        if not differs(word(certificate), "require") or any(map(_may_ask, guards[app.urn])):
            continue
        if not _is_named(app) or app.get("containerAppName") not in asking:
            yield Violation(
                app.urn, "configuration.ingress.external is true, and no ContainerAppsAuthConfig asks who calls"
            )


def _is_internal(graph: Graph, app: Resource) -> bool:
    """Say whether the environment of an app, made here, has no public address, or may have none."""
    for environment in graph.referred(app, *_ENVIRONMENTS):
        internal = environment.get("vnetConfiguration.internal")
        if internal is True or is_unknown(internal):
            return True
        if not differs(word(environment.get("publicNetworkAccess")), "disabled"):
            return True
    return False


def _is_named(resource: Resource) -> bool:
    return isinstance(resource.get("containerAppName"), str)


def _may_ask(guard: Resource) -> bool:
    asks = not differs(guard.get("platform.enabled"), True)
    return asks and word(guard.get("globalValidation.unauthenticatedClientAction")) != "allowanonymous"


RULE = Rule(
    id="container-app-authenticated",
    title="Container apps that the internet reaches ask who calls",
    group="security",
    cloud="azure",
    severity="high",
    levels=MANDATORY,
    why="Whoever finds an open model server has it work at your expense, and reads what it was told.",
    remediation=(
        "Set configuration.ingress.external to false, or add a ContainerAppsAuthConfig with platform.enabled true and "
        "unauthenticatedClientAction Return401."
    ),
    frameworks=(*ACCESS_CONTROL, *NETWORK_BOUNDARY),
    check_stack=_check,
)
