"""Whether the model of a `sagemaker_inf2` fits into the memory of its NeuronCores."""

import math
from collections.abc import Iterator

from accel.catalog.models import Model, known_model
from accel.catalog.prices import price
from accel.catalog.sagemaker import EndpointMachine, endpoint_machine, endpoint_machines, tensor_parallel_sizes
from accel.planning.fit import Devices, Fit, Load, fit_of
from blueprints.contract import Place
from blueprints.sagemaker_inf2_settings import Settings
from components.aws.sagemaker_arguments import DATA_TYPE
from components.contract import InvalidArgument

_BITS = {"fp32": 32}
"""Of the data types that are not 16 bits long."""
_USUAL_BITS = 16


def model_of(settings: Settings) -> Model | None:
    """Return what the catalogue knows of the model, or None."""
    name = settings.model or (settings.hub.model_id if settings.hub else None)
    return known_model(name) if name else None


def cores_of(settings: Settings) -> int:
    """Return the NeuronCores that share the model."""
    return settings.tensor_parallel_size or _largest(endpoint_machine(settings.instance_type), model_of(settings))


def fit(settings: Settings, model: Model) -> Fit:
    """Return what each of the NeuronCores holds: weights, and the cache that was compiled in."""
    return _fit(settings, model, endpoint_machine(settings.instance_type), cores_of(settings))


def require_fitting_model(settings: Settings, place: Place) -> None:
    """Refuse a model whose weights and cache alone are more than the NeuronCores hold.

    What the Neuron runtime takes besides is not known, so what passes here may still be too tight.

    Raises:
        InvalidArgument: with what would fit instead.
    """
    model = model_of(settings)
    if model is None or (found := fit(settings, model)).fits:
        return
    name = settings.instance_type
    allowed = (
        f"a machine that holds {model.id}: weights and {settings.batch_size} requests of {settings.max_total_tokens} "
        f"tokens need {found.needed_gib:.1f} GiB on each of {found.tensor_parallel} NeuronCores of "
        f"{found.limit_gib:g} GiB"
    )
    raise InvalidArgument("instance_type", name, allowed, _instead(settings, model, found, place))


def _instead(settings: Settings, model: Model, found: Fit, place: Place) -> str:
    one = found.cache_gib / settings.batch_size
    batch = math.floor((found.limit_gib - found.weights_gib) / one)
    parts = [f"batchSize {batch}"] if batch > 0 else []
    parts.extend(_machines(settings, model, place))
    return f"fits: {'; '.join(parts)}" if parts else "no Inferentia2 machine of SageMaker holds it"


def _machines(settings: Settings, model: Model, place: Place) -> Iterator[str]:
    for machine in endpoint_machines().values():
        for cores in tensor_parallel_sizes(machine.neuron_cores, model.attention_heads):
            if _fit(settings, model, machine, cores).fits:
                row = price("aws-sagemaker", place.aws_region or "", machine.name)
                usd = f" (${row.usd_per_hour:.2f}/h)" if row else ""
                yield f"{machine.name} with tensorParallelSize {cores}{usd}"
                break


def _fit(settings: Settings, model: Model, machine: EndpointMachine, cores: int) -> Fit:
    bits = _BITS.get(settings.data_type or DATA_TYPE, _USUAL_BITS)
    load = Load(settings.max_total_tokens, settings.batch_size, bits=bits)
    each = Devices(machine.accelerator, machine.neuron_cores, machine.gib_per_core, utilization=1, overhead_gib=0)
    return fit_of(model, load, each, cores, whole_blocks=False)


def _largest(machine: EndpointMachine, model: Model | None) -> int:
    return tensor_parallel_sizes(machine.neuron_cores, model.attention_heads if model else None)[-1]
