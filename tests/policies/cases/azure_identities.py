from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KMS = "azureKeyVaultKms"
_POOL = resource("azure-native:containerservice:AgentPool", "pool")
_KEYED = {"publicKeys": [{"path": "/home/ops/.ssh/authorized_keys", "keyData": "ssh-ed25519 A"}]}
_LOGIN = {"publisher": "Microsoft.Azure.ActiveDirectory", "type": "AADSSHLoginForLinux", "typeHandlerVersion": "1.0"}


def cluster(version: str = ":containerservice", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:ManagedCluster", "aks", inputs)


def secured(**profile: object) -> Resource:
    return cluster(securityProfile=profile)


def identified(issuer: object = True, pods: object = True, **inputs: Any) -> Resource:
    given: dict[str, Any] = {
        "oidcIssuerProfile": {"enabled": issuer},
        "securityProfile": {"workloadIdentity": {"enabled": pods}},
    }
    return cluster(**given, **inputs)


def profile(ssh: object) -> dict[str, object]:
    return {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": ssh}}}


def vm(version: str = ":compute", ssh: object = _KEYED, name: str = "vm", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:VirtualMachine", name, {**profile(ssh), **inputs})


def extension(of: Resource | None = None, **inputs: object) -> Resource:
    uses = {} if of is None else {"vmName": of}
    return resource("azure-native:compute:VirtualMachineExtension", "login", {**_LOGIN, **inputs}, uses=uses)


def scale_set(*extensions: object, **rest: object) -> Resource:
    given = {**profile(_KEYED), "extensionProfile": {"extensions": list(extensions)}, **rest}
    return resource("azure-native:compute:VirtualMachineScaleSet", "set", {"virtualMachineProfile": given})


def scale_set_extension(of: Resource) -> Resource:
    kind = "azure-native:compute:VirtualMachineScaleSetExtension"
    return resource(kind, "login", _LOGIN, uses={"vmScaleSetName": of})


CASES = (
    kept(
        "aks-secrets-customer-key", "a key of ours", secured(**{_KMS: {"enabled": True, "keyId": "https://v/keys/k"}})
    ),
    broken("aks-secrets-customer-key", "the default is none", cluster()),
    broken("aks-secrets-customer-key", "another API version has none", cluster(":containerservice/v20240901")),
    broken("aks-secrets-customer-key", "it is off", secured(**{_KMS: {"enabled": False, "keyId": "https://v/keys/k"}})),
    broken("aks-secrets-customer-key", "no key is named", secured(**{_KMS: {"enabled": True}})),
    unknown("aks-secrets-customer-key", "the key is new", secured(**{_KMS: {"enabled": True, "keyId": UNKNOWN}})),
    unknown("aks-secrets-customer-key", "the profile is unknown", cluster(securityProfile=UNKNOWN)),
    unknown(
        "aks-secrets-customer-key",
        "whether it is on is unknown, and no key is named",
        secured(**{_KMS: {"enabled": UNKNOWN}}),
        at=("aks",),
    ),
    beside("aks-secrets-customer-key", "a pool stores no secrets", _POOL),
    kept("aks-workload-identity", "pods have tokens", identified()),
    kept("aks-workload-identity", "AKS Automatic has both", cluster(sku={"name": "Automatic", "tier": "Standard"})),
    broken("aks-workload-identity", "the default is neither", cluster()),
    broken("aks-workload-identity", "nobody issues tokens", identified(issuer=False)),
    broken("aks-workload-identity", "no pod gets one", identified(pods=None)),
    broken("aks-workload-identity", "Base has neither", cluster(sku={"name": "Base", "tier": "Standard"})),
    broken("aks-workload-identity", "Automatic, turned off", identified(issuer=False, sku={"name": "Automatic"})),
    unknown("aks-workload-identity", "both are unknown", identified(UNKNOWN, UNKNOWN)),
    unknown("aks-workload-identity", "the tier is unknown", cluster(sku=UNKNOWN)),
    unknown(
        "aks-workload-identity", "beside an unknown issuer no pod gets one", identified(UNKNOWN, False), at=("aks",)
    ),
    beside("aks-workload-identity", "a pool has the issuer of its cluster", _POOL),
    kept("vm-entra-login", "people sign in", one := vm(), extension(one)),
    kept("vm-entra-login", "the extension names it by text", vm(vmName="gpu-1"), extension(vmName="gpu-1")),
    kept("vm-entra-login", "a set has it within", scale_set({"name": "login", **_LOGIN})),
    kept("vm-entra-login", "a set has it beside", beside_it := scale_set(), scale_set_extension(beside_it)),
    broken("vm-entra-login", "keys alone", vm()),
    broken("vm-entra-login", "keys alone in another API version", vm(":compute/v20240701")),
    broken("vm-entra-login", "a set with keys alone", scale_set({"name": "gpu", "type": "NvidiaGpuDriverLinux"})),
    broken("vm-entra-login", "the extension is another", other := vm(), extension(other, type="NvidiaGpuDriverLinux")),
    broken("vm-entra-login", "it is that of another machine", vm(), second := vm(name="second"), extension(second)),
    unknown("vm-entra-login", "the keys are unknown", vm(ssh=UNKNOWN)),
    unknown("vm-entra-login", "the extension is unknown", new := vm(), extension(new, type=UNKNOWN)),
    unknown("vm-entra-login", "an extension of a set is unknown", scale_set(UNKNOWN)),
    unknown("vm-entra-login", "a new key is a key", vm(ssh={"publicKeys": [{"keyData": UNKNOWN}]}), at=("vm",)),
    beside("vm-entra-login", "a machine without keys", vm(ssh=None)),
)
