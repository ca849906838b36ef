import pytest

from tests.security.exceptions import Accepted, Finding, exceptions, idle, outside

LOGS = Accepted("checkov", "CKV_AWS_145", "baseline-*-access-logs", "S3 delivers logs only with SSE-S3.")
DEV = Accepted("checkov", "CKV_AWS_338", "*", "Logs of stacks that are not production.", ("dev", "staging"))


def found(check: str, resource: str, stack: str = "prod") -> Finding:
    return Finding("checkov", check, stack, resource)


def test_an_exception_says_why_in_a_sentence_and_stands_once() -> None:
    rows = exceptions()
    assert all(len(row.reason) > 20 and row.reason.endswith(".") for row in rows)
    assert len({(row.judge, row.check, row.resource) for row in rows}) == len(rows)
    assert {row.judge for row in rows} <= {"checkov", "cloudsplaining", "parliament"}


@pytest.mark.parametrize(
    "finding",
    [
        found("CKV_AWS_145", "baseline-weights"),
        found("CKV_AWS_144", "baseline-models-access-logs"),
        Finding("parliament", "CKV_AWS_145", "prod", "baseline-models-access-logs"),
        found("CKV_AWS_338", "flows", "prod"),
    ],
)
def test_another_resource_check_judge_or_stack_is_outside(finding: Finding) -> None:
    assert outside([finding], [LOGS, DEV]) == [finding]


def test_what_an_exception_covers_is_not_outside() -> None:
    assert (
        outside([found("CKV_AWS_145", "baseline-models-access-logs"), found("CKV_AWS_338", "a", "dev")], [LOGS, DEV])
        == []
    )


def test_an_exception_that_nothing_needs_is_idle() -> None:
    assert idle([], [LOGS]) == ["checkov CKV_AWS_145 baseline-*-access-logs"]
    assert idle([found("CKV_AWS_145", "baseline-models-access-logs")], [LOGS]) == []


def test_an_exception_is_idle_in_a_stack_in_which_nothing_is_found() -> None:
    assert idle([found("CKV_AWS_338", "flows", "dev")], [DEV]) == ["checkov CKV_AWS_338 * in staging"]
