"""`accel advise`: which hardware for a job. Plain text: a table library loads too slowly."""

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from accel.catalog.decisions import FRAMEWORKS, METHODS, WORKLOADS
from accel.catalog.names import UnknownName
from accel.cli.numbers import Finite
from accel.cli.refusal import refuse
from accel.cli.tables import FORMATS


@click.command(name="advise")
@click.option("--workload", type=click.Choice(WORKLOADS), required=True, help="What is to be done.")
@click.option("--model", "model_name", required=True, help="A model of the catalogue, or its name on the hub.")
@click.option("--framework", type=click.Choice(FRAMEWORKS), default="pytorch", show_default=True, help="Of the code.")
@click.option("--cloud", default="any", show_default=True, help="The one cloud to rent from: aws, gcp, lambda, ...")
@click.option("--region", help="A region, or eu, europe, us, asia, ...: only what is known to stand there.")
@click.option("--purchase", help="One way to buy, or any; absent: on demand, and spot where nobody waits for answers.")
@click.option("--budget", type=Finite(min=0, min_open=True), help="Most USD a month, running all the time.")
@click.option("--latency", type=Finite(min=0, min_open=True), help="Most milliseconds between two tokens of an answer.")
@click.option("--quantization", help="Of the weights when served: fp8, int8, int4, ...; absent: as published.")
@click.option(
    "--context", type=click.IntRange(min=1), default=4096, show_default=True, help="Tokens of prompt and answer."
)
@click.option(
    "--concurrency", type=click.IntRange(1, 1_000_000), default=8, show_default=True, help="Requests answered at once."
)
@click.option("--method", type=click.Choice(METHODS), default="full", show_default=True, help="How to fine-tune.")
@click.option("--throughput", is_flag=True, help="Many tokens matter most: asks the guide's branch for that.")
@click.option("--sporadic", is_flag=True, help="Requests come rarely: asks the guide's branch for that.")
@click.option("--limit", type=click.IntRange(min=1), default=8, show_default=True, help="Offers to show.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Output.")
def command(
    workload: str,
    model_name: str,
    framework: str,
    cloud: str,
    region: str | None,
    purchase: str | None,
    budget: float | None,
    latency: float | None,
    quantization: str | None,
    context: int,
    concurrency: int,
    method: str,
    throughput: bool,
    sporadic: bool,
    limit: int,
    form: str,
) -> None:
    """Rank the catalogue's offers for a job: what fits, what it costs, what else to try. No cloud account is needed.

    Exit code 0: at least one offer can do it. 1: none can. 2: a name or a number is wrong.

    \b
    Examples:
      accel advise --workload inference --model llama-3-8b --region eu
      accel advise --workload inference --model llama-3-70b --latency 40 \\
        --quantization fp8
      accel advise --workload training --model llama-2-7b --framework jax \\
        --cloud gcp
      accel advise --workload fine-tuning --model mistral-7b-v0.3 --method qlora \\
        --format json
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
    from accel.catalog.models import model
    from accel.catalog.providers import provider
    from accel.catalog.serving import quantization as quantization_called
    from accel.planning.advice.advice import advise
    from accel.planning.advice.request import ANY, Request

    try:
        if cloud != ANY:
            provider(cloud)
        if quantization is not None:
            quantization_called(quantization)
        found = model(model_name)
        if context > found.max_context:
            refuse(f"--context {context}: {found.id} takes at most {found.max_context} tokens")
        request = Request(
            workload=workload,
            model=found,
            framework=framework,
            cloud=None if cloud == ANY else cloud,
            region=region,
            purchase=purchase,
            budget_usd_per_month=budget,
            latency_ms=latency,
            quantization=quantization,
            context=context,
            concurrency=concurrency,
            method=method,
            throughput=throughput,
            sporadic=sporadic,
        )
        _check_meaning(request)
        advice = advise(request)
    except UnknownName as error:
        refuse(str(error))
    if form == "json":
        from accel.planning.advice.report import to_json

        click.echo(json.dumps(to_json(advice, _today(), limit), indent=2))
    else:
        from accel.planning.advice.report import lines

        _print(lines(advice, _today(), limit))
    sys.exit(0 if advice.proposals else 1)


def _check_meaning(request: Any) -> None:
    """Refuse options that say nothing about the workload, rather than ignoring them."""
    of_inference = {
        "--latency": request.latency_ms is not None,
        "--quantization": request.quantization is not None,
        "--throughput": request.throughput,
        "--sporadic": request.sporadic,
    }
    wrong = [option for option, given in of_inference.items() if given]
    if wrong and not request.serves:
        refuse(f"{wrong[0]} is about inference, not about {request.workload}")
    if request.method != "full" and request.workload != "fine-tuning":
        refuse(f"--method {request.method} is about fine-tuning, not about {request.workload}")


def _print(lines: Iterable[str]) -> None:
    click.echo("\n".join(lines))


def _today() -> Any:
    import datetime

    return datetime.datetime.now(tz=datetime.UTC).date()
