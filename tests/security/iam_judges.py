"""What cloudsplaining and parliament say of IAM policy documents. Runs in the judges' own environment, not in ours.

Reads `[{"stack": ..., "where": ..., "kind": "identity" | "resource", "document": {...}}]` from standard input and
writes `[{"stack": ..., "judge": ..., "check": ..., "where": ..., "detail": ...}]`. Who may do what is asked of
identities alone: in what a resource allows, cloudsplaining and parliament's further auditors take the resource's own
`*` for everything.
"""

import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

warnings.simplefilter("ignore")  # parliament imports pkg_resources

from cloudsplaining.scan.policy_document import PolicyDocument  # noqa: E402 - after the filter
from parliament import analyze_policy_string  # noqa: E402 - after the filter

_OF_CLOUDSPLAINING = (
    "allows_privilege_escalation",
    "allows_data_exfiltration_actions",
    "permissions_management_without_constraints",
    "write_actions_without_constraints",
    "tagging_actions_without_constraints",
    "credentials_exposure",
    "service_wildcard",
    "contains_statement_using_not_action",
)


def cloudsplaining(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    judged = PolicyDocument(document)
    for check in _OF_CLOUDSPLAINING:
        for found in getattr(judged, check):
            yield check, found if isinstance(found, str) else json.dumps(found, sort_keys=True)
    # What cannot be limited to a resource is no fault of the document.
    unlimited = set(judged.all_allowed_unrestricted_actions) - set(judged.all_allowed_unrestrictable_actions)
    for action in sorted(unlimited):
        yield "resource_wildcard", action


def parliament(document: dict[str, Any], *, identity: bool) -> Iterator[tuple[str, str]]:
    for found in analyze_policy_string(json.dumps(document), include_community_auditors=identity).findings:
        place = {key: value for key, value in (found.location or {}).items() if key != "filepath"}
        yield found.issue, json.dumps([found.detail, place], sort_keys=True, default=str)


def main() -> None:
    findings = []
    for given in json.load(sys.stdin):
        document, identity = given["document"], given["kind"] == "identity"
        said = [("parliament", *found) for found in parliament(document, identity=identity)]
        if identity:
            said += [("cloudsplaining", *found) for found in cloudsplaining(document)]
        findings += [
            {"stack": given["stack"], "judge": judge, "check": check, "where": given["where"], "detail": detail}
            for judge, check, detail in said
        ]
    json.dump(findings, sys.stdout)


if __name__ == "__main__":
    main()
