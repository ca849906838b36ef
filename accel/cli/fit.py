"""`accel fit`: whether a model fits into a machine's accelerators, and what would if it does not."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from accel.catalog.accelerators import accelerator
from accel.catalog.decisions import why_excluded
from accel.catalog.machines import Machine
from accel.catalog.models import Model, model
from accel.catalog.names import UnknownName
from accel.catalog.providers import provider
from accel.catalog.serving import (
    Quantization,
    assumption,
    attention_window,
    published_quantization,
    quantization,
    quantizations,
)
from accel.cli.numbers import Finite
from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS, print_table, say
from accel.planning.fit import Devices, Fit, Load, best_fit, fit_of, tensor_parallel_sizes
from accel.planning.fit_alternatives import Alternatives, alternatives, devices_of
from accel.planning.fit_config import IncompleteConfig, model_from_config, quantization_from_config
from accel.planning.fit_machine import machine_or_part

DOES_NOT_FIT = 1


@click.command(name="fit")
@click.option("--model", "model_name", help="Id in the catalogue, or name on the Hugging Face hub.")
@click.option(
    "--config", type=click.Path(exists=True, dir_okay=False), help="config.json of a model that is in no catalogue."
)
@click.option("--machine", "machine_name", required=True, help="Machine type, tpu-v6e-8, gpu:H100, ...")
@click.option("--quantization", "bits", help="Of the weights; absent: as published. " + ", ".join(quantizations()))
@click.option(
    "--context", type=click.IntRange(min=1), help="Tokens of prompt and answer; absent: what the model allows."
)
@click.option(
    "--concurrency", type=click.IntRange(1, 1_000_000), default=1, show_default=True, help="Requests at once."
)
@click.option("--tensor-parallel", type=click.IntRange(min=1), help="Devices that share it; absent: the fewest.")
@click.option(
    "--memory-utilization",
    type=Finite(0, 1, min_open=True, max_open=True),
    default=assumption("memory utilization").value,
    show_default=True,
    help="Part of each device that the server takes.",
)
@click.option("--cloud", help="Only other machines of this provider.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(
    model_name: str | None,
    config: str | None,
    machine_name: str,
    bits: str | None,
    context: int | None,
    concurrency: int,
    tensor_parallel: int | None,
    memory_utilization: float,
    cloud: str | None,
    form: str,
) -> None:
    """Say whether a language model fits into a machine, on how many of its accelerators, and what would if not.

    Exit code 0: it fits. 1: it does not. 2: the question is wrong.

    \b
    Examples:
      accel fit --model llama-3-70b --machine g6.12xlarge
      accel fit --model llama-3-70b --machine g6.12xlarge --quantization awq
      accel fit --model qwen2.5-7b --machine g2-standard-8 --context 8192 \\
        --concurrency 16
      accel fit --config config.json --machine a3-highgpu-8g --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    try:
        found, published = _model(model_name, config, bits)
        machine = machine_or_part(machine_name)
        asked = quantization(bits) if bits else published
        if cloud is not None:
            provider(cloud)
        devices = devices_of(machine, memory_utilization)
    except (UnknownName, ValueError) as error:
        refuse(str(error))
    if context is not None and context > found.max_context:
        refuse(f"--context {context}: {found.id} has been trained for at most {found.max_context} tokens")
    load = Load(context or found.max_context, concurrency, asked)
    sizes = tensor_parallel_sizes(found, devices.count)
    if tensor_parallel is not None and tensor_parallel not in sizes:
        heads = f"{found.attention_heads} attention and {found.kv_heads} key-value heads of {found.id}"
        refuse(f"--tensor-parallel {tensor_parallel}: on {machine.name} the {heads} divide by {_listed(sizes)}")
    fit = best_fit(found, load, devices) if tensor_parallel is None else fit_of(found, load, devices, tensor_parallel)
    excluded = why_excluded(devices.accelerator, "inference")
    fits = fit.fits and not excluded
    others = None if fits else alternatives(found, load, devices, cloud=cloud)
    if others is not None and excluded:
        # Nothing helps a machine that no server runs on.
        others = replace(others, context_tokens=0, quantizations=())
    if form == "json":
        import json

        click.echo(json.dumps(_json(found, machine, load, devices, fit, excluded, others), indent=2))
    else:
        _print(found, machine, load, devices, fit, excluded)
        if others is not None:
            _print_others(others, load)
    sys.exit(0 if fits else DOES_NOT_FIT)


def _model(name: str | None, config: str | None, bits: str | None) -> tuple[Model, Quantization | None]:
    """Return the architecture, and how a configuration file says that its weights are stored."""
    if (name is None) == (config is None):
        raise ValueError("--model or --config: one of them")
    if config is None:
        return model(str(name)), None
    import json

    try:
        content = json.loads(Path(config).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"{config}: {error}") from error
    if not isinstance(content, dict):
        raise IncompleteConfig(f"{config}: not a JSON object")
    return model_from_config(content, Path(config).name), None if bits else quantization_from_config(content)


