"""The preview as SARIF 2.1.0, for code scanning: each finding at the line of the stack file that it comes from."""

import hashlib
import json
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from accel.preview.findings import raised, where
from accel.preview.sources import Sources

if TYPE_CHECKING:
    from accel.preview.preview import Preview
    from policies.configuration import ConfiguredRule
    from policies.evaluation import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {"mandatory": "error", "advisory": "warning", "remediated": "note", "exempt": "note"}
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""One figure from the middle of each band that code scanning shows: critical above 9, high from 7, medium from 4."""


def render(preview: "Preview", *, sources: Sources | None = None, **_: Any) -> str:
    """Return one run: the rules that were asked with their help, and their findings; exempt ones are suppressed."""
    from policies.configuration import configured
    from policies.registry import all_rules

    sources = sources or Sources(f"stacks/Pulumi.{preview.stack}.yaml", "")
    rules = [entry for entry in configured(all_rules(), preview.facts) if entry.level != "disabled"]
    index = {entry.rule.id: number for number, entry in enumerate(rules)}
    seen: Counter[tuple[str, str]] = Counter()
    results: list[dict[str, Any]] = []
    for finding in preview.findings:
        results.append(_result(finding, preview, sources, index, seen[finding.rule, finding.urn]))
        seen[finding.rule, finding.urn] += 1
    run = {
        "tool": {
            "driver": {
                "name": "accel",
                "version": version("accelerator-blueprints"),
                "rules": [_rule(entry) for entry in rules],
            }
        },
        # Reports of several stacks stand side by side; without an id the last one uploaded would replace the others.
        "automationDetails": {"id": f"accel/{preview.stack}/"},
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder of Pulumi.yaml."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    # ASCII alone: what no encoding can write, a lone surrogate, stays an escape.
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(entry: "ConfiguredRule") -> dict[str, Any]:
    from policies.documentation import explain

    rule = entry.rule
    references = "".join(f"\n- {name} {reference}" for name, reference in rule.frameworks)
    properties: dict[str, Any] = {
        "tags": [rule.group, *([] if rule.cloud == "any" else [rule.cloud])],
        "precision": "very-high",
        "problem.severity": _LEVEL[entry.level.value],
    }
    if rule.group == "security":
        properties["security-severity"] = _SECURITY_SEVERITY[rule.severity]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": explain(rule),
            "markdown": f"{rule.why}\n\n**Remediation.** {rule.remediation}\n{references}".rstrip() + "\n",
        },
        "defaultConfiguration": {"level": _LEVEL[entry.level.value]},
        "properties": properties,
    }


def _result(
    finding: "Finding", preview: "Preview", sources: Sources, index: dict[str, int], occurrence: int
) -> dict[str, Any]:
    name = where(finding, preview.stack)
    # Many resources come from one line of the stack file: the line alone would make one alert of all of them.
    identity = hashlib.sha256(f"{finding.rule}\0{finding.urn or preview.stack}\0{occurrence}".encode()).hexdigest()
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(sources.file, safe="/"), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": sources.line(finding.rule, finding.urn, preview.graph)},
        }
    }
    if finding.urn:
        place["logicalLocations"] = [{"name": name, "fullyQualifiedName": finding.urn, "kind": "resource"}]
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVEL[finding.level],
        "message": {"text": f"{name}: {finding.message}{raised(finding)}\n{finding.remediation}"},
        "locations": [place],
        "partialFingerprints": {"primaryLocationLineHash": f"{identity[:32]}:1"},
    }
    if finding.level == "exempt":
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": _reason(finding, preview)}]
    return found


def _reason(finding: "Finding", preview: "Preview") -> str:
    from policies.exemptions import Exemptions

    exemption = Exemptions(preview.facts).covering(finding.rule, finding.urn)
    if exemption is None:
        return "an exemption of the stack file"
    return preview.veil.text(f"{exemption.reason} (until {exemption.until.isoformat()})")
