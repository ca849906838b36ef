"""What runs in a SageMaker endpoint's container: its image, its environment, and whether they fit the machine."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from accel.catalog.models import Model, known_model
from accel.catalog.sagemaker import (
    MODEL_FOLDER,
    EndpointMachine,
    ModelServer,
    endpoint_machine,
    endpoint_machines,
    limit,
    model_server,
    model_servers,
    tensor_parallel_sizes,
)
from components.aws.sagemaker_arguments import BATCH_SIZE, DATA_TYPE, MAX_TOTAL_TOKENS, SERVER, SageMakerEndpointArgs
from components.contract import InvalidArgument, require_between, require_one_of

TOKEN_SECRET_VARIABLE = "HF_TOKEN_SECRET_ARN"  # noqa: S105 - where the token is kept, not the token
"""Environment variable that tells an image of one's own which secret to read; the token itself is never in one."""
_REVISION = re.compile(r"[0-9a-f]{40}")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_VARIABLE = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def server_of(args: SageMakerEndpointArgs) -> ModelServer:
    """Return the model server that the arguments choose."""
    return model_server(args.get("server", SERVER))


def model_of(args: SageMakerEndpointArgs) -> Model | None:
    """Return what the catalogue knows of the model, or None where it knows nothing."""
    hub = args.get("hub_model")
    name = args.get("model") or (hub["model_id"] if hub else None)
    return known_model(name) if name else None


def is_isolated(args: SageMakerEndpointArgs) -> bool:
    """Say whether the container is cut off from every network."""
    return args.get("network_isolation", "hub_model" not in args)


def parallel_size(args: SageMakerEndpointArgs) -> int:
    """Return the NeuronCores that share the model: those asked for, or the most that its heads divide by."""
    asked = args.get("tensor_parallel_size")
    return asked if asked is not None else _sizes(args)[-1]


def image(args: SageMakerEndpointArgs) -> pulumi.Input[str]:
    """Return the container's image."""
    own = args.get("image")
    return own if own is not None else server_of(args).image(args["region"])


