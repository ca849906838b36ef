"""The preview as JUnit XML: one test case a rule, for the test reports of CI systems."""

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from accel.preview.findings import failing, raised, where

if TYPE_CHECKING:
    from accel.preview.preview import Preview
    from policies.evaluation import Finding

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""


def render(preview: "Preview", *, fail_on: str = "mandatory", **_: Any) -> str:
    """Return one test suite: a rule that is broken fails, one whose violations are all exempt is skipped.

    A violation below `fail_on` is told in the output of a passed case. Rules that the environment disables are absent.
    """
    from policies.configuration import configured
    from policies.registry import all_rules

    by_rule = {
        rule: list(found)
        for rule, found in groupby(sorted(preview.findings, key=lambda one: one.rule), key=lambda one: one.rule)
    }
    suite = ET.Element("testsuite")
    failed = skipped = count = 0
    for entry in configured(all_rules(), preview.facts):
        rule = entry.rule
        if entry.level == "disabled":
            continue
        count += 1
        folder = f"policies.{rule.group}" if rule.cloud == "any" else f"policies.{rule.group}.{rule.cloud}"
        case = ET.SubElement(suite, "testcase", name=rule.id, classname=folder)
        outcome = _outcome(case, by_rule.get(rule.id, []), preview.stack, fail_on)
        failed += outcome == "failure"
        skipped += outcome == "skipped"
    suite.attrib = {
        "name": _text(f"accel {preview.stack}"),
        "tests": str(count),
        "failures": str(failed),
        "errors": "0",
        "skipped": str(skipped),
    }
    root = ET.Element("testsuites", {key: suite.attrib[key] for key in ("name", "tests", "failures", "errors")})
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _outcome(case: ET.Element, findings: "list[Finding]", stack: str, fail_on: str) -> str:
    """Write what became of a rule. One element a case: the readers of these files look at the first alone."""
    levels = failing(fail_on)
    broken = [finding for finding in findings if finding.level in levels]
    exempt = [finding for finding in findings if finding.level == "exempt"]
    told = [finding for finding in findings if finding not in broken]
    outcome = "passed"
    if broken:
        outcome = "failure"
        first = broken[0].message if len(broken) == 1 else f"{len(broken)} violations"
        element = ET.SubElement(case, "failure", message=_text(first), type=f"{broken[0].level} {broken[0].severity}")
        element.text = _text("\n".join([*(_line(one, stack) for one in broken), f"-> {broken[0].remediation}"]))
    elif exempt and len(exempt) == len(findings):
        outcome = "skipped"
        ET.SubElement(case, "skipped", message=_text("; ".join(_line(one, stack) for one in exempt)))
        return outcome
    if told:
        ET.SubElement(case, "system-out").text = _text("\n".join(_line(one, stack) for one in told))
    return outcome


def _line(finding: "Finding", stack: str) -> str:
    until = f" until {finding.exempted_until.isoformat()}" if finding.exempted_until else ""
    return f"{finding.level}{until}{raised(finding)}: {where(finding, stack)}: {finding.message}"


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
