import re

import pytest

from accel.catalog import azure
from accel.catalog.names import UnknownName

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_every_role_is_a_guid_of_its_own() -> None:
    roles = [azure.role(purpose) for purpose in azure.role_purposes()]
    assert all(GUID.fullmatch(role) for role in roles)
    assert len(set(roles)) == len(roles)
    # learn.microsoft.com/azure/role-based-access-control/built-in-roles
    assert azure.role("pull-images") == "7f951dda-4ed3-4680-a7ca-43fe172d538d"


def test_no_purpose_is_served_by_a_role_that_may_change_everything() -> None:
    assert not set(azure.privileged_roles().values()) & {azure.role(purpose) for purpose in azure.role_purposes()}
    assert azure.privileged_roles()["Owner"] == "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


def test_zones_are_private_ones() -> None:
    assert all(azure.private_zone(service).zone.startswith("privatelink.") for service in azure.private_zones())
    assert azure.private_zone("vault").zone == "privatelink.vaultcore.azure.net"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("storage account", ["abc", "a" * 24, "0ab"], ["ab", "a" * 25, "Abc", "a-b"]),
        ("vault", ["kv-1", "Abc", "a" * 24], ["1kv", "a--b", "kv-", "ab", "a" * 25]),
        ("registry", ["abcde", "A1" * 25], ["abcd", "a-bcd", "a" * 51]),
        ("container", ["abc", "a-b-c", "insights-activity-logs"], ["ab", "a--b", "-ab", "A-b", "a" * 64]),
        ("virtual network", ["ab", "a.b_c-d_", "0" * 64], ["a", "-ab", "ab-", "a" * 65]),
        ("workspace", ["ab-1", "a" * 63], ["abc", "-abc", "abc-", "a_bc"]),
        ("identity", ["abc", "a_b-", "a" * 128], ["ab", "_ab", "a" * 129]),
        ("tag key", ["cost-center", "a b"], ["", "a/b", "a<b", "a\\b", "a" * 129]),
        ("tag value", ["", "a\nb", "<>"], ["a" * 257]),
        ("email", ["ml@example.com"], ["ml", "ml@example", "a@b.c;d@e.f", "a b@c.d"]),
        ("guid", ["11111111-2222-3333-4444-555555555555"], ["1111", "11111111-2222-3333-4444-55555555555g"]),
        ("whole subscription", ["/subscriptions/x", "/subscriptions/x/", "/"], ["/subscriptions/x/resourceGroups/g"]),
    ],
)
def test_names_are_judged_as_azure_judges_them(kind: str, good: list[str], bad: list[str]) -> None:
    assert [name for name in good if not azure.pattern(kind).fits(name)] == []
    assert [name for name in bad if azure.pattern(kind).fits(name)] == []


def test_the_categories_that_cis_asks_for_are_in_the_activity_log() -> None:
    assert {"Administrative", "Security", "Alert", "Policy"} <= set(azure.log_categories("activity log"))


@pytest.mark.parametrize(
    "look_up",
    [azure.role, azure.private_zone, azure.log_categories, azure.address_ranges, azure.pattern, azure.limit],
    ids=lambda look_up: look_up.__name__,
)
def test_what_is_not_known_is_refused(look_up: object) -> None:
    with pytest.raises(UnknownName):
        look_up("nothing")  # type: ignore[operator] - each takes one name