def environment(args: SageMakerEndpointArgs) -> dict[str, pulumi.Input[str]]:
    """Return the container's environment variables, with the names that the model server really reads."""
    hub, total = args.get("hub_model"), args.get("max_total_tokens", MAX_TOTAL_TOKENS)
    settings: dict[str, str] = {
        "model": hub["model_id"] if hub else MODEL_FOLDER,
        "served_name": args.get("model") or (hub["model_id"] if hub else args["endpoint_name"]),
        "cores": str(parallel_size(args)),
        "data_type": args.get("data_type", DATA_TYPE),
        "batch_size": str(args.get("batch_size", BATCH_SIZE)),
        "input_tokens": str(args.get("max_input_tokens", total // 2)),
        "total_tokens": str(total),
        # Without it a server that misses a file waits for a hub that it cannot reach.
        **({"revision": hub["revision"]} if hub else {"offline": "1"}),
    }
    server = server_of(args)
    found: dict[str, pulumi.Input[str]] = {
        name: value for setting, value in settings.items() for name in server.variables(setting)
    }
    if hub and (secret := hub.get("token_secret_arn")) is not None:
        found[TOKEN_SECRET_VARIABLE] = secret
    return {**found, **args.get("environment", {})}


def validate_container(args: SageMakerEndpointArgs) -> None:
    """Refuse a machine, server, source of weights or size that cannot work together."""
    machine = endpoint_machines().get(args["instance_type"])
    if machine is None:
        require_one_of("instance_type", args["instance_type"], endpoint_machines())
    require_one_of("server", args.get("server", SERVER), model_servers())
    _validate_image(args)
    _validate_source(args)
    _validate_sizes(args)
    _validate_environment(args)


def _validate_image(args: SageMakerEndpointArgs) -> None:
    server = server_of(args)
    if "image" not in args and args["region"] not in server.accounts:
        hint = "set image to a copy in a registry of your own"
        raise InvalidArgument(
            "region", args["region"], f"regions with {server.title}: {_listed(server.accounts)}", hint
        )


def _validate_source(args: SageMakerEndpointArgs) -> None:
    uri, hub = args.get("weights_uri"), args.get("hub_model")
    if (uri is None) == (hub is None):
        raise InvalidArgument("weights_uri", uri, "a folder of weights, or hub_model, and not both")
    if isinstance(uri, str) and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+/(.+/)?", uri):
        raise InvalidArgument("weights_uri", uri, "s3://bucket/folder/ with a slash at its end")
    if hub is None:
        return
    if args.get("network_isolation"):
        raise InvalidArgument("network_isolation", True, "false with hub_model", "an isolated container reaches no hub")
    if not _HUB_ID.fullmatch(hub["model_id"]):
        raise InvalidArgument("hub_model.model_id", hub["model_id"], "organization/model")
    if not _REVISION.fullmatch(hub["revision"]):
        allowed = "a commit, 40 hexadecimal digits"
        raise InvalidArgument("hub_model.revision", hub["revision"], allowed, "a branch may move to other weights")
    if "token_secret_arn" in hub and "image" not in args:
        hint = f"build one that reads the secret named by {TOKEN_SECRET_VARIABLE} (docs/sagemaker.md)"
        raise InvalidArgument("image", None, "with hub_model.token_secret_arn, an image of your own", hint)


def _validate_sizes(args: SageMakerEndpointArgs) -> None:
    sizes, model = _sizes(args), model_of(args)
    asked = args.get("tensor_parallel_size")
    if asked is not None and asked not in sizes:
        heads = f" that divides the {model.attention_heads} attention heads of {model.id}" if model else ""
        cores = f"{args['instance_type']} has {_machine(args).neuron_cores} NeuronCores"
        allowed = f"a number of NeuronCores{heads}: {', '.join(map(str, sizes))}"
        raise InvalidArgument("tensor_parallel_size", asked, allowed, f"{cores}; nearest: {_nearest(asked, sizes)}")
    batch, total = args.get("batch_size", BATCH_SIZE), args.get("max_total_tokens", MAX_TOTAL_TOKENS)
    if batch < 1:
        raise InvalidArgument("batch_size", batch, "1 or more")
    if model is not None and total > model.max_context:
        raise InvalidArgument("max_total_tokens", total, f"at most {model.max_context}, the context of {model.id}")
    if total < 2:  # noqa: PLR2004 - one token of prompt and one of answer
        raise InvalidArgument("max_total_tokens", total, "2 or more")
    longest = args.get("max_input_tokens", total // 2)
    if server_of(args).variables("input_tokens") and not 1 <= longest < total:
        raise InvalidArgument("max_input_tokens", longest, f"1 to {total - 1}, below max_total_tokens")
    _refuse_unread(args, "max_input_tokens", "input_tokens")
    _refuse_unread(args, "data_type", "data_type")
    if types := server_of(args).data_types:
        require_one_of("data_type", args.get("data_type", DATA_TYPE), types)


def _refuse_unread(args: SageMakerEndpointArgs, field: str, setting: str) -> None:
    server = server_of(args)
    if field in args and not server.variables(setting):
        raise InvalidArgument(field, args[field], f"absent with {server.server}", f"{server.title} does not read it")


def _validate_environment(args: SageMakerEndpointArgs) -> None:
    given = args.get("environment", {})
    own = environment({**args, "environment": {}})
    for name in given:
        if not _VARIABLE.fullmatch(name):
            raise InvalidArgument("environment", name, "letters, digits and underscores, no digit first")
        if name in own:
            raise InvalidArgument("environment", name, "variables that no other argument sets")
        if name in server_of(args).variables("token"):
            hint = "give hub_model.token_secret_arn: all who may describe the model read its environment"
            raise InvalidArgument("environment", name, "variables that hold no token", hint)
    lowest, highest = limit("environment_variables").lowest, limit("environment_variables").highest
    require_between("environment", len(given) + len(own), lowest, highest, "variables")


def _machine(args: SageMakerEndpointArgs) -> EndpointMachine:
    return endpoint_machine(args["instance_type"])


def _sizes(args: SageMakerEndpointArgs) -> tuple[int, ...]:
    model = model_of(args)
    return tensor_parallel_sizes(_machine(args).neuron_cores, model.attention_heads if model else None)


def _nearest(asked: int, sizes: Sequence[int]) -> int:
    """Return the size closest to the one asked for; of two as close, the smaller, which surely fits."""
    return min(sizes, key=lambda size: (abs(size - asked), size))


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(names))
