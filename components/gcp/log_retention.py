"""For how long a project keeps its logs."""

from typing import Any, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import limit
from components.contract import require_between
from components.gcp.names import require_project

_BUCKET = "_Default"


class GcpLogRetentionArgs(TypedDict):
    """Arguments of GcpLogRetention."""

    project: str
    """Id of the project. Its default log bucket is shared by everything in it: one stack of a project says for how
    long."""
    retention_days: int
    """Days for which logs are kept; Cloud Logging's own default is 30."""


class GcpLogRetention(pulumi.ComponentResource):
    """The days for which a project keeps logs of machines, containers and networks.

    It takes over the bucket that Cloud Logging makes with the project. Destroying the stack leaves the bucket, and its
    days, as they are.

    Costs what logs take up beyond the first 30 days (catalogue: logging_retention).

    Raises:
        InvalidArgument: a project or a number of days that Cloud Logging would refuse.
    """

    log_bucket_id: pulumi.Output[str]
    """Id of the log bucket."""

    def __init__(self, name: str, args: GcpLogRetentionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpLogRetention", name, {}, opts)
        bucket = gcp.logging.ProjectBucketConfig(
            f"{name}-default",
            project=args["project"],
            location="global",
            bucket_id=_BUCKET,
            retention_days=args["retention_days"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.log_bucket_id = bucket.id
        self.register_outputs({"log_bucket_id": self.log_bucket_id})


def validate(args: GcpLogRetentionArgs) -> None:
    """Refuse a project or a number of days that Cloud Logging would refuse."""
    plain: Any = args
    require_project(plain)
    bounds = limit("log retention days")
    require_between("retention_days", args["retention_days"], bounds.lowest, bounds.highest, "days")
