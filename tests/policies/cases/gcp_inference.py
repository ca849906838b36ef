import base64
import json

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_ACCOUNT = "serve@p.iam.gserviceaccount.com"
_DEFAULT_ACCOUNT = "123-compute@developer.gserviceaccount.com"
_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")


def endpoint(**inputs: object) -> Resource:
    return resource("gcp:vertex/aiEndpoint:AiEndpoint", "endpoint", inputs)


def index(**inputs: object) -> Resource:
    return resource("gcp:vertex/aiIndexEndpoint:AiIndexEndpoint", "index", inputs)


def garden(**configuration: object) -> Resource:
    type_ = "gcp:vertex/aiEndpointWithModelGardenDeployment:AiEndpointWithModelGardenDeployment"
    return resource(type_, "garden", {"endpointConfig": configuration})


def connected(value: object) -> dict[str, object]:
    return {"privateServiceConnectConfig": {"enablePrivateServiceConnect": value}}


def run(**inputs: object) -> Resource:
    return resource("gcp:cloudrunv2/service:Service", "service", inputs)


def variable(**source: object) -> Resource:
    return run(template={"containers": [{"envs": [{"name": "HF_TOKEN", **source}]}]})


def api(*contents: object) -> Resource:
    texts = [base64.b64encode(json.dumps(one).encode()).decode() if isinstance(one, dict) else one for one in contents]
    given = [{"document": {"path": "api.json", "contents": text}} for text in texts]
    return resource("gcp:apigateway/apiConfig:ApiConfig", "api", {"openapiDocuments": given})


_OPEN_API: dict[str, object] = {"swagger": "2.0", "paths": {"/generate": {"post": {}, "options": {}}}}
_COST = {"x-google-quota": {"metricCosts": {"requests": 1}}, "security": [{"login": []}]}
_METERED: dict[str, object] = {
    "paths": {"/generate": {"post": _COST}},
    "x-google-management": {"quota": {"limits": [{"name": "limit", "metric": "requests"}]}},
}


def older_run(**annotations: object) -> Resource:
    named = {f"run.googleapis.com/{key.replace('_', '-')}": value for key, value in annotations.items()}
    return resource("gcp:cloudrun/service:Service", "service", {"metadata": {"annotations": named}})


def job(email: object) -> Resource:
    return resource("gcp:cloudrunv2/job:Job", "job", {"template": {"template": {"serviceAccount": email}}})


def tls(**inputs: object) -> Resource:
    return resource("gcp:compute/sSLPolicy:SSLPolicy", "tls", inputs)


def secure_proxy(policy: object = None) -> Resource:
    return resource("gcp:compute/targetHttpsProxy:TargetHttpsProxy", "proxy", {"sslPolicy": policy})


def armor(*rules: object) -> Resource:
    return resource("gcp:compute/securityPolicy:SecurityPolicy", "armor", {"rules": list(rules)})


def armor_rule(policy: Resource, **inputs: object) -> Resource:
    type_ = "gcp:compute/securityPolicyRule:SecurityPolicyRule"
    return resource(type_, "armor-rule", {"securityPolicy": "armor", **inputs}, uses={"securityPolicy": policy})


def backend(policy: Resource | None = None, **inputs: object) -> Resource:
    given = {"securityPolicy": UNKNOWN, **inputs} if policy else inputs
    uses = {"securityPolicy": policy} if policy else {}
    return resource("gcp:compute/backendService:BackendService", "backend", given, uses=uses)


def regional(**inputs: object) -> Resource:
    return resource("gcp:compute/regionBackendService:RegionBackendService", "regional", inputs)


_GROUP = resource(
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup", "group", {"cloudRun": {"service": "s"}}
)
_BEHIND = resource(
    "gcp:compute/backendService:BackendService",
    "backend",
    {"backends": [{"group": UNKNOWN}]},
    uses={"backends": _GROUP},
)
_THROTTLE = {"action": "throttle", "priority": 1}
_ALLOW = {"action": "allow", "priority": 2147483647}
_THROTTLED, _OPEN = armor(_THROTTLE, _ALLOW), armor(_ALLOW)


def plain_front(redirect: object, scheme: str | None = None, **url_map: object) -> tuple[Resource, ...]:
    """A forwarding rule, first, with the proxy for plain HTTP and the URL map behind it."""
    behind = resource("gcp:compute/uRLMap:URLMap", "map", {"defaultUrlRedirect": redirect, **url_map})
    proxy = resource("gcp:compute/targetHttpProxy:TargetHttpProxy", "plain", {"urlMap": "map"}, uses={"urlMap": behind})
    type_ = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
    front = resource(type_, "front", {"target": UNKNOWN, "loadBalancingScheme": scheme}, uses={"target": proxy})
    return front, proxy, behind


