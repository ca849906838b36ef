from accel.catalog.azure import privileged_roles
from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/ml"
_NETWORK = resource("azure-native:network:VirtualNetwork", "network")
_ACCOUNT = resource("azure-native:storage:StorageAccount", "account")
_NAME = "insights-activity-logs"


def setting(
    *categories: object, of: object = _SUBSCRIPTION, version: str = ":monitor", name: str = "export", **rest: object
) -> Resource:
    logs = [{"category": category, "enabled": True, **rest} for category in categories]
    return resource(f"azure-native{version}:DiagnosticSetting", name, {"resourceUri": of, "logs": logs})


def logs(*entries: object) -> Resource:
    given = {"resourceUri": _SUBSCRIPTION, "logs": list(entries)}
    return resource("azure-native:monitor:DiagnosticSetting", "export", given)


def archive(name: object = _NAME, **uses: Resource) -> Resource:
    return resource("azure-native:storage:BlobContainer", "activity", {"containerName": name}, uses=uses)


def policy(of: Resource | None = None, days: object = 365, appends: object = True, **inputs: object) -> Resource:
    given = {"immutabilityPeriodSinceCreationInDays": days, "allowProtectedAppendWrites": appends, **inputs}
    uses = {"containerName": of} if of else {}
    return resource("azure-native:storage:BlobContainerImmutabilityPolicy", "retention", given, uses=uses)


def assignment(role: object, scope: object, version: str = ":authorization", **inputs: object) -> Resource:
    given = {"roleDefinitionId": role, "scope": scope, "principalId": UNKNOWN, **inputs}
    return resource(f"azure-native{version}:RoleAssignment", "grant", given)


def role(name: str) -> str:
    return f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{privileged_roles()[name].upper()}"


def definition(*actions: object, key: str = "actions", version: str = ":authorization") -> Resource:
    given = {"roleName": "own", "scope": _SUBSCRIPTION, "permissions": [{key: list(actions)}]}
    return resource(f"azure-native{version}:RoleDefinition", "role", given)


def vault(version: str = ":keyvault", **inputs: object) -> Resource:
    return resource(f"azure-native{version}:Vault", "vault", inputs)


def cluster(version: str = ":containerservice") -> Resource:
    return resource(f"azure-native{version}:ManagedCluster", "aks")


def logs_of(target: Resource, *entries: object, version: str = ":monitor") -> Resource:
    return resource(
        f"azure-native{version}:DiagnosticSetting", "logs", {"logs": list(entries)}, uses={"resourceUri": target}
    )


def on(category: object = None, group: object = None, enabled: object = True) -> dict[str, object]:
    return {"category": category, "categoryGroup": group, "enabled": enabled}


def secret(**attributes: object) -> Resource:
    return resource("azure-native:keyvault:Secret", "token", {"properties": {"attributes": attributes}})


_FOUR = ("Administrative", "Security", "Alert", "Policy")

