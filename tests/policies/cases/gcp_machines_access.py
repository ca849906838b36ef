import json
from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_ACCOUNT = "train@p.iam.gserviceaccount.com"
_DEFAULT_ACCOUNT = "123-compute@developer.gserviceaccount.com"
_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_KEYS = "alice:ssh-ed25519 AAAA alice"
_TOKEN = f"hf_{'a' * 34}"
_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")


def machine(**inputs: object) -> Resource:
    return resource("gcp:compute/instance:Instance", "machine", {"machineType": "g2-standard-8", **inputs})


def template(**inputs: object) -> Resource:
    return resource("gcp:compute/instanceTemplate:InstanceTemplate", "template", inputs)


def copy(**inputs: object) -> Resource:
    return resource("gcp:compute/instanceFromTemplate:InstanceFromTemplate", "copy", inputs)


def project(metadata: object) -> Resource:
    return resource("gcp:compute/projectMetadata:ProjectMetadata", "project", {"metadata": metadata})


def item(key: object, value: object) -> Resource:
    return resource("gcp:compute/projectMetadataItem:ProjectMetadataItem", "item", {"key": key, "value": value})


def workbench(**setup: object) -> Resource:
    return resource("gcp:workbench/instance:Instance", "notebook", {"gceSetup": setup})


def tpu(**inputs: object) -> Resource:
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", {"acceleratorType": "v5litepod-8", **inputs})


def described(**metadata: object) -> Resource:
    return machine(metadata={key.replace("_", "-"): value for key, value in metadata.items()})


def connected(**interface: object) -> Resource:
    return machine(networkInterfaces=[{"subnetwork": "training", **interface}])


def disk(**key: object) -> Resource:
    return resource("gcp:compute/disk:Disk", "disk", {"size": 500, "diskEncryptionKey": key or None})


def run_as(**account: object) -> Resource:
    return machine(serviceAccount={"scopes": ["cloud-platform"], **account})


def queued(configuration: object) -> Resource:
    node = {"acceleratorType": "v5litepod-8", "networkConfig": configuration}
    specs = {"nodeSpecs": [{"parent": "p", "node": node}]}
    return resource("gcp:tpu/v2QueuedResource:V2QueuedResource", "queued", {"tpu": specs})


