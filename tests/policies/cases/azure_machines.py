from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_NETWORK = resource(
    "azure-native:network:VirtualNetwork", "network", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
)
_ENTRA = {"managed": True, "enableAzureRBAC": True}
_LINUX = {"linuxConfiguration": {"disablePasswordAuthentication": True}}
_PASSWORDS = {"linuxConfiguration": {"disablePasswordAuthentication": False}}
_WINDOWS = {"windowsConfiguration": {}, "adminPassword": "planted"}
_SET = {"managedDisk": {"diskEncryptionSet": {"id": UNKNOWN}}}


def cluster(version: str = ":containerservice", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:ManagedCluster", "aks", {"location": "westeurope", **inputs})


def api(**profile: object) -> dict[str, Any]:
    return {"apiServerAccessProfile": profile}


def pool(**inputs: object) -> Resource:
    return resource("azure-native:containerservice:AgentPool", "pool", inputs)


def vm(version: str = ":compute", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:VirtualMachine", "vm", inputs)


def scale_set(version: str = ":compute", **profile: object) -> Resource:
    return resource(f"azure-native{version}:VirtualMachineScaleSet", "set", {"virtualMachineProfile": profile})


def interface(**configuration: object) -> Resource:
    given = {"ipConfigurations": [{"name": "own", **configuration}]}
    return resource("azure-native:network:NetworkInterface", "nic", given)


def cards(key: str) -> dict[str, object]:
    """A profile of network interfaces, of which one has something under this name."""
    return {
        "networkInterfaceConfigurations": [{"name": "card", "ipConfigurations": [{"name": "own", key: {"name": "a"}}]}]
    }


def disk(**inputs: object) -> Resource:
    return resource("azure-native:compute:Disk", "disk", inputs)


def workspace(version: str = ":machinelearningservices", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:Workspace", "ml", inputs)


def compute(
    kind: object = "AmlCompute", version: str = ":machinelearningservices", local: object = True, **properties: object
) -> Resource:
    given = {"computeType": kind, "disableLocalAuth": local, "properties": {"enableNodePublicIp": False, **properties}}
    return resource(f"azure-native{version}:Compute", "compute", {"properties": given})


def nodes(fewest: object, version: str = ":machinelearningservices") -> Resource:
    return compute(version=version, scaleSettings={"minNodeCount": fewest, "maxNodeCount": 4})


def endpoint(version: str = ":machinelearningservices", **properties: object) -> Resource:
    return resource(f"azure-native{version}:OnlineEndpoint", "chat", {"properties": properties})


_ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
_SUBNET: dict[str, Any] = {"subnet": {"id": UNKNOWN}}

CASES = (
    kept("aks-private-cluster", "the cluster is private", cluster(**api(enablePrivateCluster=True))),
    kept("aks-private-cluster", "its public side is closed", cluster(publicNetworkAccess="Disabled")),
    broken("aks-private-cluster", "the default is public", cluster()),
    broken("aks-private-cluster", "another API version is public too", cluster(":containerservice/v20240901")),
    broken(
        "aks-private-cluster",
        "a package of one API version is public too",
        cluster("_containerservice_v20240901:containerservice"),
    ),
    unknown("aks-private-cluster", "the profile is unknown", cluster(apiServerAccessProfile=UNKNOWN)),
    beside("aks-private-cluster", "a pool has no control plane", pool()),
    kept("aks-authorized-ranges", "a private one needs none", cluster(**api(enablePrivateCluster=True))),
    kept("aks-authorized-ranges", "named networks", cluster(**api(authorizedIPRanges=["203.0.113.0/24"]))),
    broken("aks-authorized-ranges", "the default is everybody", cluster()),
    broken(
        "aks-authorized-ranges",
        "the internet is among them",
        cluster(**api(authorizedIPRanges=["203.0.113.0/24", "0.0.0.0/0"])),
    ),
    unknown("aks-authorized-ranges", "the ranges are unknown", cluster(**api(authorizedIPRanges=UNKNOWN))),
    unknown("aks-authorized-ranges", "whether it is private is unknown", cluster(**api(enablePrivateCluster=UNKNOWN))),
    unknown(
        "aks-authorized-ranges",
        "beside an unknown range stands the internet",
        cluster(**api(authorizedIPRanges=[UNKNOWN, "0.0.0.0/0"])),
        at=("aks",),
    ),
    beside("aks-authorized-ranges", "a pool has no control plane", pool()),
    kept("aks-no-local-accounts", "Entra ID alone", cluster(disableLocalAccounts=True)),
    broken("aks-no-local-accounts", "the default has an administrator", cluster()),
    broken("aks-no-local-accounts", "the default has one beside Entra ID", cluster(aadProfile=_ENTRA)),
    unknown("aks-no-local-accounts", "the switch is unknown", cluster(disableLocalAccounts=UNKNOWN)),
    beside("aks-no-local-accounts", "a pool has no accounts", pool()),
    kept("aks-entra-rbac", "managed Entra ID", cluster(aadProfile=_ENTRA)),
    broken("aks-entra-rbac", "the default has none", cluster()),
    broken("aks-entra-rbac", "the way of old", cluster(aadProfile={"serverAppID": "a"})),
    broken("aks-entra-rbac", "roles are off", cluster(aadProfile=_ENTRA, enableRBAC=False)),
    unknown("aks-entra-rbac", "the profile is unknown", cluster(aadProfile=UNKNOWN)),
    unknown(
        "aks-entra-rbac",
        "beside an unknown profile roles are off",
        cluster(aadProfile=UNKNOWN, enableRBAC=False),
        at=("aks",),
    ),
    beside("aks-entra-rbac", "a pool has no accounts", pool()),
    kept("aks-network-policy", "cilium holds them", cluster(networkProfile={"networkPolicy": "cilium"})),
    broken("aks-network-policy", "the default holds none", cluster()),
    broken("aks-network-policy", "none is none", cluster(networkProfile={"networkPolicy": "none"})),
    unknown("aks-network-policy", "the engine is unknown", cluster(networkProfile={"networkPolicy": UNKNOWN})),
    beside("aks-network-policy", "a pool has no engine of its own", pool()),
    kept("aks-disk-encryption-set", "a set is named", cluster(diskEncryptionSetID="/subscriptions/s/set")),
    broken("aks-disk-encryption-set", "the default is a key of Microsoft", cluster()),
    unknown("aks-disk-encryption-set", "the set is new", cluster(diskEncryptionSetID=UNKNOWN)),
    beside("aks-disk-encryption-set", "a pool takes that of its cluster", pool()),
    kept("aks-nodes-private", "the default has no addresses", cluster(agentPoolProfiles=[{"name": "system"}])),
    broken("aks-nodes-private", "a pool has addresses", pool(enableNodePublicIP=True)),
    broken(
        "aks-nodes-private",
        "the second pool of a cluster has addresses",
        cluster(agentPoolProfiles=[{"name": "system"}, {"name": "gpu", "enableNodePublicIP": True}]),
    ),
    unknown("aks-nodes-private", "the switch is unknown", pool(enableNodePublicIP=UNKNOWN)),
    beside("aks-nodes-private", "a network has no nodes", _NETWORK),
    kept("vm-no-passwords", "keys alone", vm(osProfile=_LINUX)),
    kept("vm-no-passwords", "keys alone in a set", scale_set(osProfile=_LINUX)),
    broken("vm-no-passwords", "passwords are let in", vm(osProfile=_PASSWORDS)),
    broken("vm-no-passwords", "the default lets them in", vm(osProfile={"linuxConfiguration": {"ssh": {}}})),
    broken(
        "vm-no-passwords",
        "the disk says that it is Linux",
        vm(osProfile={"adminUsername": "ops"}, storageProfile={"osDisk": {"osType": "Linux"}}),
    ),
    broken("vm-no-passwords", "a password is given", vm(osProfile={**_LINUX, "adminPassword": "planted"})),
    broken("vm-no-passwords", "a set of another API version", scale_set(":compute/v20240701", osProfile=_PASSWORDS)),
    unknown(
        "vm-no-passwords",
        "the switch is unknown",
        vm(osProfile={"linuxConfiguration": {"disablePasswordAuthentication": UNKNOWN}}),
    ),
    unknown(
        "vm-no-passwords",
        "beside unknown settings a password is given",
        vm(osProfile={"linuxConfiguration": UNKNOWN, "adminPassword": UNKNOWN}),
        at=("vm",),
    ),
    beside("vm-no-passwords", "Windows has no keys", vm(osProfile=_WINDOWS)),
    beside("vm-no-passwords", "Windows in a set", scale_set(osProfile=_WINDOWS)),
    beside(
        "vm-no-passwords",
        "a machine of a disk that was made before",
        vm(storageProfile={"osDisk": {"osType": "Linux"}}),
    ),
    kept("vm-no-public-address", "a private interface", interface(subnet={"id": "s"})),
    broken("vm-no-public-address", "an interface with an address", interface(publicIPAddress={"id": "a"})),
    broken(
        "vm-no-public-address",
        "a machine makes one for itself",
        vm(networkProfile=cards("publicIPAddressConfiguration")),
    ),
    broken(
        "vm-no-public-address",
        "every machine of a set makes one",
        scale_set(":compute/v20240701", networkProfile=cards("publicIPAddressConfiguration")),
    ),
    unknown("vm-no-public-address", "the configurations are unknown", vm(networkProfile=UNKNOWN)),
    unknown(
        "vm-no-public-address", "a new address is an address", interface(publicIPAddress={"id": UNKNOWN}), at=("nic",)
    ),
    beside("vm-no-public-address", "a network has none", _NETWORK),
    kept("azure-disk-customer-key", "a disk with a set", disk(encryption={"diskEncryptionSetId": "/set"})),
    kept("azure-disk-customer-key", "a machine with a set", vm(storageProfile={"osDisk": _SET, "dataDisks": [_SET]})),
    kept(
        "azure-disk-customer-key",
        "an ephemeral disk, and one that is attached",
        vm(
            storageProfile={
                "osDisk": {"diffDiskSettings": {"option": "Local"}},
                "dataDisks": [{"createOption": "Attach", "managedDisk": {"id": "/disk"}}],
            }
        ),
    ),
    broken("azure-disk-customer-key", "the default is a key of Microsoft", disk()),
    broken("azure-disk-customer-key", "a machine by default", vm(storageProfile={"osDisk": {}})),
    broken(
        "azure-disk-customer-key",
        "a second disk of a set of machines",
        scale_set(storageProfile={"osDisk": _SET, "dataDisks": [{"lun": 0}]}),
    ),
    unknown("azure-disk-customer-key", "the set is new", disk(encryption={"diskEncryptionSetId": UNKNOWN})),
    unknown(
        "azure-disk-customer-key",
        "beside an unknown disk stands one without",
        vm(storageProfile={"osDisk": UNKNOWN, "dataDisks": [UNKNOWN, {"lun": 1}]}),
        at=("vm",),
    ),
    beside("azure-disk-customer-key", "a network has no disks", _NETWORK),
    kept("vm-encryption-at-host", "a machine encrypts", vm(securityProfile={"encryptionAtHost": True})),
    kept("vm-encryption-at-host", "a set encrypts", scale_set(securityProfile={"encryptionAtHost": True})),
    kept("vm-encryption-at-host", "a pool encrypts", pool(enableEncryptionAtHost=True)),
    broken("vm-encryption-at-host", "a machine does not by default", vm()),
    broken("vm-encryption-at-host", "a set does not by default", scale_set()),
    broken("vm-encryption-at-host", "a pool does not by default", pool()),
    broken(
        "vm-encryption-at-host",
        "the pool of a cluster does not by default",
        cluster(agentPoolProfiles=[{"name": "system"}]),
    ),
    unknown("vm-encryption-at-host", "the profile is unknown", vm(securityProfile=UNKNOWN)),
    beside("vm-encryption-at-host", "a network writes nothing", _NETWORK),
    kept("ml-workspace-private", "private endpoints alone", workspace(publicNetworkAccess="Disabled")),
    broken("ml-workspace-private", "the default is open", workspace()),
    broken(
        "ml-workspace-private",
        "another API version is open too",
        workspace(":machinelearningservices/v20240401", publicNetworkAccess="Enabled"),
    ),
    unknown("ml-workspace-private", "the switch is unknown", workspace(publicNetworkAccess=UNKNOWN)),
    beside("ml-workspace-private", "a compute is judged by itself", compute()),
    kept("ml-compute-private", "a cluster in a subnet", compute(**_SUBNET)),
    kept("ml-compute-private", "the port is closed", compute(remoteLoginPortPublicAccess="Disabled")),
    kept("ml-compute-private", "an instance", compute("ComputeInstance", sshSettings={"sshPublicAccess": "Disabled"})),
    broken("ml-compute-private", "nodes have addresses", compute(enableNodePublicIp=True, **_SUBNET)),
    broken("ml-compute-private", "nodes have addresses by default", compute(enableNodePublicIp=None, **_SUBNET)),
    broken("ml-compute-private", "the port is open by default", compute()),
    broken("ml-compute-private", "the port is opened", compute(remoteLoginPortPublicAccess="Enabled", **_SUBNET)),
    broken("ml-compute-private", "local accounts", compute(local=None, **_SUBNET)),
    broken(
        "ml-compute-private",
        "the port of an instance is opened",
        compute("ComputeInstance", ":machinelearningservices/v20240401", sshSettings={"sshPublicAccess": "Enabled"}),
    ),
    unknown("ml-compute-private", "whether the port is open is unknown", compute(remoteLoginPortPublicAccess=UNKNOWN)),
    unknown(
        "ml-compute-private",
        "beside an unknown subnet there are local accounts",
        compute(local=False, subnet=UNKNOWN),
        at=("compute",),
    ),
    beside("ml-compute-private", "machines of a Kubernetes cluster", compute("Kubernetes", enableNodePublicIp=True)),
    kept("azure-ml-scales-to-zero", "no nodes without jobs", nodes(0)),
    kept("azure-ml-scales-to-zero", "the default is none", compute()),
    broken("azure-ml-scales-to-zero", "one node stays", nodes(1)),
    broken(
        "azure-ml-scales-to-zero", "one stays in another API version", nodes(1, ":machinelearningservices/v20240401")
    ),
    unknown("azure-ml-scales-to-zero", "how many is unknown", nodes(UNKNOWN)),
    beside("azure-ml-scales-to-zero", "an instance is one machine", compute("ComputeInstance")),
    kept("ml-endpoint-private", "private, with tokens", endpoint(publicNetworkAccess="Disabled", authMode="AADToken")),
    broken("ml-endpoint-private", "the default is public", endpoint(authMode="AADToken")),
    broken("ml-endpoint-private", "a key lets in", endpoint(publicNetworkAccess="Disabled", authMode="Key")),
    broken(
        "ml-endpoint-private",
        "a key lets in as version 2 writes it",
        resource(
            "azure-native:machinelearningservices/v20240401:OnlineEndpoint",
            "chat",
            {"onlineEndpointProperties": {"publicNetworkAccess": "Disabled", "authMode": "Key"}},
        ),
    ),
    unknown("ml-endpoint-private", "all of it is unknown", resource(_ENDPOINT, "chat", {"properties": UNKNOWN})),
    unknown(
        "ml-endpoint-private",
        "beside an unknown network a key lets in",
        endpoint(publicNetworkAccess=UNKNOWN, authMode="Key"),
        at=("chat",),
    ),
    beside("ml-endpoint-private", "a workspace is judged by itself", workspace()),
)
