import json
from collections.abc import Mapping

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, kept, resource, unknown
from tests.policies.cases.kubernetes import service

_NGINX = "nginx.ingress.kubernetes.io/"
_ALB = "alb.ingress.kubernetes.io/"
_BACKEND = {"service": {"name": "vllm", "port": {"number": 80}}}
_CERTIFICATE = [{"hosts": ["llm.example.com"], "secretName": "tls"}]
_IAP = {"iap": {"enabled": True}}
_ARMOR = {"securityPolicy": {"name": "armor"}}


def named(name: object) -> dict[str, object]:
    return {"name": name, "namespace": "serving"}


def ingress(annotations: object = None, *, backend: object = _BACKEND, **spec: object) -> Resource:
    paths = [{"path": "/", "pathType": "Prefix", "backend": backend}]
    given = {
        "metadata": {**named("llm"), "annotations": annotations},
        "spec": {"rules": [{"http": {"paths": paths}}], **spec},
    }
    return resource("kubernetes:networking.k8s.io/v1:Ingress", "ingress", given)


def route(*filters: object, section: object = None, gateway: object = "gateway", name: str = "route") -> Resource:
    rule = {"filters": list(filters), "backendRefs": [{"name": "vllm", "port": 80}]}
    given = {
        "metadata": named(name),
        "spec": {"parentRefs": [{"name": gateway, "sectionName": section}], "rules": [rule]},
    }
    return resource("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", name, given)


def gateway(*protocols: object) -> Resource:
    listeners = [{"name": str(protocol).lower(), "protocol": protocol} for protocol in protocols]
    given = {"metadata": {**named("gateway"), "labels": {"guarded": "yes"}}, "spec": {"listeners": listeners}}
    return resource("kubernetes:gateway.networking.k8s.io/v1:Gateway", "gateway", given)


def configured(name: object = "guard") -> Resource:
    annotations = {"cloud.google.com/backend-config": json.dumps({"default": name})}
    return resource(
        "kubernetes:core/v1:Service", "service", {"metadata": {**named("vllm"), "annotations": annotations}}
    )


def config(**spec: object) -> Resource:
    return resource(
        "kubernetes:cloud.google.com/v1:BackendConfig", "config", {"metadata": named("guard"), "spec": spec}
    )


def backend_policy(kind: str, name: object, **default: object) -> Resource:
    spec = {"default": default, "targetRef": {"kind": kind, "name": name}}
    type_ = "kubernetes:networking.gke.io/v1:GCPBackendPolicy"
    return resource(type_, "backend-policy", {"metadata": named("policy"), "spec": spec})


def envoy(type_: str, *targets: object, **spec: object) -> Resource:
    given = {"metadata": named("policy"), "spec": {"targetRefs": list(targets), **spec}}
    return resource(f"kubernetes:gateway.envoyproxy.io/v1alpha1:{type_}", "envoy", given)


_ROUTE = {"kind": "HTTPRoute", "name": "route"}
_GATEWAY = {"kind": "Gateway", "name": "gateway"}
_BY_LABEL = {"targetSelectors": [{"kind": "Gateway", "matchLabels": {"guarded": "yes"}}]}
_JWT = {"jwt": {"providers": [{"name": "issuer"}]}}
_LIMIT = {"rateLimit": {"local": {"rules": [{"limit": {"requests": 10, "unit": "Second"}}]}}}
_REDIRECT = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}


def guarded(
    rule: str,
    annotation: dict[str, str],
    spec: Mapping[str, object],
    default: Mapping[str, object],
    policy: str,
    by: Mapping[str, object],
) -> tuple[Case, ...]:
    """What two rules have in common: where a guard may stand, and where it does not help."""
    return (
        kept(rule, "an annotation", ingress(annotation)),
        kept(rule, "a configuration of the service", ingress(), configured(), config(**spec)),
        kept(rule, "a configuration of another stack", ingress(), configured("elsewhere")),
        kept(rule, "a policy on the service", route(), backend_policy("Service", "vllm", **default)),
        kept(rule, "a policy on the route", route(), envoy(policy, _ROUTE, **by)),
        kept(rule, "a policy on the gateway", route(), gateway("HTTPS"), envoy(policy, _GATEWAY, **by)),
        kept(rule, "a policy found by labels", route(), gateway("HTTPS"), envoy(policy, **_BY_LABEL, **by)),
        broken(rule, "an ingress alone", ingress()),
        broken(rule, "a route alone", route()),
        broken(rule, "an ingress without rules", ingress(rules=[])),
        broken(rule, "a configuration that says nothing of it", ingress(), configured(), config(timeoutSec=40)),
        broken(rule, "a policy on another service", route(), backend_policy("Service", "tgi", **default)),
        broken(rule, "a policy that says nothing of it", route(), envoy(policy, _ROUTE, cors={})),
        broken(rule, "a policy on another route", route(name="other"), envoy(policy, _ROUTE, **by)),
        broken(
            rule,
            "one service has a guard, another none",
            ingress(defaultBackend={"service": {"name": "tgi"}}),
            configured(),
            config(**spec),
        ),
        unknown(rule, "the annotations are unknown", ingress(UNKNOWN)),
        unknown(
            rule, "the policy's target is unknown", route(), envoy(policy, {"kind": "HTTPRoute", "name": UNKNOWN}, **by)
        ),
        unknown(rule, "the service is unknown", ingress(backend=UNKNOWN), configured(), config(**spec)),
        unknown(rule, "beside an unknown policy there is none", route(), envoy(policy, UNKNOWN, **by), at=("route",)),
        beside(rule, "a service inside the cluster", service()),
    )