CASES = (
    kept("activity-log-exported", "all four categories", _NETWORK, setting(*_FOUR)),
    kept(
        "activity-log-exported",
        "the setting of an older module",
        _NETWORK,
        setting(*_FOUR, version=":insights/v20210501preview"),
    ),
    kept(
        "activity-log-exported",
        "two settings together",
        _NETWORK,
        setting(*_FOUR[:2]),
        setting(*_FOUR[2:], name="other"),
    ),
    kept(
        "activity-log-exported", "all of it as a group", _NETWORK, logs({"categoryGroup": "allLogs", "enabled": True})
    ),
    kept("activity-log-exported", "another stack exports it", _NETWORK, settings={"auditedElsewhere": True}),
    broken("activity-log-exported", "nothing is exported", _NETWORK, at=("stack",)),
    broken("activity-log-exported", "one category is missing", _NETWORK, setting(*_FOUR[:3]), at=("stack",)),
    broken("activity-log-exported", "the categories are off", _NETWORK, setting(*_FOUR, enabled=False), at=("stack",)),
    broken(
        "activity-log-exported", "the logs of a vault are others", _NETWORK, setting(*_FOUR, of=_GROUP), at=("stack",)
    ),
    broken(
        "activity-log-exported",
        "a network of an older API version",
        resource("azure-native:network/v20230901:VirtualNetwork", "network"),
        at=("stack",),
    ),
    unknown(
        "activity-log-exported",
        "the logs of a new vault are not those of the subscription",
        _NETWORK,
        fresh := vault(),
        resource(
            "azure-native:monitor:DiagnosticSetting",
            "logs",
            {"resourceUri": UNKNOWN, "logs": [on(group="allLogs")]},
            uses={"resourceUri": fresh},
        ),
        at=("stack",),
    ),
    unknown("activity-log-exported", "whose logs they are is unknown", _NETWORK, setting(of=UNKNOWN)),
    unknown("activity-log-exported", "a category is unknown", _NETWORK, setting(*_FOUR[:3], UNKNOWN)),
    unknown("activity-log-exported", "whether it is on is unknown", _NETWORK, setting(*_FOUR, enabled=UNKNOWN)),
    unknown(
        "activity-log-exported",
        "beside an unknown switch of one the others are missing",
        _NETWORK,
        setting("Administrative", enabled=UNKNOWN),
        at=("stack",),
    ),
    beside("activity-log-exported", "nothing is built on Azure", resource("aws:ec2/vpc:Vpc")),
    kept("activity-log-immutable", "a policy of the container", log := archive(), policy(log)),
    kept(
        "activity-log-immutable",
        "a policy that names account and container",
        resource("azure-native:storage:BlobContainer", "activity", {"containerName": _NAME, "accountName": "archive"}),
        policy(accountName="archive", containerName=_NAME),
    ),
    kept(
        "activity-log-immutable",
        "all kinds of blobs are appended to",
        all_kinds := archive(),
        policy(all_kinds, appends=False, allowProtectedAppendWritesAll=True),
    ),
    kept(
        "activity-log-immutable",
        "an older API version",
        older := resource("azure-native:storage/v20230101:BlobContainer", "activity", {"containerName": _NAME}),
        policy(older),
    ),
    broken("activity-log-immutable", "no policy", archive()),
    broken("activity-log-immutable", "a month", month := archive(), policy(month, days=30)),
    broken(
        "activity-log-immutable", "less than the setting", year := archive(), policy(year), settings={"minDays": 366}
    ),
    broken("activity-log-immutable", "Azure cannot append", shut := archive(), policy(shut, appends=False)),
    broken(
        "activity-log-immutable",
        "the policy is that of another account",
        resource("azure-native:storage:BlobContainer", "activity", {"containerName": _NAME, "accountName": "archive"}),
        policy(accountName="other", containerName=_NAME),
    ),
    unknown("activity-log-immutable", "the days are unknown", new := archive(), policy(new, days=UNKNOWN)),
    unknown(
        "activity-log-immutable",
        "beside unknown appends there are few days",
        few := archive(),
        policy(few, days=1, appends=UNKNOWN),
        at=("activity",),
    ),
    beside("activity-log-immutable", "a container of weights", archive("weights", accountName=_ACCOUNT)),
    kept(
        "azure-role-not-privileged", "a narrow role", assignment("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", _SUBSCRIPTION)
    ),
    kept("azure-role-not-privileged", "a contributor of one group", assignment(role("Contributor"), _GROUP)),
    kept(
        "azure-role-not-privileged",
        "a condition bounds what may be granted",
        assignment(role("Role Based Access Control Administrator"), _GROUP, condition="@Request[...]"),
    ),
    broken("azure-role-not-privileged", "a contributor of all", assignment(role("Contributor"), _SUBSCRIPTION)),
    broken(
        "azure-role-not-privileged",
        "a contributor of a management group",
        assignment(role("Contributor"), "/providers/Microsoft.Management/managementGroups/root"),
    ),
    broken("azure-role-not-privileged", "an owner of one group", assignment(role("Owner"), _GROUP)),
    broken(
        "azure-role-not-privileged", "conditions do not bind an owner", assignment(role("Owner"), _GROUP, condition="c")
    ),
    broken(
        "azure-role-not-privileged",
        "an administrator of access in another API version",
        assignment(role("User Access Administrator"), _GROUP, ":authorization/v20200401preview"),
    ),
    unknown("azure-role-not-privileged", "the role is unknown", assignment(UNKNOWN, _SUBSCRIPTION)),
    unknown("azure-role-not-privileged", "the scope is unknown", assignment(role("Contributor"), UNKNOWN)),
    unknown(
        "azure-role-not-privileged",
        "an owner of something unknown is an owner",
        assignment(role("Owner"), UNKNOWN),
        at=("grant",),
    ),
    beside("azure-role-not-privileged", "a definition grants nothing", definition("*")),
    kept("azure-role-no-wildcards", "actions by name", definition("Microsoft.Compute/virtualMachines/start/action")),
    kept("azure-role-no-wildcards", "reading everything", definition("*/read")),
    broken("azure-role-no-wildcards", "everything", definition("*")),
    broken("azure-role-no-wildcards", "writing everything", definition("*/write")),
    broken("azure-role-no-wildcards", "granting everything", definition("Microsoft.Authorization/*")),
    *(
        broken("azure-role-no-wildcards", f"{what} is allowed", definition(what))
        for what in (
            "Microsoft.KeyVault/*",
            "Microsoft.KeyVault/*/*",
            "Microsoft.Authorization/roleAssignments/write",
            "microsoft.authorization/roleassignments/*",
            "Microsoft.Authorization/*/write",
            "Microsoft.Authorization/roleDefinitions/write",
            "Microsoft.Authorization/elevateAccess/Action",
        )
    ),
    broken("azure-role-no-wildcards", "all data of a service", definition("Microsoft.KeyVault/*", key="dataActions")),
    *(
        kept("azure-role-no-wildcards", f"{what} is allowed", definition(what))
        for what in (
            "Microsoft.KeyVault/vaults/*",
            "Microsoft.Authorization/*/read",
            "Microsoft.Authorization/locks/write",
        )
    ),
    broken("azure-role-no-wildcards", "all data", definition("*", key="dataActions")),
    broken(
        "azure-role-no-wildcards",
        "everything in another API version",
        definition("*", version=":authorization/v20220401"),
    ),
    unknown("azure-role-no-wildcards", "the action is unknown", definition(UNKNOWN)),
    unknown(
        "azure-role-no-wildcards", "beside an unknown action stands everything", definition(UNKNOWN, "*"), at=("role",)
    ),
    beside("azure-role-no-wildcards", "an assignment is no definition", assignment(role("Owner"), _GROUP)),
    kept("key-vault-logged", "the group audit is exported", keys := vault(), logs_of(keys, on(group="audit"))),
    kept("key-vault-logged", "the category is exported", named := vault(), logs_of(named, on("AuditEvent"))),
    kept(
        "key-vault-logged",
        "the setting names the vault by text",
        vault(vaultName="kv-1"),
        resource(
            "azure-native:insights/v20210501preview:DiagnosticSetting",
            "logs",
            {"resourceUri": f"{_GROUP}/providers/Microsoft.KeyVault/vaults/kv-1", "logs": [on(group="allLogs")]},
        ),
    ),
    broken("key-vault-logged", "nothing is exported by default", vault()),
    broken("key-vault-logged", "the export is off", off := vault(), logs_of(off, on(group="audit", enabled=False))),
    broken(
        "key-vault-logged",
        "other logs are exported",
        other := vault(),
        logs_of(other, on("AzurePolicyEvaluationDetails")),
    ),
    broken(
        "key-vault-logged", "the logs of another resource are exported", vault(), logs_of(cluster(), on(group="audit"))
    ),
    broken("key-vault-logged", "a vault of another API version has none", vault(":keyvault/v20230701")),
    unknown("key-vault-logged", "what is exported is unknown", some := vault(), logs_of(some, on(UNKNOWN))),
    unknown(
        "key-vault-logged",
        "whether it is exported is unknown",
        half := vault(),
        logs_of(half, on("AuditEvent", enabled=UNKNOWN)),
    ),
    beside("key-vault-logged", "a cluster is no vault", cluster()),
    kept("aks-audit-log", "changes are exported", aks := cluster(), logs_of(aks, on("kube-audit-admin"))),
    broken("aks-audit-log", "nothing is exported by default", cluster()),
    broken("aks-audit-log", "a cluster of another API version has none", cluster(":containerservice/v20240901")),
    broken("aks-audit-log", "only metrics of the API server", api := cluster(), logs_of(api, on("kube-apiserver"))),
    unknown("aks-audit-log", "what is exported is unknown", new_one := cluster(), logs_of(new_one, UNKNOWN)),
    beside("aks-audit-log", "a vault is no cluster", vault()),
    kept("vault-secret-expires", "it ends", secret(expires=1900000000)),
    broken("vault-secret-expires", "the default is never", secret()),
    unknown("vault-secret-expires", "when it ends is unknown", secret(expires=UNKNOWN)),
    beside("vault-secret-expires", "a vault is no secret", vault()),
)