def policy(member: object) -> Resource:
    bindings = [{"role": "roles/storage.objectViewer", "members": [member]}]
    data = member if member is UNKNOWN else json.dumps({"bindings": bindings})
    return resource("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "policy", {"policyData": data})


def network(**inputs: Any) -> Resource:
    return resource("gcp:compute/network:Network", "network", inputs)


CASES = (
    kept("gce-private-addresses", "no address is asked for", connected()),
    kept("gce-private-addresses", "the list is empty", connected(accessConfigs=[])),
    broken("gce-private-addresses", "Google chooses an address", connected(accessConfigs=[{}])),
    broken("gce-private-addresses", "an address of IPv6", connected(ipv6AccessConfigs=[{"networkTier": "PREMIUM"}])),
    broken(
        "gce-private-addresses",
        "the second interface of a template",
        template(networkInterfaces=[{"subnetwork": "a"}, {"subnetwork": "b", "accessConfigs": [{"natIp": UNKNOWN}]}]),
    ),
    broken("gce-private-addresses", "a copy gets one", copy(networkInterfaces=[{"accessConfigs": [{}]}])),
    unknown("gce-private-addresses", "the interface is unknown", machine(networkInterfaces=[UNKNOWN])),
    unknown("gce-private-addresses", "whether there is an address is unknown", connected(accessConfigs=UNKNOWN)),
    unknown(
        "gce-private-addresses",
        "one interface is unknown, another public",
        machine(networkInterfaces=[UNKNOWN, {"accessConfigs": [{}]}]),
        at=("machine",),
    ),
    beside("gce-private-addresses", "a bucket has no address", _BUCKET),
    kept("gce-os-login", "the machine has it", described(enable_oslogin="TRUE")),
    kept("gce-os-login", "Compute Engine reads yes as true", described(enable_oslogin="Yes")),
    kept("gce-os-login", "the project sets it", machine(), settings={"projectSetsIt": True}),
    kept("gce-os-login", "the template says it", copy()),
    kept("gce-os-login", "an item of the project", item("enable-oslogin", "TRUE")),
    broken("gce-os-login", "the default is off", machine()),
    broken("gce-os-login", "the machine leaves the project's way", described(enable_oslogin="FALSE")),
    broken(
        "gce-os-login",
        "it leaves the way of a project that sets it",
        described(enable_oslogin="false"),
        settings={"projectSetsIt": True},
    ),
    broken("gce-os-login", "the project switches it off", project({"enable-oslogin": "FALSE"})),
    broken("gce-os-login", "an item switches it off", item("enable-oslogin", "0")),
    broken("gce-os-login", "a TPU VM switches it off", tpu(metadata={"enable-oslogin": "FALSE"})),
    broken("gce-os-login", "a notebook switches it off", workbench(metadata={"enable-oslogin": "false"})),
    beside("gce-os-login", "nobody documents it for TPU VMs", tpu()),
    unknown("gce-os-login", "the value of a TPU VM is unknown", tpu(metadata={"enable-oslogin": UNKNOWN})),
    unknown("gce-os-login", "the metadata are unknown", machine(metadata=UNKNOWN)),
    unknown("gce-os-login", "the value is unknown", described(enable_oslogin=UNKNOWN)),
    unknown("gce-os-login", "the item is unknown", item(UNKNOWN, "FALSE")),
    beside("gce-os-login", "a project's metadata about something else", project({"purpose": "training"})),
    kept("gce-no-ssh-keys", "the project's keys are blocked", described(block_project_ssh_keys="TRUE")),
    kept("gce-no-ssh-keys", "the template may block them", copy()),
    broken("gce-no-ssh-keys", "the project's keys open it", machine()),
    broken("gce-no-ssh-keys", "a key of its own", described(block_project_ssh_keys="TRUE", ssh_keys=_KEYS)),
    broken("gce-no-ssh-keys", "a key for the whole project", project({"ssh-keys": _KEYS})),
    broken("gce-no-ssh-keys", "a key under the old name", item("sshKeys", _KEYS)),
    broken("gce-no-ssh-keys", "a copy lets them in", copy(metadata={"block-project-ssh-keys": "false"})),
    broken("gce-no-ssh-keys", "a key of a TPU VM", tpu(metadata={"ssh-keys": _KEYS})),
    broken("gce-no-ssh-keys", "a key of a notebook", workbench(metadata={"ssh-keys": _KEYS})),
    kept("gce-no-ssh-keys", "a TPU VM without keys", tpu()),
    unknown("gce-no-ssh-keys", "the metadata of a TPU VM are unknown", tpu(metadata=UNKNOWN)),
    unknown("gce-no-ssh-keys", "nothing of the metadata is known", machine(metadata=UNKNOWN)),
    unknown(
        "gce-no-ssh-keys",
        "the block is unknown, the key is there",
        described(block_project_ssh_keys=UNKNOWN, ssh_keys=UNKNOWN),
        at=("machine",),
    ),
    beside("gce-no-ssh-keys", "a project without keys", project({"enable-oslogin": "TRUE"})),
    kept("gce-own-service-account", "an account of its own", run_as(email=_ACCOUNT)),
    kept("gce-own-service-account", "no account at all", machine()),
    kept("gce-own-service-account", "a copy takes the template's", copy(serviceAccount={"scopes": ["cloud-platform"]})),
    broken("gce-own-service-account", "the default account", run_as()),
    broken("gce-own-service-account", "the default account by name", run_as(email=_DEFAULT_ACCOUNT)),
    broken("gce-own-service-account", "a copy names it", copy(serviceAccount={"email": "default"})),
    unknown("gce-own-service-account", "a new account", run_as(email=UNKNOWN)),
    unknown("gce-own-service-account", "whether there is an account is unknown", machine(serviceAccount=UNKNOWN)),
    beside("gce-own-service-account", "a bucket runs as nobody", _BUCKET),
    kept(
        "gce-shielded-vm", "both switches are on by default", machine(shieldedInstanceConfig={"enableSecureBoot": True})
    ),
    kept("gce-shielded-vm", "the template may have it", copy()),
    broken("gce-shielded-vm", "the default is off", machine()),
    broken("gce-shielded-vm", "no vTPM", template(shieldedInstanceConfig={"enableVtpm": False})),
    broken(
        "gce-shielded-vm", "integrity is not watched", copy(shieldedInstanceConfig={"enableIntegrityMonitoring": False})
    ),
    unknown("gce-shielded-vm", "the configuration is unknown", machine(shieldedInstanceConfig=UNKNOWN)),
    unknown(
        "gce-shielded-vm",
        "one switch is unknown, another off",
        machine(shieldedInstanceConfig={"enableVtpm": UNKNOWN, "enableIntegrityMonitoring": False}),
        at=("machine",),
    ),
    beside("gce-shielded-vm", "a bucket boots nothing", _BUCKET),
    kept("gce-serial-port-off", "the default is off", machine()),
    kept("gce-serial-port-off", "it is switched off", described(serial_port_enable="0")),
    broken("gce-serial-port-off", "the machine has it", described(serial_port_enable="1")),
    broken("gce-serial-port-off", "the whole project has it", item("serial-port-enable", "TRUE")),
    broken("gce-serial-port-off", "a notebook has it", workbench(metadata={"serial-port-enable": "true"})),
    unknown("gce-serial-port-off", "the flag is unknown", described(serial_port_enable=UNKNOWN)),
    beside("gce-serial-port-off", "a bucket has no console", _BUCKET),
    kept("gce-no-ip-forwarding", "the default is off", machine()),
    broken("gce-no-ip-forwarding", "a template forwards", template(canIpForward=True)),
    broken("gce-no-ip-forwarding", "a notebook forwards", workbench(enableIpForwarding=True)),
    broken(
        "gce-no-ip-forwarding",
        "a TPU VM forwards",
        resource("gcp:tpu/v2Vm:V2Vm", "slice", {"networkConfig": {"canIpForward": True}}),
    ),
    unknown("gce-no-ip-forwarding", "the flag is unknown", machine(canIpForward=UNKNOWN)),
    beside("gce-no-ip-forwarding", "a bucket forwards nothing", _BUCKET),
    kept("gce-disk-customer-key", "a key of ours", disk(kmsKeySelfLink=_KEY)),
    kept("gce-disk-customer-key", "the boot disk has a key", machine(bootDisk={"kmsKeySelfLink": _KEY})),
    kept("gce-disk-customer-key", "a disk that exists already", machine(bootDisk={"source": "disk"})),
    kept("gce-disk-customer-key", "a local disk takes no key", template(disks=[{"type": "SCRATCH"}])),
    kept(
        "gce-disk-customer-key",
        "a template names the key",
        template(disks=[{"diskEncryptionKey": {"kmsKeySelfLink": _KEY}}]),
    ),
    broken("gce-disk-customer-key", "the default is a key of Google's", disk()),
    broken("gce-disk-customer-key", "only who uses the key is named", disk(kmsKeyServiceAccount=_ACCOUNT)),
    broken("gce-disk-customer-key", "the boot disk has none", machine(bootDisk={"initializeParams": {"image": "i"}})),
    broken(
        "gce-disk-customer-key", "the second disk of a template", template(disks=[{"source": "d"}, {"diskSizeGb": 9}])
    ),
    unknown("gce-disk-customer-key", "the key is new", disk(kmsKeySelfLink=UNKNOWN)),
    unknown(
        "gce-disk-customer-key",
        "one disk is unknown, another bare",
        template(disks=[UNKNOWN, {"boot": True}]),
        at=("template",),
    ),
    beside("gce-disk-customer-key", "a copy has the template's disks", copy()),
    kept("network-not-default", "a subnet of ours", connected()),
    kept(
        "network-not-default", "a network that only ends alike", machine(networkInterfaces=[{"network": "not-default"}])
    ),
    broken("network-not-default", "the machine stands in it", machine(networkInterfaces=[{"network": "default"}])),
    broken(
        "network-not-default",
        "the machine stands in its subnet",
        machine(networkInterfaces=[{"subnetwork": "projects/p/regions/europe-west4/subnetworks/default"}]),
    ),
    broken(
        "network-not-default",
        "a cluster without a network",
        resource("gcp:container/cluster:Cluster", "cluster", {"location": "europe-west4"}),
    ),
    broken(
        "network-not-default",
        "a firewall of it",
        resource("gcp:compute/firewall:Firewall", "firewall", {"network": "projects/p/global/networks/default"}),
    ),
    broken("network-not-default", "TPU VMs that wait in it", queued({"network": "default"})),
    unknown("network-not-default", "the network of waiting TPU VMs is unknown", queued(UNKNOWN)),
    broken("network-not-default", "a notebook in it", workbench(networkInterfaces=[{"network": "default"}])),
    unknown("network-not-default", "the subnet is new", machine(networkInterfaces=[{"subnetwork": UNKNOWN}])),
    unknown(
        "network-not-default",
        "the cluster's network is new",
        resource("gcp:container/cluster:Cluster", "cluster", {"network": UNKNOWN}),
    ),
    beside("network-not-default", "a bucket stands in no network", _BUCKET),
    kept("network-custom-subnets", "no subnets come by themselves", network(autoCreateSubnetworks=False)),
    broken("network-custom-subnets", "the default makes one in every region", network()),
    broken("network-custom-subnets", "it is switched on", network(autoCreateSubnetworks=True)),
    unknown("network-custom-subnets", "the flag is unknown", network(autoCreateSubnetworks=UNKNOWN)),
    beside("network-custom-subnets", "a bucket has no subnets", _BUCKET),
    kept(
        "secrets-not-plain", "a notebook says how it is set up", workbench(metadata={"notebook-disable-root": "true"})
    ),
    broken("secrets-not-plain", "a key in a template", template(metadata={"startup-script": f"export K={_TOKEN}"})),
    broken("secrets-not-plain", "a token for a whole project", item("hf-token", "value")),
    broken("secrets-not-plain", "a token of a notebook", workbench(metadata={"api-key": UNKNOWN})),
    kept(
        "tpu-private-addresses",
        "a queued TPU in a subnet of ours",
        queued({"subnetwork": "training", "enableExternalIps": False}),
    ),
    broken("tpu-private-addresses", "a queued TPU in the default network", queued(None)),
    broken("tpu-private-addresses", "a queued TPU with public addresses", queued({"enableExternalIps": True})),
    unknown("tpu-private-addresses", "the queued TPU's network is unknown", queued(UNKNOWN)),
    broken("gcp-iam-no-public-members", "a whole policy for everybody", policy("allUsers")),
    kept("gcp-iam-no-public-members", "a whole policy for one account", policy(f"serviceAccount:{_ACCOUNT}")),
    unknown("gcp-iam-no-public-members", "the whole policy is unknown", policy(UNKNOWN)),
)
