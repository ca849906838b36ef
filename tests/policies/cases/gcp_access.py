from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_NETWORK = resource("gcp:compute/network:Network", "network")


def cluster(**inputs: object) -> Resource:
    given = {"location": "europe-west4", "removeDefaultNodePool": True, **inputs}
    return resource("gcp:container/cluster:Cluster", "cluster", given)


def pool(**inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def nodes(**configuration: object) -> Resource:
    return pool(nodeConfig=configuration)


def authorized(**configuration: object) -> Resource:
    return cluster(binaryAuthorization=configuration)


def certificates(issued: object) -> Resource:
    return cluster(masterAuth={"clientCertificateConfig": {"issueClientCertificate": issued}})


def kubelet_port(value: object) -> dict[str, object]:
    return {"nodeConfigDefaults": {"insecureKubeletReadonlyPortEnabled": value}}


CASES = (
    kept(
        "gke-binary-authorization",
        "the project's policy is enforced",
        authorized(evaluationMode="PROJECT_SINGLETON_POLICY_ENFORCE"),
    ),
    kept("gke-binary-authorization", "the older way", authorized(enabled=True)),
    broken("gke-binary-authorization", "the default is off", cluster()),
    broken("gke-binary-authorization", "it is switched off", authorized(evaluationMode="DISABLED")),
    unknown("gke-binary-authorization", "the mode is unknown", authorized(evaluationMode=UNKNOWN)),
    beside("gke-binary-authorization", "a pool admits nothing by itself", pool()),
    kept("gke-legacy-access-off", "the defaults are off", cluster()),
    kept("gke-legacy-access-off", "no certificate is issued", certificates(False)),
    broken("gke-legacy-access-off", "legacy authorization", cluster(enableLegacyAbac=True)),
    broken("gke-legacy-access-off", "a client certificate", certificates(True)),
    unknown("gke-legacy-access-off", "the flag is unknown", cluster(enableLegacyAbac=UNKNOWN)),
    unknown(
        "gke-legacy-access-off",
        "the certificate is unknown beside legacy authorization",
        cluster(enableLegacyAbac=True, masterAuth={"clientCertificateConfig": UNKNOWN}),
        at=("cluster",),
    ),
    beside("gke-legacy-access-off", "a pool lets nobody in", pool()),
    kept("gke-release-channel", "a channel", cluster(releaseChannel={"channel": "STABLE"})),
    kept("gke-release-channel", "Autopilot always follows one", cluster(enableAutopilot=True)),
    broken("gke-release-channel", "none is named", cluster()),
    broken("gke-release-channel", "it left its channel", cluster(releaseChannel={"channel": "UNSPECIFIED"})),
    broken(
        "gke-release-channel",
        "an alpha cluster is never upgraded",
        cluster(releaseChannel={"channel": "RAPID"}, enableKubernetesAlpha=True),
    ),
    unknown("gke-release-channel", "the channel is unknown", cluster(releaseChannel={"channel": UNKNOWN})),
    beside("gke-release-channel", "a pool follows its cluster", pool()),
    kept("gke-logging-monitoring", "the defaults send both", cluster()),
    kept(
        "gke-logging-monitoring",
        "system components are listed",
        cluster(
            loggingConfig={"enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS"]},
            monitoringConfig={"enableComponents": ["SYSTEM_COMPONENTS"]},
        ),
    ),
    kept(
        "gke-logging-monitoring", "only Prometheus is configured", cluster(monitoringConfig={"managedPrometheus": {}})
    ),
    broken("gke-logging-monitoring", "no logs", cluster(loggingService="none")),
    broken("gke-logging-monitoring", "no components", cluster(loggingConfig={"enableComponents": []})),
    broken("gke-logging-monitoring", "metrics of GPUs alone", cluster(monitoringConfig={"enableComponents": ["DCGM"]})),
    unknown("gke-logging-monitoring", "a component is unknown", cluster(loggingConfig={"enableComponents": [UNKNOWN]})),
    unknown(
        "gke-logging-monitoring",
        "the logs are unknown, the metrics off",
        cluster(loggingConfig=UNKNOWN, monitoringService="none"),
        at=("cluster",),
    ),
    beside("gke-logging-monitoring", "a pool does as its cluster", pool()),
    kept("gke-shielded-nodes", "the default is on", cluster()),
    broken("gke-shielded-nodes", "they are switched off", cluster(enableShieldedNodes=False)),
    unknown("gke-shielded-nodes", "the flag is unknown", cluster(enableShieldedNodes=UNKNOWN)),
    beside("gke-shielded-nodes", "a pool does as its cluster", pool()),
    kept("gke-container-optimized-os", "the default is", nodes()),
    kept("gke-container-optimized-os", "it is named", nodes(imageType="cos_containerd")),
    broken("gke-container-optimized-os", "Ubuntu", nodes(imageType="UBUNTU_CONTAINERD")),
    unknown("gke-container-optimized-os", "the image is unknown", nodes(imageType=UNKNOWN)),
    beside(
        "gke-container-optimized-os",
        "the default pool is removed",
        cluster(nodeConfig={"imageType": "UBUNTU_CONTAINERD"}),
    ),
    kept("gke-node-disk-customer-key", "a key of ours", nodes(bootDiskKmsKey=_KEY)),
    broken("gke-node-disk-customer-key", "the default is a key of Google's", nodes()),
    broken(
        "gke-node-disk-customer-key", "the default pool stays", resource("gcp:container/cluster:Cluster", "cluster")
    ),
    unknown("gke-node-disk-customer-key", "the key is new", nodes(bootDiskKmsKey=UNKNOWN)),
    beside("gke-node-disk-customer-key", "the default pool is removed", cluster()),
    kept("gke-kubelet-port-closed", "closed for all pools", cluster(nodePoolDefaults=kubelet_port("FALSE"))),
    kept("gke-kubelet-port-closed", "a pool does as its cluster", nodes()),
    kept("gke-kubelet-port-closed", "Autopilot has closed it", cluster(enableAutopilot=True)),
    broken(
        "gke-kubelet-port-closed",
        "closed for the default pool alone",
        cluster(nodeConfig={"kubeletConfig": {"insecureKubeletReadonlyPortEnabled": "FALSE"}}),
    ),
    broken("gke-kubelet-port-closed", "the cluster says nothing", cluster()),
    broken(
        "gke-kubelet-port-closed",
        "a pool opens it",
        nodes(kubeletConfig={"insecureKubeletReadonlyPortEnabled": "TRUE"}),
    ),
    unknown("gke-kubelet-port-closed", "the defaults are unknown", cluster(nodePoolDefaults=kubelet_port(UNKNOWN))),
    beside("gke-kubelet-port-closed", "a network has no kubelet", _NETWORK),
    kept("gke-intranode-visibility", "it is on", cluster(enableIntranodeVisibility=True)),
    kept("gke-intranode-visibility", "Autopilot always has it", cluster(enableAutopilot=True)),
    broken("gke-intranode-visibility", "the default is off", cluster()),
    unknown("gke-intranode-visibility", "the flag is unknown", cluster(enableIntranodeVisibility=UNKNOWN)),
    beside("gke-intranode-visibility", "a pool does as its cluster", pool()),
)
