"""Whom Microsoft Defender for Cloud tells of alerts."""

from collections.abc import Sequence
from typing import Any, TypedDict

import pulumi
from pulumi_azure_native import security

from components.azure.budget import require_emails
from components.azure.names import require_place


class AzureSecurityContactArgs(TypedDict):
    """Arguments of AzureSecurityContact."""

    subscription_id: str
    """GUID of the subscription; the provider must stand in it, since this is where the contact is made."""
    emails: Sequence[str]
    """Who is told of alerts of high severity, beside the subscription's owners; at least one."""


class AzureSecurityContact(pulumi.ComponentResource):
    """The one security contact of a subscription.

    Defender's free posture management is on by itself. No plan of it is switched here: a paid one costs by the
    resource, and asking for the free one would switch off what the organisation pays for. Costs nothing.

    Raises:
        InvalidArgument: no address, or one that is none.
    """

    contact_id: pulumi.Output[str]
    """ARM id of the contact."""

    def __init__(self, name: str, args: AzureSecurityContactArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AzureSecurityContact", name, {}, opts)
        contact = security.SecurityContact(
            f"{name}-contact",
            security_contact_name="default",
            is_enabled=True,
            emails=";".join(args["emails"]),
            notifications_by_role=security.SecurityContactPropertiesNotificationsByRoleArgs(
                state="On", roles=["Owner"]
            ),
            notifications_sources=[security.NotificationsSourceAlertArgs(source_type="Alert", minimal_severity="High")],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.contact_id = contact.id
        self.register_outputs({"contact_id": self.contact_id})


def validate(args: AzureSecurityContactArgs) -> None:
    """Refuse what Azure would refuse."""
    plain: Any = args
    require_place(plain)
    require_emails(args["emails"])
