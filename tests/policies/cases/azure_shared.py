"""Rules of every cloud, tried on Azure."""

import base64
from typing import Any

from accel.planning.graph import UNKNOWN, Resource, Secret
from tests.policies.building import broken, kept, resource, unknown

_TAGS: dict[str, Any] = {"environment": "prod", "cost-center": "research", "blueprint": "landing", "stack": "azure"}
_UNTOLD: dict[str, Any] = {**_TAGS, "blueprint": UNKNOWN}
_OWNED: dict[str, Any] = {"owner": "ml-platform", "managed-by": "accelerator-blueprints"}
_STARTS = base64.b64encode(b"#!/bin/sh\nexport HF_TOKEN=hf_" + b"a" * 34).decode()
_STORES = (
    "azure-native:containerregistry:Registry",
    "azure-native:keyvault:Vault",
    "azure-native:operationalinsights:Workspace",
    "azure-native:storage:StorageAccount",
)


def group(version: str = ":resources", **tags: object) -> Resource:
    return resource(f"azure-native{version}:ResourceGroup", "group", {"location": "westeurope", "tags": tags})


def workspace(**inputs: object) -> Resource:
    return resource("azure-native:operationalinsights:Workspace", "logs", inputs)


def account(version: str = ":storage", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:StorageAccount", "account", {"kind": "StorageV2", **inputs})


def lifecycle(of: Resource) -> Resource:
    return resource("azure-native:storage:ManagementPolicy", "lifecycle", uses={"accountName": of})


def machine(**inputs: object) -> Resource:
    return resource("azure-native:compute:VirtualMachine", "vm", inputs)


def deployment(**variables: object) -> Resource:
    given = {"properties": {"environmentVariables": variables}}
    return resource("azure-native:machinelearningservices:OnlineDeployment", "blue", given)


CASES = (
    kept("cost-tags", "a group of resources says who pays", group(**_TAGS)),
    broken("cost-tags", "a group of resources says nothing", group()),
    broken("cost-tags", "a group of another API version says nothing", group(":resources/v20230701")),
    unknown("cost-tags", "a tag of a group is unknown", group(**_UNTOLD)),
    kept("ownership-tags", "a group of resources says whose it is", group(**_OWNED)),
    broken("ownership-tags", "a group of resources says nothing of its owner", group(**_TAGS)),
    *(
        case
        for type_ in _STORES
        for case in (
            kept("data-store-protected", f"a protected {type_}", resource(type_, "store", protect=True)),
            broken("data-store-protected", f"an unprotected {type_}", resource(type_, "store")),
        )
    ),
    kept("log-retention-bounded", "a workspace keeps logs for two years", workspace(retentionInDays=730)),
    kept(
        "log-retention-bounded",
        "Azure keeps no logs longer in a workspace",
        workspace(retentionInDays=730),
        facts={"profile": {"log_retention_days": 2192}},
    ),
    broken("log-retention-bounded", "a workspace keeps logs for 30 days by default", workspace()),
    unknown("log-retention-bounded", "how long a workspace keeps them is unknown", workspace(retentionInDays=UNKNOWN)),
    kept("storage-lifecycle", "an account with a policy", store := account(), lifecycle(store)),
    kept("storage-lifecycle", "an account of files alone has no blobs", account(kind="FileStorage")),
    broken("storage-lifecycle", "an account without a policy", account()),
    broken("storage-lifecycle", "an account of another API version without one", account(":storage/v20230101")),
    kept("secrets-not-plain", "a machine on Azure starts with nothing secret", machine(userData="ZWNobyBoaQ==")),
    broken("secrets-not-plain", "a token in the custom data", machine(osProfile={"customData": _STARTS})),
    broken("secrets-not-plain", "a token in user data of Azure", machine(userData=Secret(_STARTS))),
    broken(
        "secrets-not-plain",
        "a token in the custom data of a set",
        resource(
            "azure-native:compute:VirtualMachineScaleSet",
            "set",
            {"virtualMachineProfile": {"osProfile": {"customData": _STARTS}}},
        ),
    ),
    broken("secrets-not-plain", "a deployment has a token in its environment", deployment(HF_TOKEN="planted")),
    broken(
        "secrets-not-plain",
        "a deployment of version 2 has a token in its environment",
        resource(
            "azure-native:machinelearningservices/v20240401:OnlineDeployment",
            "blue",
            {"onlineDeploymentProperties": {"environmentVariables": {"API_KEY": "planted"}}},
        ),
    ),
    kept("secrets-not-plain", "a vault keeps it", deployment(HF_TOKEN="https://v.vault.azure.net/secrets/hf")),
    kept("secrets-not-plain", "a reference to a vault", deployment(HF_TOKEN="@Microsoft.KeyVault(SecretUri=a)")),
    unknown("secrets-not-plain", "the custom data are unknown", machine(osProfile={"customData": UNKNOWN})),
    unknown("secrets-not-plain", "an unknown token is one all the same", deployment(HF_TOKEN=UNKNOWN), at=("blue",)),
)
