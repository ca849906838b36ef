"""Real-time endpoints of SageMaker on Inferentia2: machines, model servers, limits, metrics, quotas."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accel.catalog.accelerators import accelerator
from accel.catalog.machines import machine
from accel.catalog.names import UnknownName, known
from accel.catalog.regions import partition
from accel.catalog.rows import rows, tables

MODEL_FOLDER = "/opt/ml/model"
"""Where SageMaker puts weights from S3 in a container."""
_DNS_SUFFIX = {"aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com"}
_ECR_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?"
    r"/(?P<repository>[a-z0-9]+(?:[._/-][a-z0-9]+)*)(?::[\w.-]+|@sha256:[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class EndpointMachine:
    """A machine type that can stand behind an endpoint."""

    name: str
    accelerator: str
    """Id in the catalogue of accelerators."""
    neuron_cores: int
    gib_per_core: float
    """Device memory that one NeuronCore has to itself, in GiB."""
    source: str
    source_date: str


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A model server whose image AWS publishes."""

    server: str
    title: str
    repository: str
    tag: str
    environment: Mapping[str, tuple[str, ...]]
    """Environment variables by setting; a setting that the server does not read is absent."""
    data_types: tuple[str, ...]
    """Data types that it can be told to compute in; empty where the weights decide."""
    accounts: Mapping[str, str]
    """Account that owns the repository, by region."""
    source: str
    source_date: str

    def image(self, region: str) -> str:
        """Return the image in a region, pinned.

        Raises:
            UnknownName: the image is not published there.
        """
        if region not in self.accounts:
            raise UnknownName(f"region of the image of {self.server}", region, self.accounts)
        suffix = _DNS_SUFFIX[partition(region)]
        return f"{self.accounts[region]}.dkr.ecr.{region}.{suffix}/{self.repository}:{self.tag}"

    def variables(self, setting: str) -> tuple[str, ...]:
        """Return the environment variables that carry a setting; none where the server does not read it."""
        return self.environment.get(setting, ())


@dataclass(frozen=True, slots=True)
class Limit:
    """An inclusive range that the service accepts."""

    lowest: int
    highest: int
    source: str
    source_date: str


@dataclass(frozen=True, slots=True)
class AlarmMetric:
    """A metric of the namespace AWS/SageMaker with the dimensions EndpointName and VariantName."""

    name: str
    unit: str
    source: str
    source_date: str


def endpoint_machine(name: str) -> EndpointMachine:
    """Return a machine type.

    Raises:
        UnknownName: it is no Inferentia2 machine of SageMaker; carries the nearest one.
    """
    return known("Inferentia2 machine type of SageMaker", name, endpoint_machines())


@cache
def endpoint_machines() -> Mapping[str, EndpointMachine]:
    """Return the machine types by name, the smallest first."""
    return {
        name: _endpoint_machine(name, row["source"], str(row["source_date"]))
        for row in _table("machines")
        for name in row["names"].split()
    }


def model_server(name: str) -> ModelServer:
    """Return a model server.

    Raises:
        UnknownName: the catalogue has none of that name.
    """
    return known("model server", name, model_servers())


@cache
def model_servers() -> Mapping[str, ModelServer]:
    """Return the model servers by name."""
    return {row["server"]: _model_server(row) for row in rows("images_sagemaker.yaml")}


def limit(name: str) -> Limit:
    """Return a limit of the service by its name in `sagemaker.yaml`."""
    row = _one("limit", "name", name)
    return Limit(row["lowest"], row["highest"], row["source"], str(row["source_date"]))


@cache
def scaling_metrics() -> Mapping[str, str]:
    """Return the predefined metric of each choice: `invocations` a minute, or `concurrency`."""
    return {row["choice"]: row["name"] for row in _table("scaling_metric")}


def alarm_metric(role: str) -> AlarmMetric:
    """Return the metric of `latency`, `server-errors` or `model-errors`."""
    row = _one("alarm_metric", "role", role)
    return AlarmMetric(row["name"], row["unit"], row["source"], str(row["source_date"]))


def machine_image(accelerator_id: str) -> str:
    """Return the image of the machines themselves, with driver and runtime of the accelerator."""
    return _one("image_of_machines", "accelerator", accelerator_id)["name"]


def quota_name(machine_type: str) -> str:
    """Return the name of the service quota that counts a machine type behind endpoints."""
    return _table("quota")[0]["name"].format(machine=machine_type)


def tensor_parallel_sizes(neuron_cores: int, attention_heads: int | None) -> tuple[int, ...]:
    """Return the numbers of NeuronCores that can share a model: each core takes the same number of its heads.

    With unknown heads every number up to the machine's cores may do.
    """
    sizes = range(1, neuron_cores + 1)
    return tuple(size for size in sizes if attention_heads is None or attention_heads % size == 0)


def is_endpoint_name(name: str) -> bool:
    """Say whether SageMaker takes a name: letters, digits and single hyphens between them, not too many."""
    return len(name) <= limit("name_characters").highest and bool(re.fullmatch(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*", name))


def repository_arn(image: str) -> str | None:
    """Return the ARN of an image's repository in ECR, or None where the image is not in ECR or is not pinned."""
    found = _ECR_IMAGE.fullmatch(image)
    if found is None:
        return None
    try:
        part = partition(found["region"])
    except UnknownName:
        return None
    return f"arn:{part}:ecr:{found['region']}:{found['account']}:repository/{found['repository']}"


def _table(name: str) -> list[dict[str, Any]]:
    return tables("sagemaker.yaml")[name]


def _one(table: str, key: str, value: str) -> dict[str, Any]:
    return known(f"{table} of SageMaker", value, {row[key]: row for row in _table(table)})


def _endpoint_machine(name: str, source: str, source_date: str) -> EndpointMachine:
    found = machine("aws", name)
    if found.accelerator is None:
        raise ValueError(f"{name} has no accelerator in machines.csv")
    per_device = accelerator(found.accelerator).cores
    if per_device is None:
        raise ValueError(f"{found.accelerator} has no cores in accelerator_figures.csv")
    cores = int(found.accelerator_count * per_device)
    memory = found.accelerator_memory_gib / per_device
    return EndpointMachine(name, found.accelerator, cores, memory, source, source_date)


def _model_server(row: Mapping[str, Any]) -> ModelServer:
    return ModelServer(
        server=row["server"],
        title=row["title"],
        repository=row["repository"],
        tag=row["tag"],
        environment={setting: tuple(names) for setting, names in row["environment"].items()},
        data_types=tuple(row["data_types"]),
        accounts={region: account for account, regions in row["accounts"].items() for region in regions.split()},
        source=row["source"],
        source_date=str(row["source_date"]),
    )
