from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_ACCOUNT = "nodes@p.iam.gserviceaccount.com"
_DEFAULT_ACCOUNT = "123456-compute@developer.gserviceaccount.com"
_NETWORK = resource("gcp:compute/network:Network", "network")


def cluster(**inputs: object) -> Resource:
    """A cluster whose default pool is removed, as ours are."""
    return resource("gcp:container/cluster:Cluster", "cluster", {"removeDefaultNodePool": True, **inputs})


def pool(**inputs: object) -> Resource:
    return resource("gcp:container/nodePool:NodePool", "pool", inputs)


def nodes(**configuration: object) -> Resource:
    return pool(nodeConfig=configuration)


def firewall(**inputs: object) -> Resource:
    return resource("gcp:compute/firewall:Firewall", "firewall", {"allows": [{"protocol": "tcp"}], **inputs})


def subnet(**inputs: object) -> Resource:
    return resource("gcp:compute/subnetwork:Subnetwork", "subnet", inputs)


def tpu(**inputs: object) -> Resource:
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", {"acceleratorType": "v5litepod-8", **inputs})


def reached_by(*ranges: object) -> Resource:
    return cluster(masterAuthorizedNetworksConfig={"cidrBlocks": [{"cidrBlock": item} for item in ranges]})


_NO_IP_ENDPOINT = {"ipEndpointsConfig": {"enabled": False}}