def _print(found: Model, machine: Machine, load: Load, devices: Devices, fit: Fit, excluded: str | None) -> None:
    verdict = "fits" if fit.fits and not excluded else "does NOT fit"
    where = f"{machine.name} ({machine.cloud})" if machine.cloud else machine.name
    part = machine.accelerator_count
    shared = (
        f"{fit.tensor_parallel} of {_devices(machine, devices)}" if part >= 1 else f"{part:.2g} x {devices.accelerator}"
    )
    say(f"{found.id} {verdict} {where} on {shared}")
    if excluded:
        say(f"{accelerator(devices.accelerator).title} {excluded}")
    per_request = "request" if load.concurrency == 1 else "requests"
    print_table(
        [
            ["GiB of each device", "", ""],
            ["weights", f"{fit.weights_gib:.2f}", _stored(found, load)],
            ["cache", f"{fit.cache_gib:.2f}", f"{load.concurrency} {per_request} of {load.context_tokens} tokens"],
            ["activations, context", f"{fit.overhead_gib:.2f}", "assumed"],
            ["needed", f"{fit.needed_gib:.2f}", ""],
            ["allowed", f"{fit.limit_gib:.2f}", f"{devices.utilization:.0%} of {round(devices.memory_gib, 2):g} seen"],
        ],
        right=(1,),
    )
    if attention_window(found.id):
        say("Layers that look back no further than a window count in full: a long context may need less cache.")
    if fit.fits and not excluded:
        click.echo(f"--tensor-parallel-size {fit.tensor_parallel}; longest context so: {fit.longest_context} tokens")
        if fit.tensor_parallel < devices.count:
            click.echo(f"{devices.count - fit.tensor_parallel} of its devices are left for other work")


def _devices(machine: Machine, devices: Devices) -> str:
    if devices.count > machine.accelerator_count >= 1:
        return f"{devices.count} cores of {machine.accelerator_count:g} x {devices.accelerator}"
    return f"{devices.count} x {devices.accelerator}"


def _month(date: str) -> str:
    return date.rpartition("-")[0]


def _print_others(others: Alternatives, load: Load) -> None:
    click.echo("\nWhat fits instead")
    if others.context_tokens:
        click.echo(f"  the same machine with --context {others.context_tokens}")
    if others.quantizations:
        click.echo(f"  the same machine with --quantization {', '.join(others.quantizations)}")
    if not others.machines:
        click.echo("  no machine with a price holds it alone")
        return
    lines = [["", "provider", "machine", "on", "USD/h", "region", "price of"]]
    for other in others.machines:
        offer = other.offer
        shared = f"{other.fit.tensor_parallel} of {max(1, int(offer.count))}"
        usd = f"{offer.usd_per_hour:.2f}"
        lines.append(["", offer.provider, offer.machine, shared, usd, offer.region, _month(offer.source_date)])
    print_table(lines, right=(4,), cut=2)
    click.echo(f"On demand, in the cheapest region; listed is not in stock. For {load.context_tokens} tokens.")


def _stored(found: Model, load: Load) -> str:
    stored = load.quantization or published_quantization(found.id)
    size = f"{found.parameters / 1e9:.1f}e9 parameters"
    if stored is None:
        return f"{size}, 16 bits"
    return f"{size}, {stored.name}" + ("" if load.quantization else " as published")


def _json(
    found: Model,
    machine: Machine,
    load: Load,
    devices: Devices,
    fit: Fit,
    excluded: str | None,
    others: Alternatives | None,
) -> dict[str, Any]:
    stored = load.quantization or published_quantization(found.id)
    return {
        "model": found.id,
        "machine": machine.name,
        "cloud": machine.cloud,
        "accelerator": devices.accelerator,
        "devices": devices.count,
        "quantization": stored.name if stored else None,
        "context_tokens": load.context_tokens,
        "concurrency": load.concurrency,
        "fits": fit.fits and not excluded,
        "excluded": excluded,
        "tensor_parallel": fit.tensor_parallel,
        "gib_per_device": {
            "weights": fit.weights_gib,
            "cache": fit.cache_gib,
            "overhead": fit.overhead_gib,
            "needed": fit.needed_gib,
            "allowed": fit.limit_gib,
        },
        "longest_context_tokens": fit.longest_context,
        "assumptions": [
            {"name": each.name, "value": each.value, "source": each.source, "source_date": each.source_date}
            for each in map(assumption, ("activations", "outside"))
        ],
        "alternatives": None if others is None else _others_json(others),
    }


def _others_json(others: Alternatives) -> dict[str, Any]:
    return {
        "context_tokens": others.context_tokens or None,
        "quantizations": list(others.quantizations),
        "machines": [
            {
                "provider": other.offer.provider,
                "machine": other.offer.machine,
                "region": other.offer.region,
                "usd_per_hour": other.offer.usd_per_hour,
                "tensor_parallel": other.fit.tensor_parallel,
                "source": other.offer.source,
                "source_date": other.offer.source_date,
            }
            for other in others.machines
        ],
    }


def _listed(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes))
