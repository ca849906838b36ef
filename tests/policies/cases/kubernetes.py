from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_LABELS = {"app": "vllm"}
_CONFIG_MAP = resource("kubernetes:core/v1:ConfigMap", "settings", {"data": {"model": "llama"}})


def deployment(*containers: object, labels: object = None, namespace: object = "serving", **spec: object) -> Resource:
    pods = {"containers": list(containers) or [container()], **spec}
    template = {"metadata": {"labels": _LABELS if labels is None else labels}, "spec": pods}
    return resource(
        "kubernetes:apps/v1:Deployment",
        "vllm",
        {"metadata": {"name": "vllm", "namespace": namespace}, "spec": {"replicas": 2, "template": template}},
    )


def container(**inputs: object) -> dict[str, object]:
    return {"name": "server", "image": "vllm/vllm-openai:v0.11.0", **inputs}


def secured(**context: object) -> dict[str, object]:
    return container(securityContext=context)


def cron_job(spec: object) -> Resource:
    return resource(
        "kubernetes:batch/v1:CronJob", "nightly", {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}}
    )


def job_set(spec: object) -> Resource:
    job = {"name": "workers", "template": {"spec": {"template": {"spec": spec}}}}
    return resource("kubernetes:jobset.x-k8s.io/v1alpha2:JobSet", "training", {"spec": {"replicatedJobs": [job]}})


def network_policy(selector: object, namespace: object = "serving") -> Resource:
    given = {"metadata": {"namespace": namespace}, "spec": {"podSelector": selector}}
    return resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", "policy", given)


def service(annotations: object = None, **spec: object) -> Resource:
    return resource("kubernetes:core/v1:Service", "service", {"metadata": {"annotations": annotations}, "spec": spec})


_INTERNAL = {"networking.gke.io/load-balancer-type": "Internal"}