CASES = (
    kept("gke-private-nodes", "nodes are private", cluster(privateClusterConfig={"enablePrivateNodes": True})),
    kept("gke-private-nodes", "a pool does as its cluster", pool()),
    broken("gke-private-nodes", "the default is public", cluster()),
    broken("gke-private-nodes", "a pool differs from its cluster", pool(networkConfig={"enablePrivateNodes": False})),
    unknown("gke-private-nodes", "the flag is unknown", cluster(privateClusterConfig={"enablePrivateNodes": UNKNOWN})),
    beside("gke-private-nodes", "no cluster is created", _NETWORK),
    kept(
        "gke-private-endpoint", "the endpoint is private", cluster(privateClusterConfig={"enablePrivateEndpoint": True})
    ),
    kept("gke-private-endpoint", "only the DNS endpoint is left", cluster(controlPlaneEndpointsConfig=_NO_IP_ENDPOINT)),
    broken("gke-private-endpoint", "the default is public", cluster()),
    unknown(
        "gke-private-endpoint", "the flag is unknown", cluster(privateClusterConfig={"enablePrivateEndpoint": UNKNOWN})
    ),
    beside("gke-private-endpoint", "a pool has no control plane", pool()),
    kept("gke-authorized-networks", "a range is listed", reached_by("10.0.0.0/8")),
    kept("gke-authorized-networks", "nobody but the network itself", cluster(masterAuthorizedNetworksConfig={})),
    kept("gke-authorized-networks", "there is no IP endpoint", cluster(controlPlaneEndpointsConfig=_NO_IP_ENDPOINT)),
    broken("gke-authorized-networks", "the default admits everybody", cluster()),
    broken("gke-authorized-networks", "the world is listed", reached_by("10.0.0.0/8", "0.0.0.0/0")),
    broken(
        "gke-authorized-networks",
        "all of Google Cloud is admitted",
        cluster(masterAuthorizedNetworksConfig={"gcpPublicCidrsAccessEnabled": True}),
    ),
    unknown("gke-authorized-networks", "a range is unknown", reached_by(UNKNOWN)),
    unknown(
        "gke-authorized-networks", "a range is unknown, another the world", reached_by(UNKNOWN, "::/0"), at=("cluster",)
    ),
    beside("gke-authorized-networks", "a pool has no control plane", pool()),
    kept(
        "gke-secrets-customer-key", "a key of ours", cluster(databaseEncryption={"state": "ENCRYPTED", "keyName": _KEY})
    ),
    broken("gke-secrets-customer-key", "the default has none", cluster()),
    broken("gke-secrets-customer-key", "the key is missing", cluster(databaseEncryption={"state": "ENCRYPTED"})),
    broken("gke-secrets-customer-key", "it is switched off", cluster(databaseEncryption={"state": "DECRYPTED"})),
    unknown(
        "gke-secrets-customer-key",
        "the key is new",
        cluster(databaseEncryption={"state": "ENCRYPTED", "keyName": UNKNOWN}),
    ),
    beside("gke-secrets-customer-key", "a pool keeps no secrets", pool()),
    kept(
        "gke-workload-identity", "the cluster has it", cluster(workloadIdentityConfig={"workloadPool": "p.svc.id.goog"})
    ),
    kept("gke-workload-identity", "the pool has it", nodes(workloadMetadataConfig={"mode": "GKE_METADATA"})),
    kept("gke-workload-identity", "Autopilot always has it", cluster(enableAutopilot=True)),
    broken("gke-workload-identity", "the default of a cluster has none", cluster()),
    broken("gke-workload-identity", "a pool does not say", nodes()),
    broken(
        "gke-workload-identity", "a pool shows the node's token", nodes(workloadMetadataConfig={"mode": "GCE_METADATA"})
    ),
    unknown("gke-workload-identity", "the pool is unknown", cluster(workloadIdentityConfig={"workloadPool": UNKNOWN})),
    unknown("gke-workload-identity", "the nodes are unknown", pool(nodeConfig=UNKNOWN)),
    beside("gke-workload-identity", "no cluster is created", _NETWORK),
    kept("gke-secure-boot", "the pool has it", nodes(shieldedInstanceConfig={"enableSecureBoot": True})),
    broken("gke-secure-boot", "the default is off", nodes()),
    broken("gke-secure-boot", "the default pool stays", resource("gcp:container/cluster:Cluster", "cluster")),
    broken(
        "gke-secure-boot",
        "integrity is not watched",
        nodes(shieldedInstanceConfig={"enableSecureBoot": True, "enableIntegrityMonitoring": False}),
    ),
    unknown("gke-secure-boot", "the flag is unknown", nodes(shieldedInstanceConfig={"enableSecureBoot": UNKNOWN})),
    beside("gke-secure-boot", "the default pool is removed", cluster()),
    kept("gke-node-service-account", "an account of its own", nodes(serviceAccount=_ACCOUNT)),
    broken("gke-node-service-account", "the default account", nodes()),
    broken("gke-node-service-account", "the default account by name", nodes(serviceAccount=_DEFAULT_ACCOUNT)),
    unknown("gke-node-service-account", "a new account", nodes(serviceAccount=UNKNOWN)),
    beside("gke-node-service-account", "the default pool is removed", cluster()),
    kept("gke-network-policy", "Dataplane V2", cluster(datapathProvider="ADVANCED_DATAPATH")),
    kept("gke-network-policy", "the older way", cluster(networkPolicy={"enabled": True})),
    kept("gke-network-policy", "Autopilot has Dataplane V2", cluster(enableAutopilot=True)),
    broken("gke-network-policy", "the default enforces nothing", cluster()),
    unknown("gke-network-policy", "the provider is unknown", cluster(datapathProvider=UNKNOWN)),
    beside("gke-network-policy", "a pool enforces nothing by itself", pool()),
    kept("gke-deletion-protection", "the default protects", cluster()),
    broken("gke-deletion-protection", "it is switched off", cluster(deletionProtection=False)),
    unknown("gke-deletion-protection", "the flag is unknown", cluster(deletionProtection=UNKNOWN)),
    beside("gke-deletion-protection", "a pool has no such flag", pool()),
    kept("firewall-no-open-ingress", "an account is named", firewall(sourceServiceAccounts=[_ACCOUNT])),
    kept("firewall-no-open-ingress", "a private range is admitted", firewall(sourceRanges=["10.0.0.0/8"])),
    broken("firewall-no-open-ingress", "no source is every source", firewall()),
    broken("firewall-no-open-ingress", "the world is admitted", firewall(sourceRanges=["10.0.0.0/8", "0.0.0.0/0"])),
    broken("firewall-no-open-ingress", "the world is admitted by IPv6", firewall(sourceRanges=["::/0"])),
    unknown("firewall-no-open-ingress", "the account is new", firewall(sourceServiceAccounts=[UNKNOWN])),
    unknown(
        "firewall-no-open-ingress",
        "beside an unknown range the world",
        firewall(sourceRanges=[UNKNOWN, "0.0.0.0/0"]),
        at=("firewall",),
    ),
    beside(
        "firewall-no-open-ingress",
        "the way out may be open",
        firewall(direction="EGRESS", destinationRanges=["0.0.0.0/0"]),
    ),
    beside("firewall-no-open-ingress", "a rule that denies", firewall(allows=None, denies=[{"protocol": "all"}])),
    beside("firewall-no-open-ingress", "a rule that is off", firewall(disabled=True)),
    kept("subnet-flow-logs", "traffic is recorded", subnet(logConfig={"flowSampling": 0.5})),
    broken("subnet-flow-logs", "the default is off", subnet()),
    unknown("subnet-flow-logs", "the configuration is unknown", subnet(logConfig=UNKNOWN)),
    beside("subnet-flow-logs", "a subnet of proxies takes none", subnet(purpose="REGIONAL_MANAGED_PROXY")),
    kept("subnet-private-google-access", "it is on", subnet(privateIpGoogleAccess=True)),
    broken("subnet-private-google-access", "the default is off", subnet()),
    unknown("subnet-private-google-access", "the flag is unknown", subnet(privateIpGoogleAccess=UNKNOWN)),
    beside("subnet-private-google-access", "a subnet of proxies", subnet(purpose="REGIONAL_MANAGED_PROXY")),
    kept(
        "tpu-private-addresses", "a subnet of ours", tpu(networkConfig={"subnetwork": "s", "enableExternalIps": False})
    ),
    kept("tpu-private-addresses", "several networks of ours", tpu(networkConfigs=[{"subnetwork": "s"}])),
    broken("tpu-private-addresses", "the default network", tpu()),
    broken("tpu-private-addresses", "public addresses", tpu(networkConfig={"enableExternalIps": True})),
    unknown("tpu-private-addresses", "the flag is unknown", tpu(networkConfig={"enableExternalIps": UNKNOWN})),
    unknown(
        "tpu-private-addresses",
        "beside an unknown network a public one",
        tpu(networkConfigs=[UNKNOWN, {"enableExternalIps": True}]),
        at=("slice",),
    ),
    beside("tpu-private-addresses", "no TPU is created", pool()),
    kept("tpu-own-service-account", "an account of its own", tpu(serviceAccount={"email": _ACCOUNT})),
    broken("tpu-own-service-account", "the default account", tpu()),
    broken("tpu-own-service-account", "the default account by name", tpu(serviceAccount={"email": _DEFAULT_ACCOUNT})),
    unknown("tpu-own-service-account", "a new account", tpu(serviceAccount={"email": UNKNOWN})),
    beside("tpu-own-service-account", "no TPU is created", pool()),
)
