from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown
from tests.policies.cases.kubernetes import container, cron_job, deployment, job_set, service

_CONFIG_MAP = resource("kubernetes:core/v1:ConfigMap", "settings", {"data": {"model": "llama"}})
_ENFORCE = "pod-security.kubernetes.io/enforce"
_ACCOUNT = {"kind": "ServiceAccount", "name": "vllm", "namespace": "serving"}
_DIGEST = f"@sha256:{'0' * 64}"


def namespace(**labels: object) -> Resource:
    named = {_ENFORCE if key == "enforce" else key: value for key, value in labels.items()}
    return resource("kubernetes:core/v1:Namespace", "serving", {"metadata": {"labels": named}})


def role(*rules: object) -> Resource:
    return resource("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "role", {"rules": list(rules)})


def allow(verbs: object, resources: object, group: object = "", **rest: object) -> dict[str, object]:
    return {"apiGroups": [group], "resources": resources, "verbs": verbs, **rest}


def binding(name: object, *subjects: object) -> Resource:
    given = {"roleRef": {"kind": "ClusterRole", "name": name}, "subjects": list(subjects)}
    return resource("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", "binding", given)


def group(name: object) -> dict[str, object]:
    return {"kind": "Group", "name": name}


def account(automount: object, name: object = "vllm") -> Resource:
    given = {"metadata": {"name": name, "namespace": "serving"}, "automountServiceAccountToken": automount}
    return resource("kubernetes:core/v1:ServiceAccount", "account", given)


def running(image: object) -> Resource:
    return deployment(container(image=image))


def limited(memory: object) -> Resource:
    return deployment(container(resources={"limits": {"memory": memory}}))


def variable(**source: object) -> Resource:
    return deployment(container(env=[{"name": "HF_TOKEN", "valueFrom": source}]))


def egress(*rules: object, types: object = ("Ingress", "Egress"), selector: object = None) -> Resource:
    spec = {
        "podSelector": {"matchLabels": {"app": "vllm"}} if selector is None else selector,
        "policyTypes": list(types) if isinstance(types, tuple) else types,
        "egress": list(rules),
    }
    given = {"metadata": {"namespace": "serving"}, "spec": spec}
    return resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", "policy", given)


def to(*ranges: object) -> dict[str, object]:
    return {"to": [{"ipBlock": {"cidr": cidr}} for cidr in ranges]}


def on(port: object, *ranges: object) -> dict[str, object]:
    return {**to(*ranges), "ports": [{"port": port, "protocol": "TCP"}]}


CASES = (
    kept("namespace-pod-security", "the strictest standard", namespace(enforce="restricted")),
    kept(
        "namespace-pod-security",
        "a standard that the stack allows",
        namespace(enforce="baseline"),
        settings={"standards": ["restricted", "baseline"]},
    ),
    broken("namespace-pod-security", "the default is none", namespace()),
    broken("namespace-pod-security", "a lax standard", namespace(enforce="baseline")),
    unknown("namespace-pod-security", "the standard is unknown", namespace(enforce=UNKNOWN)),
    beside("namespace-pod-security", "a config map admits nothing", _CONFIG_MAP),
    kept("rbac-no-wildcards", "all is listed", role(allow(["get", "list"], ["pods"]))),
    kept(
        "rbac-no-wildcards",
        "a metric has any name",
        role(allow(["get", "list"], ["*"], "external.metrics.k8s.io")),
    ),
    broken("rbac-no-wildcards", "every verb", role(allow(["*"], ["pods"]))),
    broken("rbac-no-wildcards", "every resource", role(allow(["get"], ["*"]))),
    broken("rbac-no-wildcards", "every group", role(allow(["get"], ["pods"], "*"))),
    broken("rbac-no-wildcards", "every path", role({"nonResourceURLs": ["*"], "verbs": ["get"]})),
    unknown("rbac-no-wildcards", "the verbs are unknown", role(allow(UNKNOWN, ["pods"]))),
    unknown(
        "rbac-no-wildcards", "one rule is unknown, another wide", role(UNKNOWN, allow(["*"], ["pods"])), at=("role",)
    ),
    beside("rbac-no-wildcards", "a config map grants nothing", _CONFIG_MAP),
    kept("rbac-no-secret-reading", "a named secret", role(allow(["get"], ["secrets"], resourceNames=["token"]))),
    kept("rbac-no-secret-reading", "other objects", role(allow(["get", "list"], ["configmaps"]))),
    kept("rbac-no-secret-reading", "secrets of another group", role(allow(["get"], ["secrets"], "example.com"))),
    broken("rbac-no-secret-reading", "all secrets", role(allow(["list"], ["secrets"]))),
    broken("rbac-no-secret-reading", "all there is", role(allow(["*"], ["*"]))),
    unknown("rbac-no-secret-reading", "the resources are unknown", role(allow(["get"], UNKNOWN))),
    unknown(
        "rbac-no-secret-reading",
        "beside an unknown verb a certain one",
        role(allow([UNKNOWN, "watch"], ["secrets"])),
        at=("role",),
    ),
    beside("rbac-no-secret-reading", "a config map reads nothing", _CONFIG_MAP),
    kept("rbac-no-escalation", "reading roles is harmless", role(allow(["get", "list"], ["pods", "pods/log"]))),
    broken(
        "rbac-no-escalation",
        "who may bind has all roles",
        role(allow(["bind"], ["roles"], "rbac.authorization.k8s.io")),
    ),
    broken("rbac-no-escalation", "who may impersonate is anybody", role(allow(["impersonate"], ["users"]))),
    broken("rbac-no-escalation", "tokens of other accounts", role(allow(["create"], ["serviceaccounts/token"]))),
    broken("rbac-no-escalation", "into every pod", role(allow(["create"], ["pods/exec"]))),
    broken("rbac-no-escalation", "into every pod by wildcard", role(allow(["create"], ["*/exec"]))),
    unknown("rbac-no-escalation", "the group is unknown", role(allow(["create"], ["pods/exec"], UNKNOWN))),
    beside("rbac-no-escalation", "a binding has no rules", binding("view", _ACCOUNT)),
    kept("rbac-no-cluster-admin", "a narrow role", binding("metrics-reader", _ACCOUNT)),
    broken("rbac-no-cluster-admin", "an administrator", binding("cluster-admin", _ACCOUNT)),
    broken("rbac-no-cluster-admin", "the group of administrators", binding("view", group("system:masters"))),
    unknown("rbac-no-cluster-admin", "the role is unknown", binding(UNKNOWN, _ACCOUNT)),
    unknown(
        "rbac-no-cluster-admin",
        "one subject is unknown, another an administrator",
        binding("view", UNKNOWN, group("system:masters")),
        at=("binding",),
    ),
    beside("rbac-no-cluster-admin", "a role binds nobody", role()),
    kept("rbac-subjects-narrow", "an account of its own", binding("reader", _ACCOUNT)),
    broken(
        "rbac-subjects-narrow", "everybody with an account of Google", binding("reader", group("system:authenticated"))
    ),
    broken(
        "rbac-subjects-narrow", "all accounts of a namespace", binding("r", group("system:serviceaccounts:serving"))
    ),
    broken("rbac-subjects-narrow", "the default account", binding("reader", {**_ACCOUNT, "name": "default"})),
    unknown("rbac-subjects-narrow", "the account is new", binding("reader", {**_ACCOUNT, "name": UNKNOWN})),
    beside("rbac-subjects-narrow", "a role names nobody", role()),
    kept("image-from-allowed-registry", "Artifact Registry", running("us-central1-docker.pkg.dev/p/r/vllm:v1")),
    kept("image-from-allowed-registry", "an add-on of Kubernetes", running(f"registry.k8s.io/pause{_DIGEST}")),
    kept(
        "image-from-allowed-registry",
        "a registry that the stack allows",
        running("somebody/vllm-openai:v1"),
        settings={"registries": ["docker.io/somebody/*"]},
    ),
    kept("image-from-allowed-registry", "the publisher of vLLM", running("vllm/vllm-openai:v1")),
    broken("image-from-allowed-registry", "Docker Hub", running("somebody/vllm-openai:v1")),
    broken("image-from-allowed-registry", "a name alone is on Docker Hub", running("postgres:17")),
    broken("image-from-allowed-registry", "a registry that only looks alike", running("evil.io/x-docker.pkg.dev:v1")),
    unknown("image-from-allowed-registry", "the image is unknown", running(UNKNOWN)),
    unknown(
        "image-from-allowed-registry",
        "one image is unknown, another from elsewhere",
        deployment(container(image=UNKNOWN), container(image="quay.io/x/y:v1")),
        at=("vllm",),
    ),
    beside("image-from-allowed-registry", "a config map has no image", _CONFIG_MAP),
    kept("pod-secrets-mounted", "a field is no secret", variable(fieldRef={"fieldPath": "metadata.name"})),
    kept(
        "pod-secrets-mounted",
        "a plain value is judged elsewhere",
        deployment(container(env=[{"name": "A", "value": "b"}])),
    ),
    broken("pod-secrets-mounted", "a secret in a variable", variable(secretKeyRef={"name": "hub", "key": "token"})),
    broken("pod-secrets-mounted", "a whole secret", deployment(container(envFrom=[{"secretRef": {"name": "hub"}}]))),
    unknown("pod-secrets-mounted", "the variables are unknown", deployment(container(env=UNKNOWN))),
    unknown(
        "pod-secrets-mounted",
        "beside an unknown variable a secret",
        deployment(container(env=[UNKNOWN, {"name": "T", "valueFrom": {"secretKeyRef": UNKNOWN}}])),
        at=("vllm",),
    ),
    beside("pod-secrets-mounted", "a config map holds no variables", _CONFIG_MAP),
    kept("pod-token-on-purpose", "the pod has none", deployment(automountServiceAccountToken=False)),
    kept("pod-token-on-purpose", "the pod has one on purpose", deployment(automountServiceAccountToken=True)),
    kept("pod-token-on-purpose", "its account gives none", deployment(serviceAccountName="vllm"), account(False)),
    kept("pod-token-on-purpose", "an account that gives one on purpose", account(True)),
    broken("pod-token-on-purpose", "nothing is said", deployment(serviceAccountName="vllm")),
    broken(
        "pod-token-on-purpose",
        "another account gives none",
        deployment(serviceAccountName="vllm"),
        account(False, "tgi"),
    ),
    broken("pod-token-on-purpose", "an account says nothing", account(None)),
    broken("pod-token-on-purpose", "a nightly job counts", cron_job({"containers": [container()]})),
    unknown("pod-token-on-purpose", "the account is new", deployment(serviceAccountName=UNKNOWN)),
    unknown(
        "pod-token-on-purpose",
        "the account that gives none may be its own",
        deployment(serviceAccountName="vllm"),
        account(False, UNKNOWN),
    ),
    unknown("pod-token-on-purpose", "whether it has one is unknown", deployment(automountServiceAccountToken=UNKNOWN)),
    beside("pod-token-on-purpose", "a config map has no account", _CONFIG_MAP),
    kept("pod-memory-limited", "a limit", limited("24Gi")),
    kept(
        "pod-memory-limited",
        "a limit of the whole pod",
        deployment(resources={"limits": {"memory": "24Gi"}}),
    ),
    broken("pod-memory-limited", "the default is none", deployment()),
    broken(
        "pod-memory-limited", "a limit of something else", deployment(container(resources={"limits": {"cpu": "4"}}))
    ),
    broken("pod-memory-limited", "a job of a set counts", job_set({"containers": [container()]})),
    unknown("pod-memory-limited", "the limit is unknown", limited(UNKNOWN)),
    beside("pod-memory-limited", "a config map uses none", _CONFIG_MAP),
    kept("pod-own-namespace", "a namespace of its own", deployment()),
    broken("pod-own-namespace", "nothing is said", deployment(namespace=None)),
    broken("pod-own-namespace", "the default by name", deployment(namespace="default")),
    unknown("pod-own-namespace", "a new namespace", deployment(namespace=UNKNOWN)),
    beside("pod-own-namespace", "a config map runs nothing", _CONFIG_MAP),
    kept("pod-no-host-ports", "a port of its own", deployment(container(ports=[{"containerPort": 8000}]))),
    kept("pod-no-host-ports", "0 means none", deployment(container(ports=[{"containerPort": 8000, "hostPort": 0}]))),
    broken("pod-no-host-ports", "a port of the node", deployment(container(ports=[UNKNOWN, {"hostPort": 8000}]))),
    unknown("pod-no-host-ports", "the port is unknown", deployment(container(ports=[{"hostPort": UNKNOWN}]))),
    beside("pod-no-host-ports", "a config map opens nothing", _CONFIG_MAP),
    kept("pod-egress-limited", "who may be called is named", deployment(), egress(to("10.0.0.0/8"))),
    kept("pod-egress-limited", "nobody may be called", deployment(), egress()),
    kept("pod-egress-limited", "rules say it without types", deployment(), egress(to("10.0.0.0/8"), types=None)),
    kept("pod-egress-limited", "a model hub has no fixed addresses", deployment(), egress(on(443, "0.0.0.0/0"))),
    broken("pod-egress-limited", "other ports of the world", deployment(), egress(on(22, "0.0.0.0/0")), at=("policy",)),
    broken(
        "pod-egress-limited",
        "a range of ports",
        deployment(),
        egress({**to("::/0"), "ports": [{"port": 443, "endPort": 9000}]}),
        at=("policy",),
    ),
    broken(
        "pod-egress-limited",
        "a stack without model hubs",
        deployment(),
        egress(on(443, "0.0.0.0/0")),
        at=("policy",),
        settings={"publicPorts": []},
    ),
    unknown("pod-egress-limited", "the port is unknown", deployment(), egress(on(UNKNOWN, "0.0.0.0/0"))),
    broken("pod-egress-limited", "the policy is about callers alone", deployment(), egress(types=("Ingress",))),
    unknown(
        "pod-egress-limited",
        "the labels are unknown and no policy limits egress",
        deployment(labels=UNKNOWN),
        egress(types=("Ingress",)),
        at=("vllm",),
    ),
    broken("pod-egress-limited", "everybody may be called", deployment(), egress({"ports": []}), at=("policy",)),
    broken("pod-egress-limited", "the world may be called", deployment(), egress(to("0.0.0.0/0")), at=("policy",)),
    unknown("pod-egress-limited", "the types are unknown", deployment(), egress(types=UNKNOWN)),
    unknown("pod-egress-limited", "the labels are unknown", deployment(labels=UNKNOWN), egress(to("10.0.0.0/8"))),
    unknown(
        "pod-egress-limited",
        "one range is unknown, another the world",
        deployment(),
        egress(to(UNKNOWN, "::/0")),
        at=("policy",),
    ),
    beside("pod-egress-limited", "there is no policy at all", deployment()),
    beside(
        "pod-egress-limited",
        "the policy is about others",
        deployment(),
        egress(selector={"matchLabels": {"app": "tgi"}}, types=("Ingress",)),
    ),
    beside("pod-egress-limited", "the node's own network is out of reach", deployment(hostNetwork=True)),
    kept("service-no-node-ports", "the default opens none", service()),
    broken("service-no-node-ports", "a port on every node", service(type="NodePort")),
    broken("service-no-node-ports", "addresses of its own", service(externalIPs=["203.0.113.7"])),
    unknown("service-no-node-ports", "the type is unknown", service(type=UNKNOWN)),
    beside("service-no-node-ports", "a config map is no service", _CONFIG_MAP),
)
