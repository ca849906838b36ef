"""The settings by which model servers are told how many requests they may answer at once."""

from functools import cache

from accel.catalog.rows import rows
from accel.catalog.sagemaker import model_servers


@cache
def batch_arguments() -> tuple[str, ...]:
    """Return the arguments of command lines, `--max-num-seqs`."""
    return tuple(name for row in rows("batching.yaml") for name in row["arguments"])


@cache
def batch_variables() -> tuple[str, ...]:
    """Return the environment variables, those of SageMaker's servers included."""
    own = {name for row in rows("batching.yaml") for name in row.get("variables", ())}
    return tuple(sorted(own.union(*(server.variables("batch_size") for server in model_servers().values()))))
