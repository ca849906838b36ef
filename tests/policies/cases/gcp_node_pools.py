"""Nodes that a GKE cluster brings along itself: pools of its own, and pools that GKE provisions for it."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_ACCOUNT = "nodes@p.iam.gserviceaccount.com"
_GOOD = {
    "serviceAccount": _ACCOUNT,
    "bootDiskKmsKey": _KEY,
    "shieldedInstanceConfig": {"enableSecureBoot": True},
    "workloadMetadataConfig": {"mode": "GKE_METADATA"},
}
_WORKLOAD_POOL = {"workloadPool": "p.svc.id.goog"}
_CLOSED = {"nodeConfigDefaults": {"insecureKubeletReadonlyPortEnabled": "FALSE"}}
_PRIVATE = {"enablePrivateNodes": True}


def cluster(**inputs: object) -> Resource:
    return resource("gcp:container/cluster:Cluster", "cluster", inputs)


def inline(*pools: object, **inputs: object) -> Resource:
    return cluster(
        nodePools=list(pools),
        workloadIdentityConfig=_WORKLOAD_POOL,
        nodePoolDefaults=_CLOSED,
        privateClusterConfig=_PRIVATE,
        **inputs,
    )


def pool(**configuration: object) -> dict[str, object]:
    return {"name": "pool", "nodeConfig": configuration}


def provisioned(defaults: object, **inputs: object) -> Resource:
    scaling = {"enabled": True, "autoProvisioningDefaults": defaults}
    return cluster(removeDefaultNodePool=True, clusterAutoscaling=scaling, **inputs)


def autopilot(defaults: object) -> Resource:
    return cluster(enableAutopilot=True, clusterAutoscaling={"autoProvisioningDefaults": defaults})


_RULES_OF_NODES = {
    "gke-node-service-account": {"serviceAccount": "default"},
    "gke-node-disk-customer-key": {"bootDiskKmsKey": None},
    "gke-secure-boot": {"shieldedInstanceConfig": {"enableSecureBoot": False}},
}
CASES = (
    *(
        case
        for rule, bad in _RULES_OF_NODES.items()
        for case in (
            kept(rule, "pools of the cluster's own are as they should be", inline(pool(**_GOOD))),
            kept(rule, "provisioned pools are as they should be", provisioned(_GOOD)),
            broken(rule, "a pool of the cluster's own", inline(pool(**_GOOD), pool(**{**_GOOD, **bad}))),
            broken(
                rule,
                "the default pool is removed, the inline one stays",
                inline(pool(**bad), removeDefaultNodePool=True),
            ),
            broken(rule, "provisioned pools", provisioned({**_GOOD, **bad})),
            broken(rule, "provisioned pools by default", provisioned(None)),
            unknown(rule, "a pool of the cluster's own is unknown", inline(UNKNOWN)),
            unknown(rule, "the pools are unknown", cluster(nodePools=UNKNOWN)),
            unknown(rule, "its nodes are unknown", inline({"nodeConfig": UNKNOWN})),
            unknown(rule, "the defaults are unknown", provisioned(UNKNOWN)),
            unknown(
                rule, "beside an unknown pool a bad one", inline(UNKNOWN, pool(**{**_GOOD, **bad})), at=("cluster",)
            ),
            unknown(
                rule,
                "whether pools are provisioned is unknown",
                cluster(removeDefaultNodePool=True, clusterAutoscaling={"enabled": UNKNOWN}),
            ),
            beside(
                rule,
                "nothing is provisioned",
                cluster(
                    removeDefaultNodePool=True, clusterAutoscaling={"enabled": False, "autoProvisioningDefaults": bad}
                ),
            ),
        )
    ),
    broken(
        "gke-node-service-account",
        "defaults without the switch",
        cluster(removeDefaultNodePool=True, clusterAutoscaling={"autoProvisioningDefaults": {"serviceAccount": ""}}),
    ),
    kept("gke-node-service-account", "Autopilot has an account", autopilot({"serviceAccount": _ACCOUNT})),
    broken("gke-node-service-account", "Autopilot takes the default account", cluster(enableAutopilot=True)),
    unknown(
        "gke-node-service-account",
        "with Autopilot or without it no account is named",
        cluster(enableAutopilot=UNKNOWN),
        at=("cluster",),
    ),
    unknown(
        "gke-node-service-account",
        "only with Autopilot it has one",
        cluster(enableAutopilot=UNKNOWN, clusterAutoscaling={"autoProvisioningDefaults": {"serviceAccount": _ACCOUNT}}),
    ),
    unknown("gke-node-service-account", "the account of Autopilot is new", autopilot({"serviceAccount": UNKNOWN})),
    beside("gke-secure-boot", "Autopilot keeps its nodes itself", autopilot({"serviceAccount": "default"})),
    kept("gke-workload-identity", "a pool of the cluster's own has it", inline(pool(**_GOOD))),
    kept(
        "gke-workload-identity",
        "provisioned pools have it from the cluster",
        provisioned({}, workloadIdentityConfig=_WORKLOAD_POOL),
    ),
    broken("gke-workload-identity", "a pool of the cluster's own shows the token", inline(pool())),
    unknown("gke-workload-identity", "the mode of an inline pool is unknown", inline({"nodeConfig": UNKNOWN})),
    kept("gke-private-nodes", "a pool of the cluster's own does as it", inline(pool())),
    broken(
        "gke-private-nodes",
        "a pool of the cluster's own differs",
        inline({"networkConfig": {"enablePrivateNodes": False}}),
    ),
    unknown("gke-private-nodes", "the network of an inline pool is unknown", inline({"networkConfig": UNKNOWN})),
    broken(
        "gke-container-optimized-os",
        "Ubuntu in a pool of the cluster's own",
        inline(pool(imageType="UBUNTU_CONTAINERD")),
    ),
    broken(
        "gke-container-optimized-os", "Ubuntu in provisioned pools", provisioned({"imageType": "UBUNTU_CONTAINERD"})
    ),
    unknown("gke-container-optimized-os", "the image of an inline pool is unknown", inline(pool(imageType=UNKNOWN))),
    broken(
        "gke-kubelet-port-closed",
        "a pool of the cluster's own opens it",
        inline(pool(kubeletConfig={"insecureKubeletReadonlyPortEnabled": "TRUE"})),
    ),
    unknown("gke-kubelet-port-closed", "the kubelet of an inline pool is unknown", inline(pool(kubeletConfig=UNKNOWN))),
)
