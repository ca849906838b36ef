"""The engine's events, one JSON object a line: `pulumi preview --event-log FILE`, or `--json` when told to stream.

The shapes are those of sdk/go/common/apitype/events.go of Pulumi 3.259.0. States in events do not say what a resource
depends on: what stands in another resource (a launch template, an autoscaler's target) is found by name at best.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

_MARK = "sequence"


def is_event(content: Mapping[str, Any]) -> bool:
    """Say whether an object is one event of the engine."""
    return isinstance(content.get(_MARK), int) and "timestamp" in content


def preview_of(lines: Iterable[str]) -> dict[str, Any]:
    """Return the events of a preview as `pulumi preview --json` writes them when it does not stream.

    Raises:
        ValueError: a line is no event, or the preview did not come to its end.
    """
    steps: list[dict[str, Any]] = []
    content: dict[str, Any] = {"steps": steps}
    for line in lines:
        event = json.loads(line) if line.strip() else {}
        if "preludeEvent" in event:
            content["config"] = event["preludeEvent"].get("config")
        elif "resourcePreEvent" in event:
            metadata = event["resourcePreEvent"]["metadata"]
            steps.append({"op": metadata["op"], "oldState": metadata.get("old"), "newState": metadata.get("new")})
        elif "summaryEvent" in event:
            content["changeSummary"] = event["summaryEvent"].get("resourceChanges")
    if "changeSummary" not in content:
        raise ValueError("an event log without its summary: the preview did not come to its end")
    return content
