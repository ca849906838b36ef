"""A stack whose every text tries to become markup, with a secret that everything quotes."""

from dataclasses import replace

from accel.planning.graph import Graph, Secret
from accel.preview.hiding import Veil
from accel.preview.preview import Preview, judge_graph
from blueprints.contract import Note
from policies.evaluation import Finding
from tests.policies.building import facts, resource

SECRET = "planted-secret-42"
MARKUP = "<img src=x onerror=\"window.taken='yes'\">'\"&</script><script>window.taken='yes'</script>{{ 7 * 7 }}`a`"


def hostile() -> Preview:
    """Return a preview of that stack."""
    component = resource("accel:index:Shelf", MARKUP, custom=False)
    bucket = resource(
        "aws:s3/bucket:Bucket",
        f"bucket {MARKUP}",
        {"bucketPrefix": Secret(SECRET), "nested": [{"token": Secret({"key": SECRET})}], "tags": {"a": MARKUP}},
        parent=component.urn,
    )
    instance = resource("aws:ec2/instance:Instance", f"machine {MARKUP}", {"instanceType": "g6.xlarge"})
    preview = judge_graph(Graph([component, bucket, instance]), facts("prod"))
    veil = Veil([SECRET])
    quoting = veil.items(
        [Finding("a-rule", "mandatory", "high", bucket.urn, f"{MARKUP} {SECRET}", f"{MARKUP} {SECRET}")]
    )
    notes = veil.items([Note("data", MARKUP, f"{MARKUP} {SECRET}")])
    return replace(preview, stack=MARKUP, findings=(*quoting, *preview.findings), notes=notes)
