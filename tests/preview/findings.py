"""Findings to report, and a stack with a pardoned one."""

from dataclasses import replace
from typing import Any

from accel.planning.graph import Graph
from accel.preview.preview import Preview, judge_graph
from policies.evaluation import Finding
from tests.policies.building import exemption, facts, resource


def finding(message: str, level: str = "mandatory", rule: str = "s3-versioning", urn: str = "") -> Finding:
    """Return a finding whose remediation is its message too."""
    return Finding(rule, level, "high", urn, message, message)


def pardoned() -> Preview:
    """Return the preview of a bucket that breaks rules in prod; that it keeps no versions is exempt."""
    bucket = resource("aws:s3/bucket:Bucket", "weights")
    return judge_graph(Graph([bucket]), facts("prod", exemptions=(exemption("s3-versioning", "weights"),)))


def telling(*findings: Finding, **changes: Any) -> Preview:
    """Return the preview of an empty stack with these findings."""
    return replace(judge_graph(Graph([]), facts()), findings=findings, **changes)