CASES = (
    *guarded(
        "entry-authenticated",
        {f"{_NGINX}auth-url": "https://login.example.com/auth"},
        _IAP,
        _IAP,
        "SecurityPolicy",
        _JWT,
    ),
    kept("entry-authenticated", "client certificates", ingress({f"{_NGINX}auth-tls-secret": "serving/clients"})),
    kept("entry-authenticated", "a login of the load balancer", ingress({f"{_ALB}auth-type": "oidc"})),
    broken(
        "entry-authenticated",
        "client certificates that are optional",
        ingress({f"{_NGINX}auth-tls-secret": "serving/clients", f"{_NGINX}auth-tls-verify-client": "optional"}),
    ),
    broken(
        "entry-authenticated",
        "a login that strangers may skip",
        ingress({f"{_ALB}auth-type": "cognito", f"{_ALB}auth-on-unauthenticated-request": "allow"}),
    ),
    broken("entry-authenticated", "the proxy is off", ingress(), configured(), config(iap={"enabled": False})),
    broken(
        "entry-authenticated",
        "a token that may be missing",
        route(),
        envoy("SecurityPolicy", _ROUTE, jwt={"optional": True, "providers": []}),
    ),
    *guarded(
        "entry-rate-limited",
        {f"{_NGINX}limit-rps": "5"},
        _ARMOR,
        {"securityPolicy": "armor"},
        "BackendTrafficPolicy",
        _LIMIT,
    ),
    kept("entry-rate-limited", "a firewall of AWS", ingress({f"{_ALB}wafv2-acl-arn": "arn:aws:wafv2:eu-west-1:1:x"})),
    broken("entry-rate-limited", "a login limits nothing", ingress({f"{_NGINX}auth-type": "basic"})),
    kept("entry-tls", "a certificate", ingress(tls=_CERTIFICATE)),
    kept("entry-tls", "a certificate of Google's", ingress({"networking.gke.io/managed-certificates": "llm"})),
    kept("entry-tls", "a gateway with HTTPS", gateway("HTTPS"), route()),
    kept(
        "entry-tls",
        "plain HTTP is sent on",
        gateway("HTTP", "HTTPS"),
        route(_REDIRECT, section="http", name="redirect"),
        route(section="https"),
    ),
    broken("entry-tls", "an ingress without a certificate", ingress()),
    broken("entry-tls", "a gateway with plain HTTP", gateway("HTTP"), route()),
    broken("entry-tls", "nothing is bound to plain HTTP", gateway("HTTP", "HTTPS"), route(section="https")),
    broken(
        "entry-tls",
        "a route on all listeners",
        gateway("HTTP", "HTTPS"),
        route(_REDIRECT, section="http", name="redirect"),
        route(),
    ),
    unknown("entry-tls", "the certificate is unknown", ingress(tls=UNKNOWN)),
    unknown("entry-tls", "the protocol is unknown", gateway(UNKNOWN), route()),
    unknown("entry-tls", "the redirect's gateway is unknown", gateway("HTTP"), route(_REDIRECT, gateway=UNKNOWN)),
    unknown(
        "entry-tls", "a serving route's gateway is unknown", gateway("HTTP"), route(gateway=UNKNOWN), at=("gateway",)
    ),
    beside("entry-tls", "a service inside the cluster", service()),
    kept("ingress-no-snippets", "no snippet", ingress({f"{_NGINX}limit-rps": "5"})),
    broken("ingress-no-snippets", "a snippet", ingress({f"{_NGINX}configuration-snippet": "return 200;"})),
    broken("ingress-no-snippets", "a snippet for the server", ingress({f"{_NGINX}server-snippet": UNKNOWN})),
    unknown("ingress-no-snippets", "the annotations are unknown", ingress(UNKNOWN)),
    beside("ingress-no-snippets", "a service has no snippets", service({f"{_NGINX}server-snippet": "x"})),
)
