"""The APIs that a project must have enabled."""

from collections.abc import Sequence
from typing import Any, TypedDict

import pulumi
import pulumi_gcp as gcp

from components.contract import InvalidArgument
from components.gcp.names import require_pattern, require_project


class GcpServicesArgs(TypedDict):
    """Arguments of GcpServices."""

    project: str
    """Id of the project."""
    services: Sequence[str]
    """APIs to enable, such as container.googleapis.com; `accel.catalog.gcp.apis` lists those of each purpose."""


class GcpServices(pulumi.ComponentResource):
    """APIs enabled in a project, for other components to depend on.

    Two APIs enable all others and have to be there first: `gcloud services enable serviceusage.googleapis.com
    cloudresourcemanager.googleapis.com`. Destroying the stack leaves the APIs enabled, since others may use them.
    Costs nothing.

    Raises:
        InvalidArgument: the project or an API has no such name.
    """

    enabled_services: pulumi.Output[Sequence[str]]
    """The APIs, known once each of them is enabled."""

    def __init__(self, name: str, args: GcpServicesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpServices", name, {}, opts)
        enabled = [
            gcp.projects.Service(
                f"{name}-{service.removesuffix('.googleapis.com')}",
                project=args["project"],
                service=service,
                disable_on_destroy=False,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for service in args["services"]
        ]
        self.enabled_services = pulumi.Output.all(*(service.service for service in enabled))
        self.register_outputs({"enabled_services": self.enabled_services})


def validate(args: GcpServicesArgs) -> None:
    """Refuse names that no project or API has, and an API named twice."""
    plain: Any = args
    require_project(plain)
    if not args["services"]:
        raise InvalidArgument("services", [], "at least one API")
    for index, service in enumerate(args["services"]):
        require_pattern(f"services[{index}]", service, "api")
        if service in list(args["services"])[:index]:
            raise InvalidArgument(f"services[{index}]", service, "each API once")