CASES = (
    kept("pod-runs-as-non-root", "the pod forbids root", deployment(securityContext={"runAsNonRoot": True})),
    kept("pod-runs-as-non-root", "the container has a user", deployment(secured(runAsUser=2000))),
    broken("pod-runs-as-non-root", "nothing is said", deployment()),
    broken(
        "pod-runs-as-non-root",
        "the container wins over the pod",
        deployment(secured(runAsNonRoot=False), securityContext={"runAsNonRoot": True}),
    ),
    broken(
        "pod-runs-as-non-root",
        "user 0 is root",
        deployment(secured(runAsUser=0), securityContext={"runAsNonRoot": True}),
    ),
    broken(
        "pod-runs-as-non-root",
        "one that runs first counts",
        deployment(secured(runAsUser=1), initContainers=[container(name="download")]),
    ),
    broken("pod-runs-as-non-root", "a job of a set counts", job_set({"containers": [container()]})),
    unknown("pod-runs-as-non-root", "the user is unknown", deployment(secured(runAsUser=UNKNOWN))),
    unknown(
        "pod-runs-as-non-root",
        "one container is unknown, another root",
        deployment(UNKNOWN, secured(runAsUser=0)),
        at=("vllm",),
    ),
    beside("pod-runs-as-non-root", "a config map runs nothing", _CONFIG_MAP),
    kept("pod-no-privilege-escalation", "it is switched off", deployment(secured(allowPrivilegeEscalation=False))),
    broken("pod-no-privilege-escalation", "the default is on", deployment()),
    broken(
        "pod-no-privilege-escalation", "a nightly job counts", cron_job({"containers": [container()]}), at=("nightly",)
    ),
    unknown(
        "pod-no-privilege-escalation", "the flag is unknown", deployment(secured(allowPrivilegeEscalation=UNKNOWN))
    ),
    beside("pod-no-privilege-escalation", "a config map runs nothing", _CONFIG_MAP),
    kept("pod-drops-capabilities", "all are dropped", deployment(secured(capabilities={"drop": ["ALL"]}))),
    broken("pod-drops-capabilities", "the runtime's list stays", deployment()),
    broken(
        "pod-drops-capabilities",
        "one is added",
        deployment(secured(capabilities={"drop": ["ALL"], "add": ["SYS_ADMIN"]})),
    ),
    unknown("pod-drops-capabilities", "the list is unknown", deployment(secured(capabilities={"drop": UNKNOWN}))),
    unknown(
        "pod-drops-capabilities",
        "one is added to an unknown list",
        deployment(secured(capabilities={"drop": UNKNOWN, "add": ["SYS_ADMIN"]})),
        at=("vllm",),
    ),
    beside("pod-drops-capabilities", "a config map runs nothing", _CONFIG_MAP),
    kept(
        "pod-seccomp-default",
        "the pod has the default",
        deployment(securityContext={"seccompProfile": {"type": "RuntimeDefault"}}),
    ),
    broken("pod-seccomp-default", "nothing is said", deployment()),
    broken(
        "pod-seccomp-default",
        "the container has none",
        deployment(
            secured(seccompProfile={"type": "Unconfined"}),
            securityContext={"seccompProfile": {"type": "RuntimeDefault"}},
        ),
    ),
    unknown("pod-seccomp-default", "the profile is unknown", deployment(securityContext={"seccompProfile": UNKNOWN})),
    beside("pod-seccomp-default", "a config map runs nothing", _CONFIG_MAP),
    kept("pod-read-only-root", "the image is read only", deployment(secured(readOnlyRootFilesystem=True))),
    broken("pod-read-only-root", "the default is not", deployment()),
    unknown("pod-read-only-root", "the flag is unknown", deployment(secured(readOnlyRootFilesystem=UNKNOWN))),
    beside("pod-read-only-root", "a config map runs nothing", _CONFIG_MAP),
    kept(
        "pod-no-host-access",
        "the default is none",
        deployment(volumes=[{"name": "shm", "emptyDir": {"medium": "Memory"}}]),
    ),
    broken("pod-no-host-access", "the node's network", deployment(hostNetwork=True)),
    broken(
        "pod-no-host-access",
        "a folder of the node",
        deployment(volumes=[UNKNOWN, {"name": "docker", "hostPath": {"path": "/var/run"}}]),
    ),
    broken("pod-no-host-access", "a privileged container", deployment(secured(privileged=True))),
    unknown("pod-no-host-access", "the flag is unknown", deployment(hostNetwork=UNKNOWN)),
    beside("pod-no-host-access", "a config map runs nothing", _CONFIG_MAP),
    kept("pod-own-service-account", "an account of its own", deployment(serviceAccountName="vllm")),
    kept("pod-own-service-account", "no token is mounted", deployment(automountServiceAccountToken=False)),
    broken("pod-own-service-account", "the default account", deployment()),
    broken("pod-own-service-account", "the default account by name", deployment(serviceAccountName="default")),
    unknown("pod-own-service-account", "a new account", deployment(serviceAccountName=UNKNOWN)),
    beside("pod-own-service-account", "a config map has no account", _CONFIG_MAP),
    kept("pod-network-policy", "its labels are selected", deployment(), network_policy({"matchLabels": _LABELS})),
    kept("pod-network-policy", "every pod is selected", deployment(), network_policy({})),
    kept(
        "pod-network-policy",
        "an expression selects",
        deployment(),
        network_policy({"matchExpressions": [{"key": "app", "operator": "In", "values": ["vllm", "tgi"]}]}),
    ),
    broken("pod-network-policy", "there is none", deployment()),
    broken("pod-network-policy", "it selects others", deployment(), network_policy({"matchLabels": {"app": "other"}})),
    broken("pod-network-policy", "it stands in another namespace", deployment(), network_policy({}, "other")),
    broken(
        "pod-network-policy",
        "an expression leaves them out",
        deployment(),
        network_policy({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}),
    ),
    unknown("pod-network-policy", "the namespace is unknown", deployment(namespace=UNKNOWN), network_policy({})),
    unknown(
        "pod-network-policy",
        "the labels are unknown",
        deployment(labels=UNKNOWN),
        network_policy({"matchLabels": _LABELS}),
    ),
    unknown("pod-network-policy", "the labels are unknown and there is none", deployment(labels=UNKNOWN), at=("vllm",)),
    beside("pod-network-policy", "the node's own network is out of reach", deployment(hostNetwork=True)),
    kept("service-internal", "it has no load balancer", service()),
    kept("service-internal", "the load balancer is internal", service(_INTERNAL, type="LoadBalancer")),
    broken("service-internal", "the load balancer is public", service(type="LoadBalancer")),
    unknown(
        "service-internal", "the annotation is unknown", service(dict.fromkeys(_INTERNAL, UNKNOWN), type="LoadBalancer")
    ),
    beside("service-internal", "a deployment is no service", deployment()),
)
