from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown
from tests.policies.cases.kubernetes import container, network_policy

_PRIVILEGED = {"containers": [{"name": "server", "securityContext": {"privileged": True}}]}
_PLAIN = {"containers": [container()]}
_APP = {"app": "llm"}


def workload(type_: str, spec: object) -> Resource:
    return resource(
        f"kubernetes:{type_}", "workload", {"metadata": {"namespace": "serving", "name": "llm"}, "spec": spec}
    )


def template(spec: object, labels: object = None) -> dict[str, object]:
    return {"metadata": {"labels": labels}, "spec": spec}


def leader_worker_set(leader: object, worker: object) -> Resource:
    sets = {"workerTemplate": worker, "size": 2, **({} if leader is None else {"leaderTemplate": leader})}
    return workload("leaderworkerset.x-k8s.io/v1:LeaderWorkerSet", {"leaderWorkerTemplate": sets})


def of_each_kind(spec: object) -> tuple[tuple[str, Resource], ...]:
    pods = template(spec)
    ray = {"headGroupSpec": {"template": template(_PLAIN)}, "workerGroupSpecs": [{"template": pods}]}
    return (
        ("a replication controller", workload("core/v1:ReplicationController", {"template": pods})),
        ("the workers of a set with leaders", leader_worker_set(template(_PLAIN), pods)),
        ("the leader of a set", leader_worker_set(pods, template(_PLAIN))),
        ("a cluster of Ray", workload("ray.io/v1:RayCluster", ray)),
        ("a cluster of Ray in its first version", workload("ray.io/v1alpha1:RayCluster", ray)),
        ("a service of Ray", workload("ray.io/v1:RayService", {"rayClusterConfig": ray})),
        ("a job of Ray", workload("ray.io/v1:RayJob", {"rayClusterSpec": ray})),
        (
            "a job of PyTorch",
            workload("kubeflow.org/v1:PyTorchJob", {"pytorchReplicaSpecs": {"Worker": {"template": pods}}}),
        ),
        ("an older deployment", workload("extensions/v1beta1:Deployment", {"template": pods})),
        ("an older stateful set", workload("apps/v1beta2:StatefulSet", {"template": pods})),
        ("an older cron job", workload("batch/v1beta1:CronJob", {"jobTemplate": {"spec": {"template": pods}}})),
        ("a change of a deployment", workload("apps/v1:DeploymentPatch", {"template": pods})),
        ("a change of a pod", workload("core/v1:PodPatch", spec)),
    )


def volume(**spec: object) -> Resource:
    return resource("kubernetes:core/v1:PersistentVolume", "volume", {"spec": spec})


def with_context(**context: object) -> Resource:
    return workload("core/v1:Pod", {"containers": [{"name": "server", "securityContext": context}]})


CASES = (
    *(broken("pod-no-host-access", sentence, found) for sentence, found in of_each_kind(_PRIVILEGED)),
    *(kept("pod-no-host-access", f"{sentence} keeps out", found) for sentence, found in of_each_kind(_PLAIN)),
    *(unknown("pod-no-host-access", f"{sentence} is unknown", found) for sentence, found in of_each_kind(UNKNOWN)),
    broken("pod-no-host-access", "all of /proc", with_context(procMount="Unmasked")),
    kept("pod-no-host-access", "the usual /proc", with_context(procMount="Default")),
    broken("pod-no-host-access", "a process of the host", with_context(windowsOptions={"hostProcess": True})),
    broken("pod-no-host-access", "a volume of the node's files", volume(hostPath={"path": "/"})),
    kept("pod-no-host-access", "a volume of the cloud", volume(csi={"driver": "pd.csi.storage.gke.io"})),
    unknown("pod-no-host-access", "where the volume is, is unknown", volume(hostPath=UNKNOWN)),
    broken(
        "image-from-allowed-registry",
        "a change brings an image from elsewhere",
        workload("apps/v1:DeploymentPatch", {"template": template({"containers": [{"image": "example.com/a:1"}]})}),
    ),
    broken(
        "image-pinned",
        "a change brings the newest image",
        workload("apps/v1:DeploymentPatch", {"template": template({"containers": [{"image": "vllm:latest"}]})}),
    ),
    broken(
        "pod-no-host-ports",
        "a change opens a port",
        workload("apps/v1:DeploymentPatch", {"template": template({"containers": [{"ports": [{"hostPort": 80}]}]})}),
    ),
    beside(
        "pod-runs-as-non-root",
        "what a change does not say stays as it is",
        workload("apps/v1:DeploymentPatch", {"template": template(_PLAIN)}),
    ),
    kept(
        "pod-network-policy",
        "a policy of leaders and workers",
        leader_worker_set(template(_PLAIN, _APP), template(_PLAIN, _APP)),
        network_policy({"matchLabels": _APP}),
    ),
    kept(
        "pod-network-policy",
        "a policy of all that the controller marks",
        leader_worker_set(template(_PLAIN), template(_PLAIN)),
        network_policy({"matchLabels": {"leaderworkerset.sigs.k8s.io/name": "llm"}}),
    ),
    broken(
        "pod-network-policy",
        "a policy of the leaders alone",
        leader_worker_set(template(_PLAIN, _APP), template(_PLAIN)),
        network_policy({"matchLabels": _APP}),
    ),
    unknown(
        "pod-network-policy",
        "the labels of the workers are unknown",
        leader_worker_set(template(_PLAIN, _APP), template(_PLAIN, UNKNOWN)),
        network_policy({"matchLabels": _APP}),
    ),
)
