from typing import Any

import pytest

from accel.planning.graph import Graph
from accel.preview.recorder import record
from components.contract import InvalidArgument
from components.gcp.log_retention import GcpLogRetention
from tests.components.gcp.building import PROJECT, findings, only, types

BUCKET = "gcp:logging/projectBucketConfig:ProjectBucketConfig"


def graph_of(unknown_outputs: bool = False, **changes: Any) -> Graph:
    args: Any = {"project": PROJECT, "retention_days": 365, **changes}
    return record(lambda: GcpLogRetention("logs", args), unknown_outputs=unknown_outputs).graph


def test_the_bucket_that_the_project_has_keeps_its_logs_for_so_long() -> None:
    graph = graph_of()
    assert types(graph) == [(BUCKET, "logs-default")]
    bucket = only(graph, BUCKET)
    assert (bucket.get("bucketId"), bucket.get("location")) == ("_Default", "global")
    assert bucket.get("retentionDays") == 365
    outputs = only(graph, "accel:index:GcpLogRetention").outputs
    assert outputs == {"log_bucket_id": f"projects/{PROJECT}/locations/global/buckets/_Default"}


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_it_keeps_every_rule_of_production(unknown_outputs: bool) -> None:
    assert findings(graph_of(unknown_outputs), "audit-sink-on") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"project": "P"}, "project"),
        ({"retention_days": 0}, "retention_days"),
        ({"retention_days": 3651}, "retention_days"),
    ],
)
def test_a_wrong_argument_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        graph_of(**changes)
    assert refused.value.field == field
