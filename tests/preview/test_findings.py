import pytest

from accel.planning.graph import Graph
from accel.preview.findings import stopping
from policies.evaluation import evaluate
from tests.policies.building import facts, resource


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "1 mandatory finding"), (2, "2 mandatory findings")])
def test_the_verdict_counts_what_stops_the_engine(count: int, said: str) -> None:
    open_to_all = {"bucket": "b", "role": "roles/storage.objectViewer", "member": "allUsers"}
    members = [resource("gcp:storage/bucketIAMMember:BucketIAMMember", f"m{at}", open_to_all) for at in range(count)]
    assert stopping(evaluate(Graph(members), facts())) == said
