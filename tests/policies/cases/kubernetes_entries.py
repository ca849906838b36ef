from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown
from tests.policies.cases.kubernetes import service
from tests.policies.cases.kubernetes_access import account, allow, binding, role
from tests.policies.cases.kubernetes_inference import envoy, gateway, ingress, named

_NGINX = "nginx.ingress.kubernetes.io/"
_TCP = "kubernetes:gateway.networking.k8s.io/v1alpha2:TCPRoute"
_AUTHENTICATION = "authentication.k8s.io"
_RBAC = "rbac.authorization.k8s.io"
_GKE = {"networking.gke.io/load-balancer-type": "Internal"}
_AWS = "service.beta.kubernetes.io/aws-load-balancer-"
_AZURE = "service.beta.kubernetes.io/azure-load-balancer-internal"
_GKE_CLUSTER = resource("gcp:container/cluster:Cluster", "gke")
_EKS_CLUSTER = resource("aws:eks/cluster:Cluster", "eks")
_JWT = {"jwt": {"providers": [{"name": "issuer"}]}}


def route(*sections: object, version: str = "v1", rules: object = ("all",)) -> Resource:
    parents = [{"name": "gateway", "sectionName": section} for section in sections]
    given = [{"name": name, "backendRefs": [{"name": "vllm"}]} for name in rules] if isinstance(rules, tuple) else rules
    spec = {"parentRefs": parents, "rules": given}
    type_ = f"kubernetes:gateway.networking.k8s.io/{version}:HTTPRoute"
    return resource(type_, "route", {"metadata": named("route"), "spec": spec})


def on(kind: str, *sections: object) -> Resource:
    name = "gateway" if kind == "Gateway" else "route"
    targets = [{"kind": kind, "name": name, "sectionName": section} for section in sections]
    return envoy("SecurityPolicy", *targets, **_JWT)


def limit(**given: object) -> tuple[Resource, Resource]:
    return route(None), envoy("BackendTrafficPolicy", {"kind": "HTTPRoute", "name": "route"}, rateLimit=given)


def older_ingress(version: str, annotations: object = None) -> Resource:
    paths = [{"path": "/", "backend": {"serviceName": "vllm", "servicePort": 80}}]
    given = {"metadata": {**named("llm"), "annotations": annotations}, "spec": {"rules": [{"http": {"paths": paths}}]}}
    return resource(f"kubernetes:{version}:Ingress", "ingress", given)


def istio(protocol: object, **tls: object) -> Resource:
    server = {"port": {"number": 80, "name": "entry", "protocol": protocol}, "tls": tls}
    return resource("kubernetes:networking.istio.io/v1beta1:Gateway", "istio", {"spec": {"servers": [server]}})


def open_service(annotations: object) -> Resource:
    return service(annotations, type="LoadBalancer")


def in_a_namespace(name: str) -> Resource:
    given = {"roleRef": {"kind": "ClusterRole", "name": name}, "subjects": []}
    return resource(f"kubernetes:{_RBAC}/v1:RoleBinding", "binding", given)


def aggregated(*selectors: object) -> Resource:
    given = {"aggregationRule": {"clusterRoleSelectors": list(selectors)}}
    return resource(f"kubernetes:{_RBAC}/v1:ClusterRole", "role", given)


def labelled(label: object) -> dict[str, object]:
    return {"matchLabels": {label: "true"}}


