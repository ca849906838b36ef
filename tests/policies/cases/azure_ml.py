from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_ML = "azure-native:machinelearningservices"
_KEY: dict[str, Any] = {"keyVaultArmId": "/vault", "keyIdentifier": "https://v/keys/k"}
_COMPUTE = resource(f"{_ML}:Compute", "compute")


def workspace(mode: object = "AllowInternetOutbound", **inputs: object) -> Resource:
    return resource(f"{_ML}:Workspace", "ml", {"managedNetwork": {"isolationMode": mode}, **inputs})


def encrypted(status: object = "Enabled", **properties: object) -> Resource:
    return workspace(encryption={"status": status, "keyVaultProperties": properties})


def deployment(egress: object = None, of: Resource | None = None, **rest: object) -> Resource:
    given = {"endpointComputeType": "Managed", "egressPublicNetworkAccess": egress, **rest}
    uses = {} if of is None else {"workspaceName": of}
    return resource(f"{_ML}:OnlineDeployment", "blue", {"properties": given}, uses=uses)


def serverless(mode: object) -> Resource:
    return resource(f"{_ML}:ServerlessEndpoint", "chat", {"properties": {"authMode": mode}})


_FENCED = "AllowOnlyApprovedOutbound"

CASES = (
    kept("ml-endpoint-private", "a serverless one asks Entra ID", serverless("AAD")),
    broken("ml-endpoint-private", "a key lets in without servers", serverless("Key")),
    broken("ml-endpoint-private", "a key lets in beside tokens", serverless("KeyAndAAD")),
    unknown("ml-endpoint-private", "what a serverless one asks is unknown", serverless(UNKNOWN)),
    kept("ml-workspace-customer-key", "a key of ours", encrypted(**_KEY)),
    broken("ml-workspace-customer-key", "the default is a key of Microsoft", workspace()),
    broken("ml-workspace-customer-key", "it is off", encrypted("Disabled", **_KEY)),
    broken("ml-workspace-customer-key", "no key is named", encrypted()),
    broken(
        "ml-workspace-customer-key",
        "the default of another API version",
        resource("azure-native:machinelearningservices/v20240401:Workspace", "ml"),
    ),
    unknown("ml-workspace-customer-key", "the key is new", encrypted(keyIdentifier=UNKNOWN)),
    unknown("ml-workspace-customer-key", "all of it is unknown", workspace(encryption=UNKNOWN)),
    unknown("ml-workspace-customer-key", "beside an unknown status no key is named", encrypted(UNKNOWN), at=("ml",)),
    beside("ml-workspace-customer-key", "a compute has disks of its own", _COMPUTE),
    kept("ml-deployment-isolated", "no way out", deployment("Disabled", open_ := workspace()), open_),
    kept("ml-deployment-isolated", "the workspace has none", deployment(None, fenced := workspace(_FENCED)), fenced),
    kept("ml-deployment-isolated", "the workspace decides", deployment("Enabled", stern := workspace(_FENCED)), stern),
    kept("ml-deployment-isolated", "the workspace is made elsewhere", deployment(workspaceName="ml")),
    broken("ml-deployment-isolated", "a way out", deployment("Enabled")),
    broken("ml-deployment-isolated", "the default is a way out", deployment(None, wide := workspace()), wide),
    broken(
        "ml-deployment-isolated",
        "a way out as version 2 writes it",
        resource(
            "azure-native:machinelearningservices/v20240401:OnlineDeployment",
            "blue",
            {"onlineDeploymentProperties": {"endpointComputeType": "Managed", "egressPublicNetworkAccess": "Enabled"}},
        ),
    ),
    unknown("ml-deployment-isolated", "the way out is unknown", deployment(UNKNOWN, known := workspace()), known),
    unknown("ml-deployment-isolated", "the mode is unknown", deployment(None, new := workspace(UNKNOWN)), new),
    unknown(
        "ml-deployment-isolated",
        "beside an unknown model there is a way out",
        deployment("Enabled", model=UNKNOWN),
        at=("blue",),
    ),
    beside(
        "ml-deployment-isolated",
        "a cluster has policies of its own",
        deployment("Enabled", endpointComputeType="Kubernetes"),
    ),
)
