from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_EVERY_LOG = ["api", "audit", "authenticator", "controllerManager", "scheduler"]


def cluster(**inputs: object) -> Resource:
    return resource("aws:eks/cluster:Cluster", "cluster", inputs)


def nodes(**inputs: object) -> Resource:
    return resource("aws:eks/nodeGroup:NodeGroup", "nodes", inputs)


def endpoint(**given: object) -> Resource:
    return cluster(vpcConfig={"subnetIds": ["a", "b"], **given})


def encryption(resources: object, key: object) -> Resource:
    return cluster(encryptionConfig={"resources": resources, "provider": {"keyArn": key}})


def mode(value: object) -> Resource:
    return cluster(accessConfig={"authenticationMode": value})


CASES = (
    kept("eks-control-plane-logs", "all logs are written", cluster(enabledClusterLogTypes=_EVERY_LOG)),
    broken("eks-control-plane-logs", "by default no log is written", cluster()),
    broken("eks-control-plane-logs", "one log is missing", cluster(enabledClusterLogTypes=_EVERY_LOG[:4])),
    unknown("eks-control-plane-logs", "the logs are unknown", cluster(enabledClusterLogTypes=UNKNOWN)),
    unknown("eks-control-plane-logs", "one log is unknown", cluster(enabledClusterLogTypes=["api", UNKNOWN])),
    beside("eks-control-plane-logs", "nodes write no such logs", nodes()),
    kept("eks-endpoint-not-open", "the API has no public endpoint", endpoint(endpointPublicAccess=False)),
    kept("eks-endpoint-not-open", "an office may reach the API", endpoint(publicAccessCidrs=["198.51.100.0/24"])),
    broken("eks-endpoint-not-open", "by default everybody reaches the API", cluster()),
    broken("eks-endpoint-not-open", "everybody is let in", endpoint(publicAccessCidrs=["0.0.0.0/0"])),
    broken(
        "eks-endpoint-not-open", "two halves are everybody", endpoint(publicAccessCidrs=["0.0.0.0/1", "128.0.0.0/1"])
    ),
    unknown("eks-endpoint-not-open", "the endpoint is unknown", endpoint(endpointPublicAccess=UNKNOWN)),
    unknown(
        "eks-endpoint-not-open",
        "one range is unknown and another is everybody",
        endpoint(publicAccessCidrs=[UNKNOWN, "::/0"]),
        at=("cluster",),
    ),
    beside("eks-endpoint-not-open", "nodes have no API", nodes()),
    kept("eks-private-endpoint", "the API is private", endpoint(endpointPublicAccess=False)),
    broken("eks-private-endpoint", "the default is a public API", endpoint(publicAccessCidrs=["198.51.100.0/24"])),
    unknown("eks-private-endpoint", "whether the API is public is unknown", endpoint(endpointPublicAccess=UNKNOWN)),
    beside("eks-private-endpoint", "nodes have no endpoint", nodes()),
    beside(
        "eks-private-endpoint",
        "a laptop needs it in dev",
        endpoint(endpointPublicAccess=True),
        facts={"environment": "dev"},
    ),
    kept("eks-secrets-customer-key", "a key of ours encrypts Secrets", encryption(["secrets"], _KEY)),
    broken("eks-secrets-customer-key", "Secrets have a key of AWS", cluster()),
    broken("eks-secrets-customer-key", "nothing is encrypted", encryption([], _KEY)),
    broken("eks-secrets-customer-key", "no key is named", encryption(["secrets"], None)),
    unknown("eks-secrets-customer-key", "the cluster's key is new", encryption(["secrets"], UNKNOWN)),
    unknown("eks-secrets-customer-key", "the encryption of Secrets is unknown", cluster(encryptionConfig=UNKNOWN)),
    beside("eks-secrets-customer-key", "nodes hold no Secrets", nodes()),
    kept("eks-node-group-no-ssh", "nodes have no key", nodes()),
    broken("eks-node-group-no-ssh", "a key opens nodes to the world", nodes(remoteAccess={"ec2SshKey": "ops"})),
    broken(
        "eks-node-group-no-ssh",
        "a key opens nodes to a bastion",
        nodes(remoteAccess={"ec2SshKey": "ops", "sourceSecurityGroupIds": ["sg-1"]}),
    ),
    unknown("eks-node-group-no-ssh", "the access to nodes is unknown", nodes(remoteAccess=UNKNOWN)),
    unknown(
        "eks-node-group-no-ssh",
        "the key of the nodes is new",
        nodes(remoteAccess={"ec2SshKey": UNKNOWN}),
        at=("nodes",),
    ),
    beside("eks-node-group-no-ssh", "a control plane has no SSH", cluster()),
    kept("eks-supported-version", "the version is mended", cluster(version="1.33")),
    kept("eks-supported-version", "the version is newer than the table", cluster(version="1.40")),
    kept("eks-supported-version", "the newest version is chosen", cluster()),
    broken("eks-supported-version", "extended support ended", cluster(version="1.30")),
    kept("eks-supported-version", "extended support ends in two days", cluster(version="1.31")),
    broken("eks-supported-version", "the version is older than the table", cluster(version="1.9")),
    broken("eks-supported-version", "nodes are older than the control plane", nodes(version="1.29")),
    unknown("eks-supported-version", "the cluster's version is unknown", cluster(version=UNKNOWN)),
    beside("eks-supported-version", "an add-on has versions of its own", resource("aws:eks/addon:Addon", "addon")),
    kept("eks-access-entries", "access entries decide", mode("API")),
    broken("eks-access-entries", "by default a ConfigMap decides", cluster()),
    broken("eks-access-entries", "a ConfigMap decides too", mode("API_AND_CONFIG_MAP")),
    unknown("eks-access-entries", "the mode is unknown", mode(UNKNOWN)),
    beside("eks-access-entries", "nodes decide nothing", nodes()),
)
