"""The order in which a stack is built: in a new project nothing is there before the baseline is."""

import pytest

from accel.planning.graph import Resource
from accel.preview.recorder import record
from blueprints.loading import read_stack_file
from blueprints.program import run


@pytest.mark.parametrize("unknown_outputs", [False, True])
@pytest.mark.parametrize("stack", ["gke-vllm", "tpu-training", "sagemaker-inf2"])
def test_everything_of_a_blueprint_waits_for_all_of_the_baseline(stack: str, unknown_outputs: bool) -> None:
    config = read_stack_file(stack).engine_config
    graph = record(run, stack=stack, config=config, unknown_outputs=unknown_outputs).graph
    by_urn = {resource.urn: resource for resource in graph}

    def line(resource: Resource) -> list[Resource]:
        """Return a resource and what it stands in; a child is made after what its parent waits for."""
        above = by_urn.get(resource.parent or "")
        return [resource, *(line(above) if above is not None else [])]

    own = [resource for resource in graph if resource.custom and not resource.type.startswith("pulumi:")]
    baseline = {resource.urn for resource in own if line(resource)[-1].type.endswith("Baseline")}
    assert baseline
    late = [resource for resource in own if resource.urn not in baseline]
    assert late
    for resource in late:
        waits_for = {urn for step in line(resource) for urn in step.dependencies}
        assert baseline <= waits_for, resource.urn