CASES = (
    broken(
        "entry-authenticated",
        "a policy on another listener",
        route("public"),
        gateway("HTTPS"),
        on("Gateway", "admin"),
    ),
    broken(
        "entry-authenticated",
        "a policy on one of the listeners",
        route(None),
        gateway("HTTPS", "TLS"),
        on("Gateway", "tls"),
    ),
    kept("entry-authenticated", "a policy on its listener", route("https"), gateway("HTTPS"), on("Gateway", "https")),
    kept(
        "entry-authenticated",
        "a policy on each listener",
        route(None),
        gateway("HTTPS", "TLS"),
        on("Gateway", "https", "tls"),
    ),
    broken("entry-authenticated", "a policy on one of its rules", route(None, rules=("a", "b")), on("HTTPRoute", "a")),
    kept(
        "entry-authenticated", "a policy on each of its rules", route(None, rules=("a", "b")), on("HTTPRoute", "a", "b")
    ),
    unknown("entry-authenticated", "the policy's listener is unknown", route("https"), on("Gateway", UNKNOWN)),
    broken("entry-authenticated", "a route of the first version", route(None, version="v1beta1")),
    broken("entry-authenticated", "an ingress of the first version", older_ingress("extensions/v1beta1")),
    broken("entry-authenticated", "an ingress of the second version", older_ingress("networking.k8s.io/v1beta1")),
    kept(
        "entry-authenticated",
        "an older ingress that asks",
        older_ingress("extensions/v1beta1", {f"{_NGINX}auth-url": "https://login.example.com"}),
    ),
    broken("entry-authenticated", "a route of bytes", resource(_TCP, "tcp", {"metadata": named("tcp")})),
    broken("entry-rate-limited", "a limit of nothing", ingress({f"{_NGINX}limit-rps": "0"})),
    broken("entry-rate-limited", "a limit that is no number", ingress({f"{_NGINX}limit-rpm": "many"})),
    kept("entry-rate-limited", "a limit of connections", ingress({f"{_NGINX}limit-connections": "5"})),
    unknown("entry-rate-limited", "the limit is unknown", ingress({f"{_NGINX}limit-rps": UNKNOWN})),
    broken("entry-rate-limited", "a global limit without rules", *limit(type="Global", **{"global": {"rules": []}})),
    broken("entry-rate-limited", "a local limit without rules", *limit(type="Local")),
    kept("entry-rate-limited", "a global limit", *limit(**{"global": {"rules": [{"limit": {"requests": 5}}]}})),
    unknown("entry-rate-limited", "the rules of the limit are unknown", *limit(local={"rules": UNKNOWN})),
    broken("entry-tls", "a gateway of Istio speaks plain HTTP", istio("HTTP")),
    kept("entry-tls", "a gateway of Istio sends callers to HTTPS", istio("HTTP", httpsRedirect=True)),
    kept("entry-tls", "a gateway of Istio speaks HTTPS", istio("HTTPS", mode="SIMPLE")),
    unknown("entry-tls", "what a gateway of Istio speaks is unknown", istio(UNKNOWN)),
    broken("service-internal", "the annotation of another cloud", open_service({_AZURE: "true"}), _GKE_CLUSTER),
    broken(
        "service-internal",
        "open on AWS, internal on Google",
        open_service({**_GKE, f"{_AWS}scheme": "internet-facing"}),
    ),
    broken(
        "service-internal",
        "open by the scheme, which goes before",
        open_service({f"{_AWS}scheme": "internet-facing", f"{_AWS}internal": "true"}),
        _EKS_CLUSTER,
    ),
    kept("service-internal", "internal on the cluster's cloud", open_service({**_GKE, _AZURE: "false"}), _GKE_CLUSTER),
    kept("service-internal", "internal on AWS", open_service({f"{_AWS}scheme": "internal"}), _EKS_CLUSTER),
    unknown("service-internal", "the scheme is unknown", open_service({f"{_AWS}scheme": UNKNOWN}), _EKS_CLUSTER),
    unknown("service-internal", "all annotations are unknown", open_service(UNKNOWN), _EKS_CLUSTER),
    broken("rbac-no-cluster-admin", "an administrator of every namespace", binding("admin", account(True).inputs)),
    broken("rbac-no-cluster-admin", "an editor of every namespace", binding("edit")),
    kept("rbac-no-cluster-admin", "an administrator of one namespace", in_a_namespace("admin")),
    broken("rbac-no-cluster-admin", "an administrator bound in a namespace", in_a_namespace("cluster-admin")),
    kept("rbac-no-cluster-admin", "a reader of every namespace", binding("view")),
    broken(
        "rbac-no-escalation",
        "who may bind the administrator's role by name",
        role(allow(["bind"], ["clusterroles"], _RBAC, resourceNames=["cluster-admin"])),
    ),
    kept(
        "rbac-no-escalation",
        "who may bind a narrow role by name",
        role(allow(["bind"], ["clusterroles"], _RBAC, resourceNames=["metrics-reader"])),
    ),
    unknown(
        "rbac-no-escalation",
        "which role may be bound is unknown",
        role(allow(["bind"], ["clusterroles"], _RBAC, resourceNames=[UNKNOWN])),
    ),
    broken(
        "rbac-no-escalation",
        "who may join the administrators",
        role(allow(["impersonate"], ["groups"], resourceNames=["system:masters"])),
    ),
    broken("rbac-no-escalation", "ids of others", role(allow(["impersonate"], ["uids"], _AUTHENTICATION))),
    broken(
        "rbac-no-escalation", "scopes of others", role(allow(["impersonate"], ["userextras/scopes"], _AUTHENTICATION))
    ),
    broken("rbac-no-wildcards", "every role is taken in", aggregated({})),
    broken("rbac-no-wildcards", "what admins have", aggregated(labelled(f"{_RBAC}/aggregate-to-admin"))),
    kept("rbac-no-wildcards", "roles with a label of its own", aggregated(labelled("example.com/of-monitoring"))),
    unknown("rbac-no-wildcards", "the labels are unknown", aggregated({"matchLabels": UNKNOWN})),
    beside("rbac-no-wildcards", "an account grants nothing", account(False)),
)
