import datetime

import pytest

from accel.planning.stack import Exemption
from policies.exemptions import Exemptions
from tests.policies.building import TODAY, exemption, facts, urn_of

URN = urn_of("aws:kms/key:Key", "chat-data-key")
YESTERDAY = TODAY - datetime.timedelta(days=1)


def of(*items: object) -> Exemptions:
    return Exemptions(facts(exemptions=items))


def test_a_name_or_a_pattern_of_names_or_urns_covers() -> None:
    for pattern in ("chat-data-key", "chat-*", "*-key", "chat-data-ke?", URN, "urn:pulumi:test::*::chat-data-key"):
        assert of(exemption("r-a", pattern)).covering("r-a", URN) is not None, pattern


def test_a_part_of_a_name_another_case_and_another_rule_do_not_cover() -> None:
    for pattern in ("chat", "data-key", "Chat-Data-Key", "urn:pulumi:prod::*"):
        assert of(exemption("r-a", pattern)).covering("r-a", URN) is None, pattern
    assert of(exemption("r-b", "*")).covering("r-a", URN) is None


def test_the_stack_as_a_whole_is_covered_by_its_name() -> None:
    assert of(exemption("r-a", "test")).covering("r-a", "") is not None
    assert of(exemption("r-a", "prod")).covering("r-a", "") is None


def test_an_exemption_holds_through_its_last_day_and_not_after() -> None:
    last = exemption("r-a", "*", TODAY)
    ended = exemption("r-a", "*", YESTERDAY)
    assert of(last).covering("r-a", URN) is last
    assert of(last).expired == ()
    assert of(ended).covering("r-a", URN) is None
    assert of(ended).expired == (ended,)


def test_what_covered_something_is_used_and_the_rest_is_not() -> None:
    used, idle, ended = exemption("r-a", "chat-*"), exemption("r-a", "other"), exemption("r-a", "*", YESTERDAY)
    found = of(used, idle, ended)
    assert found.unused == (used, idle)
    found.covering("r-a", URN)
    assert found.unused == (idle,)


def test_every_exemption_that_covers_counts_as_used_and_the_first_one_is_named() -> None:
    first, second = exemption("r-a", "chat-*"), exemption("r-a", URN)
    found = of(first, second)
    assert found.covering("r-a", URN) is first
    assert found.unused == ()


@pytest.mark.parametrize("written", ["2027-03-31", "2027-03-31 00:00:00 +0000 UTC", datetime.date(2027, 3, 31)])
def test_a_day_is_taken_with_and_without_quotes_as_the_engine_passes_it(written: object) -> None:
    given = {"rule": "s3-versioning", "resource": "*", "reason": "a reason for the auditor", "until": written}
    assert Exemption.model_validate(given).until == datetime.date(2027, 3, 31)
