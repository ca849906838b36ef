from typing import Any

import pytest

from accel.planning.graph import UNKNOWN
from accel.preview.recorder import Recording
from components.azure.security_contact import AzureSecurityContact, validate
from tests.components.azure.building import (
    SUBSCRIPTION,
    findings,
    only,
    recorded_component,
    refusal,
    types,
)

CONTACT = "azure-native:security:SecurityContact"


def arguments(**changes: Any) -> Any:
    return {"subscription_id": SUBSCRIPTION, "emails": ["soc@example.com", "ml@example.com"], **changes}


def recorded(unknown_outputs: bool = False, **changes: Any) -> Recording:
    return recorded_component(AzureSecurityContact, "told", arguments(**changes), ["contact_id"], None, unknown_outputs)


def test_one_contact_is_made_and_no_plan_of_defender_is_touched() -> None:
    graph = recorded().graph
    assert types(graph) == [("security:SecurityContact", "told-contact")]
    assert findings(graph) == []


def test_everybody_and_the_owners_are_told_of_serious_alerts() -> None:
    contact = only(recorded().graph, CONTACT).inputs
    assert contact["emails"] == "soc@example.com;ml@example.com"
    assert contact["securityContactName"] == "default"
    assert contact["isEnabled"] is True
    assert contact["notificationsByRole"] == {"state": "On", "roles": ["Owner"]}
    assert contact["notificationsSources"] == [{"sourceType": "Alert", "minimalSeverity": "High"}]


@pytest.mark.parametrize("unknown_outputs", [False, True])
def test_the_output_is_the_contacts_id(unknown_outputs: bool) -> None:
    found = recorded(unknown_outputs).outputs["contact_id"]
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Security/securityContacts/default"
    assert found is UNKNOWN if unknown_outputs else found == path


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"subscription_id": "x"}, "subscription_id"), ({"emails": []}, "emails"), ({"emails": ["a;b"]}, "emails[0]")],
)
def test_what_azure_would_refuse_is_refused_before_anything_is_made(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: validate(arguments(**changes)), lambda: recorded(**changes)).field == field
