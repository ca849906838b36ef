"""Believable outputs of image repositories, policies of secrets, budgets and anomaly monitors."""

from collections.abc import Callable
from typing import Any

from accel.preview.believable.aws import arn
from accel.preview.believable.identity import Identity


def _repository(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    host = f"{identity.account_id}.dkr.ecr.{identity.region}.amazonaws.com"
    return {
        "id": name,
        "name": name,
        "arn": arn(identity, "ecr", f"repository/{name}"),
        "registryId": identity.account_id,
        "repositoryUrl": f"{host}/{name}",
    }


def _of_repository(identity: Identity) -> dict[str, Any]:
    name = str(identity.inputs.get("repository") or identity.physical_name)
    return {"id": name, "registryId": identity.account_id}


def _secret_policy(identity: Identity) -> dict[str, Any]:
    return {"id": str(identity.inputs.get("secretArn") or identity.physical_name)}


def _budget(identity: Identity) -> dict[str, Any]:
    name = identity.physical_name
    return {
        "id": f"{identity.account_id}:{name}",
        "name": name,
        "arn": arn(identity, "budgets", f"budget/{name}", regional=False),
    }


def _anomaly(kind: str) -> Callable[[Identity], dict[str, Any]]:
    def answer(identity: Identity) -> dict[str, Any]:
        found = arn(identity, "ce", f"{kind}/{identity.suffix}0-0000-4000-8000-000000000000", regional=False)
        return {"id": found, "name": identity.physical_name, "arn": found}

    return answer


OUTPUTS: dict[str, Callable[[Identity], dict[str, Any]]] = {
    "aws:budgets/budget:Budget": _budget,
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": _anomaly("anomalymonitor"),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": _anomaly("anomalysubscription"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _of_repository,
    "aws:ecr/repository:Repository": _repository,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": _of_repository,
    "aws:secretsmanager/secretPolicy:SecretPolicy": _secret_policy,
}
