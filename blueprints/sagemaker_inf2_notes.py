"""What to ask for and to know before a SageMaker endpoint on Inferentia2 is made."""

import math
from collections.abc import Iterator

from accel.catalog.prices import price
from accel.catalog.sagemaker import (
    endpoint_machine,
    endpoint_machines,
    model_server,
    quota_name,
)
from accel.planning.month import HOURS_PER_MONTH
from accel.planning.stack import StackFacts
from blueprints.contract import Note, Place
from blueprints.sagemaker_inf2_fit import cores_of, fit, model_of
from blueprints.sagemaker_inf2_settings import Settings
from components.aws.sagemaker_arguments import (
    BATCH_PERCENT,
    ROLLING,
    SageMakerEndpointScaling,
    SageMakerEndpointUpdate,
)


def notes(
    settings: Settings,
    facts: StackFacts,
    place: Place,
    scaling: SageMakerEndpointScaling,
    update: SageMakerEndpointUpdate,
) -> list[Note]:
    """Return all notes on one use of the blueprint."""
    return [
        *_quota(settings, place, scaling, update),
        *_zones(settings, place),
        *_price(settings, place),
        *_schedule(settings, facts, scaling),
        *_fit(settings),
        *_weights(settings),
        *_access(settings),
        *_data(settings),
    ]


def machines_during_update(scaling: SageMakerEndpointScaling, update: SageMakerEndpointUpdate) -> int:
    """Return the most instances that stand at once: a full fleet, and what an update adds to it."""
    most = scaling.get("max_instances", 1)
    if update.get("policy") != ROLLING:
        return 2 * most
    return most + math.ceil(most * update.get("batch_percent", BATCH_PERCENT) / 100)


def _quota(
    settings: Settings, place: Place, scaling: SageMakerEndpointScaling, update: SageMakerEndpointUpdate
) -> Iterator[Note]:
    name, most = quota_name(settings.instance_type), scaling.get("max_instances", 1)
    where = f" in {place.aws_region}" if place.aws_region else ""
    during = machines_during_update(scaling, update)
    yield Note(
        "quota",
        settings.name,
        f"Amazon SageMaker quota {name!r}{where}: at least {most}, and {during} while an update runs on a full fleet "
        f"({update.get('policy')}); new accounts have 0. Service Quotas takes the request.",
    )


def _zones(settings: Settings, place: Place) -> Iterator[Note]:
    machine = settings.instance_type.removeprefix("ml.")
    region = f" --region {place.aws_region}" if place.aws_region else ""
    yield Note(
        "zone",
        settings.name,
        f"Not every zone sells {machine}: the subnets should stand in zones that "
        "`aws ec2 describe-instance-type-offerings --location-type availability-zone "
        f"--filters Name=instance-type,Values={machine}{region}` lists.",
    )


def _price(settings: Settings, place: Place) -> Iterator[Note]:
    region = place.aws_region
    if region is not None and price("aws-sagemaker", region, settings.instance_type) is None:
        yield Note("price", settings.name, f"The catalogue has no price of {settings.instance_type} in {region}.")


def _schedule(settings: Settings, facts: StackFacts, scaling: SageMakerEndpointScaling) -> Iterator[Note]:
    fewest, most = scaling.get("min_instances", 1), scaling.get("max_instances", 1)
    if facts.schedule is None:
        return
    if settings.schedule and fewest != most:
        left = "shrinks to one instance, which stays on"
    else:
        left = f"keeps {fewest} to {most} instances on" if fewest != most else f"keeps {fewest} on"
    yield Note(
        "schedule",
        settings.name,
        f"Outside working hours the endpoint {left}: a variant that serves one model cannot go below one instance. "
        f"It is paid for {HOURS_PER_MONTH} h a month; destroy the stack to stop paying.",
    )


def _fit(settings: Settings) -> Iterator[Note]:
    machine, model = endpoint_machine(settings.instance_type), model_of(settings)
    if model is None:
        yield Note(
            "fit",
            settings.name,
            "The model is not in the catalogue: whether its heads divide over the NeuronCores and its weights fit into "
            "their memory is not checked. Name it in `model`.",
        )
        return
    cores, each = cores_of(settings), fit(settings, model)
    yield Note(
        "fit",
        settings.name,
        f"{model.id} takes {each.needed_gib:.1f} of {each.limit_gib:g} GiB of each of {cores} NeuronCores with "
        f"{settings.batch_size} requests of {settings.max_total_tokens} tokens; what the Neuron runtime takes comes on "
        "top.",
    )
    smaller = next((found for found in endpoint_machines().values() if found.neuron_cores >= cores), machine)
    if cores < machine.neuron_cores:
        advice = f"; {smaller.name} has {smaller.neuron_cores}" if smaller.neuron_cores < machine.neuron_cores else ""
        yield Note(
            "fit",
            settings.name,
            f"{model.id} is shared by {cores} of the {machine.neuron_cores} NeuronCores of {machine.name}: the others "
            f"stay idle{advice}.",
        )


def _weights(settings: Settings) -> Iterator[Note]:
    if settings.weights is None:
        return
    yield Note(
        "data",
        settings.name,
        f"Nothing is compiled at start: {settings.weights.prefix} must hold the Neuron artefacts of "
        f"`optimum-cli export neuron` (batch size {settings.batch_size}, {settings.max_total_tokens} tokens, "
        f"tensor parallel size {cores_of(settings)}), "
        f"compiled by the version in the image of {model_server(settings.server).title} (docs/sagemaker.md). SageMaker "
        "refuses a model whose folder is empty: where this stack makes the model store, `pulumi up --target "
        "'**AwsBaseline**'` makes it first.",
    )


def _access(settings: Settings) -> Iterator[Note]:
    if settings.hub is None:
        return
    yield Note(
        "access",
        settings.name,
        f"The container downloads {settings.hub.model_id} from huggingface.co: it has a network, the baseline needs "
        "egress nat, and the rule sagemaker-network-isolation wants an exemption outside dev. Weights in the model "
        "store need none of that.",
    )
    if settings.hub.token_secret_arn is not None:
        yield Note(
            "access",
            settings.name,
            "No published image reads a token from Secrets Manager: `image` must be one that reads the secret named by "
            "HF_TOKEN_SECRET_ARN before it starts the server (docs/sagemaker.md).",
        )


def _data(settings: Settings) -> Iterator[Note]:
    if settings.data_capture is not None:
        share = settings.data_capture.sampling_percent
        yield Note(
            "data",
            settings.name,
            f"{share} % of the requests and answers are kept in the model store under data-capture/; nothing deletes "
            "them there. Tell your users, and expire them.",
        )
