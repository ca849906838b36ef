"""Believable outputs of IAM, SageMaker, Application Auto Scaling, alarms, topics and secrets."""

from collections.abc import Callable
from typing import Any

from accel.catalog.names import UnknownName
from accel.catalog.regions import partition
from accel.preview.believable.identity import Identity


def _arn(identity: Identity, service: str, resource: str, *, region: str | None = None) -> str:
    where = identity.region if region is None else region
    try:
        part = partition(identity.region)
    except UnknownName:
        part = "aws"
    return f"arn:{part}:{service}:{where}:{identity.account_id}:{resource}"


def _iam(kind: str) -> Callable[[Identity], dict[str, Any]]:
    def answer(identity: Identity) -> dict[str, Any]:
        name = identity.physical_name
        path = str(identity.inputs.get("path") or "/")
        arn = _arn(identity, "iam", f"{kind}{path}{name}", region="")
        unique = f"{kind[:4].upper()}{identity.suffix.upper()}"
        return {"id": arn if kind == "policy" else name, "name": name, "arn": arn, "path": path, "uniqueId": unique}

    return answer


def _role_policy(identity: Identity) -> dict[str, Any]:
    role = identity.inputs.get("role") or "role"
    return {"id": f"{role}:{identity.physical_name}", "name": identity.physical_name}


def _role_policy_attachment(identity: Identity) -> dict[str, Any]:
    return {"id": f"{identity.inputs.get('role') or 'role'}-{identity.suffix}"}


def _sagemaker(kind: str) -> Callable[[Identity], dict[str, Any]]:
    def answer(identity: Identity) -> dict[str, Any]:
        name = identity.physical_name
        return {"id": name, "name": name, "arn": _arn(identity, "sagemaker", f"{kind}/{name.lower()}")}

    return answer


def _scalable_target(identity: Identity) -> dict[str, Any]:
    resource = str(identity.inputs.get("resourceId") or identity.physical_name)
    return {"id": resource, "arn": _arn(identity, "application-autoscaling", f"scalable-target/{identity.suffix}")}


def _scaling_policy(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    resource = str(identity.inputs.get("resourceId") or name)
    service = str(identity.inputs.get("serviceNamespace") or "sagemaker")
    arn = _arn(
        identity, "autoscaling", f"scalingPolicy:{identity.suffix}:resource/{service}/{resource}:policyName/{name}"
    )
    return {"id": name, "name": name, "arn": arn, "alarmArns": []}


def _scheduled_action(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    resource = str(identity.inputs.get("resourceId") or name)
    service = str(identity.inputs.get("serviceNamespace") or "sagemaker")
    action = f"scheduledAction:{identity.suffix}:resource/{service}/{resource}:scheduledActionName/{name}"
    return {"id": f"{name}-{service}-{resource}", "name": name, "arn": _arn(identity, "autoscaling", action)}


def _metric_alarm(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    return {"id": name, "name": name, "arn": _arn(identity, "cloudwatch", f"alarm:{name}")}


def _topic(identity: Identity) -> dict[str, Any]:
    arn = _arn(identity, "sns", identity.physical_name)
    return {"id": arn, "name": identity.physical_name, "arn": arn, "owner": identity.account_id}


def _topic_policy(identity: Identity) -> dict[str, Any]:
    return {"id": str(identity.inputs.get("arn") or identity.physical_name), "owner": identity.account_id}


def _topic_subscription(identity: Identity) -> dict[str, Any]:
    topic = str(identity.inputs.get("topic") or _arn(identity, "sns", "topic"))
    arn = f"{topic}:{identity.suffix}"
    return {"id": arn, "arn": arn, "ownerId": identity.account_id}


def _secret(identity: Identity) -> dict[str, Any]:
    # Secrets Manager appends six characters to the name in the ARN.
    arn = _arn(identity, "secretsmanager", f"secret:{identity.physical_name}-{identity.suffix[:6]}")
    return {"id": arn, "name": identity.physical_name, "arn": arn}


def _secret_version(identity: Identity) -> dict[str, Any]:
    secret = str(identity.inputs.get("secretId") or _arn(identity, "secretsmanager", "secret:secret"))
    return {"id": f"{secret}|{identity.suffix}", "arn": secret, "versionId": identity.suffix}


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "aws:appautoscaling/policy:Policy": _scaling_policy,
    "aws:appautoscaling/scheduledAction:ScheduledAction": _scheduled_action,
    "aws:appautoscaling/target:Target": _scalable_target,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _metric_alarm,
    "aws:iam/policy:Policy": _iam("policy"),
    "aws:iam/role:Role": _iam("role"),
    "aws:iam/rolePolicy:RolePolicy": _role_policy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _role_policy_attachment,
    "aws:sagemaker/endpoint:Endpoint": _sagemaker("endpoint"),
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": _sagemaker("endpoint-config"),
    "aws:sagemaker/model:Model": _sagemaker("model"),
    "aws:secretsmanager/secret:Secret": _secret,
    "aws:secretsmanager/secretVersion:SecretVersion": _secret_version,
    "aws:sns/topic:Topic": _topic,
    "aws:sns/topicPolicy:TopicPolicy": _topic_policy,
    "aws:sns/topicSubscription:TopicSubscription": _topic_subscription,
}
