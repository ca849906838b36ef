"""SageMaker's training, tuning and monitoring jobs, which name the same things in different places."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accel.catalog.local_storage import has_local_storage
from accel.planning.graph import Resource
from policies.properties import absent, entries, is_unknown, mapping, number, objects

_TRAINING = "aws:sagemaker/trainingJob:TrainingJob"
_TUNING = "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob"
_DATA_QUALITY = "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition"
_SCHEDULE = "aws:sagemaker/monitoringSchedule:MonitoringSchedule"
JOBS = (_TRAINING, _TUNING, _DATA_QUALITY, _SCHEDULE)


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its machines and its network, each with the path at which a program sets them; either may be unknown."""

    cluster_path: str
    cluster: Any
    """Machines and their volumes; absent where SageMaker chooses them."""
    network_path: str
    network: Any
    """VPC and encryption of what the machines tell each other."""

    @property
    def machines(self) -> list[Any]:
        """Types of the machines, unknown ones included."""
        found = mapping(self.cluster)
        return [found["instanceType"]] if "instanceType" in found else [one.get("instanceType") for one in self._groups]

    @property
    def has_local_storage(self) -> bool:
        """Say whether the machines have encrypted disks of their own, for which SageMaker takes no key."""
        return any(isinstance(machine, str) and has_local_storage(machine) for machine in self.machines)

    @property
    def runs_on_several_machines(self) -> bool:
        """Say whether certainly more than one machine runs the job."""
        counted = (mapping(self.cluster), *self._groups)
        return sum(number(one.get("instanceCount")) or 0 for one in counted) > 1

    @property
    def _groups(self) -> list[dict[str, Any]]:
        found = mapping(self.cluster)
        return [*objects(found.get("instanceGroups")), *objects(found.get("instanceConfigs"))]


def jobs(resource: Resource) -> Iterable[Job]:
    """Yield the jobs that a resource of `JOBS` runs or describes."""
    if resource.type == _TRAINING:
        yield Job("resourceConfig", resource.get("resourceConfig"), "", resource.inputs)
    elif resource.type == _TUNING:
        for name in ("trainingJobDefinition", "trainingJobDefinitions"):
            for definition in entries(resource.get(name)):
                yield _tuning(name, mapping(definition))
    elif resource.type == _DATA_QUALITY:
        yield Job(
            "jobResources.clusterConfig",
            resource.get("jobResources.clusterConfig"),
            "networkConfig.",
            resource.get("networkConfig", {}),
        )
    else:
        path = "monitoringScheduleConfig.monitoringJobDefinition"
        # Absent where the schedule names a definition, which is a resource of its own.
        if not absent(resource.get(path)) and not is_unknown(resource.get(path)):
            cluster = f"{path}.monitoringResources.clusterConfig"
            network = f"{path}.networkConfig"
            yield Job(cluster, resource.get(cluster), f"{network}.", resource.get(network, {}))


def _tuning(name: str, definition: dict[str, Any]) -> Job:
    own = "resourceConfig" if "resourceConfig" in definition else "hyperParameterTuningResourceConfig"
    return Job(f"{name}.{own}", definition.get(own), f"{name}.", definition)