CASES = (
    kept("vertex-endpoint-private", "it is peered", endpoint(network="projects/1/global/networks/n")),
    kept("vertex-endpoint-private", "private service connect", endpoint(**connected(True))),
    kept("vertex-endpoint-private", "a model of the garden", garden(**connected(True))),
    broken("vertex-endpoint-private", "the default is public", endpoint()),
    broken("vertex-endpoint-private", "private service connect is off", endpoint(**connected(False))),
    broken("vertex-endpoint-private", "an index is public", index(network="n", publicEndpointEnabled=True)),
    broken("vertex-endpoint-private", "a public model of the garden", garden(dedicatedEndpointEnabled=True)),
    unknown("vertex-endpoint-private", "the network is new", endpoint(network=UNKNOWN)),
    unknown("vertex-endpoint-private", "the connection is unknown", endpoint(**connected(UNKNOWN))),
    unknown(
        "vertex-endpoint-private",
        "a public index in an unknown network",
        index(network=UNKNOWN, publicEndpointEnabled=True),
        at=("index",),
    ),
    beside("vertex-endpoint-private", "a bucket has no endpoint", _BUCKET),
    kept("vertex-customer-key", "a key of ours", endpoint(encryptionSpec={"kmsKeyName": _KEY})),
    broken("vertex-customer-key", "the default is a key of Google's", endpoint()),
    broken(
        "vertex-customer-key", "a tensorboard counts", resource("gcp:vertex/aiTensorboard:AiTensorboard", "tensorboard")
    ),
    unknown("vertex-customer-key", "the key is new", endpoint(encryptionSpec={"kmsKeyName": UNKNOWN})),
    beside("vertex-customer-key", "a model of the garden keeps nothing of ours", garden()),
    kept("cloud-run-internal", "the network only", run(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY")),
    kept("cloud-run-internal", "an older service", older_run(ingress="internal")),
    broken("cloud-run-internal", "the default is everybody", run()),
    broken("cloud-run-internal", "everybody by name", run(ingress="INGRESS_TRAFFIC_ALL")),
    broken("cloud-run-internal", "an older service answers everybody", older_run()),
    unknown("cloud-run-internal", "the ingress is unknown", run(ingress=UNKNOWN)),
    unknown("cloud-run-internal", "the annotation is unknown", older_run(ingress=UNKNOWN)),
    beside("cloud-run-internal", "a job answers nobody", job(_ACCOUNT)),
    kept("cloud-run-authenticated", "the default asks IAM", run()),
    kept("cloud-run-authenticated", "the proxy asks instead", run(invokerIamDisabled=True, iapEnabled=True)),
    broken("cloud-run-authenticated", "nobody asks", run(invokerIamDisabled=True)),
    broken("cloud-run-authenticated", "an older service asks nobody", older_run(invoker_iam_disabled="true")),
    unknown("cloud-run-authenticated", "the flag is unknown", run(invokerIamDisabled=UNKNOWN)),
    unknown("cloud-run-authenticated", "the proxy is unknown", run(invokerIamDisabled=True, iapEnabled=UNKNOWN)),
    beside("cloud-run-authenticated", "a job answers nobody", job(_ACCOUNT)),
    kept("cloud-run-own-service-account", "a service has its own", run(template={"serviceAccount": _ACCOUNT})),
    kept("cloud-run-own-service-account", "a job has its own", job(_ACCOUNT)),
    broken("cloud-run-own-service-account", "the default account", run(template={"containers": []})),
    broken("cloud-run-own-service-account", "the default account by name", job(_DEFAULT_ACCOUNT)),
    broken("cloud-run-own-service-account", "an older service has none", older_run()),
    unknown("cloud-run-own-service-account", "a new account", job(UNKNOWN)),
    beside("cloud-run-own-service-account", "a bucket runs as nobody", _BUCKET),
    kept("ssl-policy-modern", "a modern profile", tls(minTlsVersion="TLS_1_2", profile="MODERN")),
    kept("ssl-policy-modern", "the proxy has a policy", secure_proxy("tls")),
    kept(
        "ssl-policy-modern",
        "a strong list",
        tls(minTlsVersion="TLS_1_2", profile="CUSTOM", customFeatures=["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]),
    ),
    broken("ssl-policy-modern", "the defaults are old", tls()),
    broken("ssl-policy-modern", "an old version", tls(profile="MODERN")),
    broken("ssl-policy-modern", "weak ciphers", tls(minTlsVersion="TLS_1_2", profile="COMPATIBLE")),
    broken(
        "ssl-policy-modern",
        "a weak cipher on the list",
        tls(minTlsVersion="TLS_1_2", profile="CUSTOM", customFeatures=[UNKNOWN, "TLS_RSA_WITH_AES_128_CBC_SHA"]),
    ),
    broken("ssl-policy-modern", "a proxy without a policy", secure_proxy()),
    unknown("ssl-policy-modern", "the policy is new", secure_proxy(UNKNOWN)),
    unknown(
        "ssl-policy-modern",
        "the profile is unknown, the version old",
        tls(profile=UNKNOWN, minTlsVersion="TLS_1_1"),
        at=("tls",),
    ),
    beside("ssl-policy-modern", "a bucket speaks what Google does", _BUCKET),
    kept("gcp-load-balancer-rate-limited", "a rule throttles", backend(_THROTTLED), _THROTTLED),
    kept(
        "gcp-load-balancer-rate-limited",
        "a rule beside the policy bans",
        backend(_OPEN),
        _OPEN,
        armor_rule(_OPEN, action="rate_based_ban"),
    ),
    kept("gcp-load-balancer-rate-limited", "a policy of another stack", backend(securityPolicy="shared")),
    broken("gcp-load-balancer-rate-limited", "the default counts nothing", backend()),
    broken("gcp-load-balancer-rate-limited", "no rule limits", backend(_OPEN), _OPEN),
    broken(
        "gcp-load-balancer-rate-limited",
        "a rule in preview only counts",
        backend(_OPEN),
        _OPEN,
        armor_rule(_OPEN, action="throttle", preview=True),
    ),
    broken(
        "gcp-load-balancer-rate-limited",
        "a regional one faces the world",
        regional(loadBalancingScheme="EXTERNAL_MANAGED"),
    ),
    unknown("gcp-load-balancer-rate-limited", "the policy is unknown", backend(securityPolicy=UNKNOWN)),
    unknown(
        "gcp-load-balancer-rate-limited",
        "a rule of the policy is unknown",
        *((policy := armor(_ALLOW, UNKNOWN)), backend(policy)),
    ),
    beside("gcp-load-balancer-rate-limited", "a regional one faces the network", regional()),
    beside(
        "gcp-load-balancer-rate-limited",
        "it passes packets on",
        regional(loadBalancingScheme="EXTERNAL", protocol="TCP"),
    ),
    kept("gcp-load-balancer-authenticated", "the proxy asks", backend(iap={"enabled": True})),
    kept("gcp-load-balancer-authenticated", "Cloud Run asks by itself", _BEHIND, _GROUP),
    broken("gcp-load-balancer-authenticated", "the default asks nobody", backend()),
    broken("gcp-load-balancer-authenticated", "the proxy is off", backend(iap={"enabled": False})),
    unknown("gcp-load-balancer-authenticated", "the proxy is unknown", backend(iap={"enabled": UNKNOWN})),
    unknown("gcp-load-balancer-authenticated", "whom it faces is unknown", backend(loadBalancingScheme=UNKNOWN)),
    beside("gcp-load-balancer-authenticated", "it faces the network", backend(loadBalancingScheme="INTERNAL_MANAGED")),
    kept("gcp-load-balancer-tls", "plain HTTP is sent on", *plain_front({"httpsRedirect": True})),
    broken("gcp-load-balancer-tls", "plain HTTP is served", *plain_front(None)),
    broken("gcp-load-balancer-tls", "the redirect stays plain", *plain_front({"httpsRedirect": False})),
    broken(
        "gcp-load-balancer-tls",
        "some paths are served",
        *plain_front({"httpsRedirect": True}, pathMatchers=[{"defaultService": "backend"}]),
    ),
    unknown("gcp-load-balancer-tls", "the redirect is unknown", *plain_front(UNKNOWN)),
    beside("gcp-load-balancer-tls", "it faces the network", *plain_front(None, "INTERNAL_MANAGED")),
    kept("secrets-not-plain", "a variable of Cloud Run takes a secret", variable(valueSource={"secretKeyRef": {}})),
    broken("secrets-not-plain", "a token in a variable of Cloud Run", variable(value="abc")),
    unknown("secrets-not-plain", "the variables of Cloud Run are unknown", run(template={"containers": UNKNOWN})),
    kept("gcp-api-gateway-authenticated", "the whole document asks", api({**_METERED, "security": [{"login": []}]})),
    kept("gcp-api-gateway-authenticated", "the operation asks", api(_METERED)),
    broken("gcp-api-gateway-authenticated", "nobody asks", api(_OPEN_API)),
    broken(
        "gcp-api-gateway-authenticated",
        "an operation leaves the document's way",
        api({"security": [{"login": []}], "paths": {"/generate": {"post": {"security": []}}}}),
    ),
    unknown("gcp-api-gateway-authenticated", "the document is unknown", api(UNKNOWN)),
    unknown(
        "gcp-api-gateway-authenticated", "beside an unknown document an open one", api(UNKNOWN, _OPEN_API), at=("api",)
    ),
    beside("gcp-api-gateway-authenticated", "a configuration of gRPC", api()),
    kept("gcp-api-gateway-rate-limited", "each request is counted", api(_METERED)),
    kept(
        "gcp-api-gateway-rate-limited",
        "the newer form of the document",
        api({**_OPEN_API, "openapi": "3.0.4", "x-google-api-management": {"quota": {"requests": {}}}}),
    ),
    broken("gcp-api-gateway-rate-limited", "nothing is counted", api(_OPEN_API)),
    broken("gcp-api-gateway-rate-limited", "an operation costs nothing", api({**_METERED, **_OPEN_API})),
    unknown("gcp-api-gateway-rate-limited", "the document is unknown", api(UNKNOWN)),
    beside("gcp-api-gateway-rate-limited", "a configuration of gRPC", api()),
)
