"""Stops a TPU slice when nobody works and starts it again: two calls of the API by Cloud Scheduler."""

import re
from typing import Any, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pulumi
import pulumi_gcp as gcp

from accel.catalog import tpu
from accel.catalog.names import UnknownName
from components.contract import InvalidArgument, require_one_of
from components.gcp.names import require_pattern, require_project, require_region

_API = "https://tpu.googleapis.com/v2/"
_CRON = re.compile(r"(\S+\s+){4}\S+")
_DESCRIPTIONS = {"start": "Starts a TPU slice", "stop": "Stops a TPU slice"}
_PERMISSIONS = ("tpu.nodes.start", "tpu.nodes.stop")


class TpuScheduleArgs(TypedDict):
    """Arguments of `TpuSchedule`."""

    project: str
    """Id of the project."""
    region: str
    """Region in which Cloud Scheduler keeps the two jobs."""
    node_id: pulumi.Input[str]
    """Id of the slice, projects/P/locations/Z/nodes/NAME: output `node_id` of `TpuSlice`."""
    accelerator_type: str
    """Size of the slice, such as v5litepod-8; it must be a single machine."""
    purchase: str
    """How the slice is bought: on-demand or reserved; the others cannot be started again."""
    account_id: str
    """Id of the service account to make for the jobs, 6 to 30 characters, unique in the project."""
    start_cron: str
    """When it starts, five fields as in crontab: 0 8 * * 1,2,3,4,5."""
    stop_cron: str
    """When it stops, five fields as in crontab."""
    timezone: str
    """Time zone of both, such as Europe/Berlin."""


class TpuSchedule(pulumi.ComponentResource):
    """Two Cloud Scheduler jobs that stop and start one slice, and an account that may do nothing else.

    Costs next to nothing itself; while the slice is stopped its chips cost nothing, and its boot disk and bucket what
    they always do. IAM knows no narrower place for these permissions than the project: the account may stop every TPU
    VM in it. A start can fail where the zone has no chips left; nothing then waits in a queue for them.

    Raises:
        InvalidArgument: the slice cannot be stopped and started, or a time makes no sense.
    """

    account_email: pulumi.Output[str]
    """Service account of the jobs."""
    start_job: pulumi.Output[str]
    """Name of the job that starts the slice."""
    stop_job: pulumi.Output[str]
    """Name of the job that stops the slice."""

    def __init__(self, name: str, args: TpuScheduleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:TpuSchedule", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        account = gcp.serviceaccount.Account(
            f"{name}-account",
            project=args["project"],
            account_id=args["account_id"],
            display_name=f"Starts and stops a TPU slice: {name}",
            opts=child,
        )
        role = gcp.projects.IAMCustomRole(
            f"{name}-role",
            project=args["project"],
            role_id=args["account_id"].replace("-", "_"),
            title=f"Start and stop TPU VMs ({name})",
            permissions=list(_PERMISSIONS),
            opts=child,
        )
        grant = gcp.projects.IAMMember(
            f"{name}-grant", project=args["project"], role=role.name, member=account.member, opts=child
        )
        granted = pulumi.ResourceOptions(parent=self, depends_on=[grant])
        start = _job(f"{name}-start", args, "start", account.email, granted)
        stop = _job(f"{name}-stop", args, "stop", account.email, granted)
        self.account_email = account.email
        self.start_job = start.name
        self.stop_job = stop.name
        self.register_outputs(
            {"account_email": self.account_email, "start_job": self.start_job, "stop_job": self.stop_job}
        )


def validate(args: TpuScheduleArgs) -> None:
    """Refuse a schedule that could not work; see `TpuSchedule`."""
    plain: Any = args
    require_project(plain)
    require_region("region", args["region"])
    try:
        wanted = tpu.slice_of_type(args["accelerator_type"])
    except UnknownName as error:
        raise InvalidArgument(
            "accelerator_type", args["accelerator_type"], "a TPU accelerator type", str(error)
        ) from None
    require_one_of("purchase", args["purchase"], tpu.PURCHASES)
    if not tpu.can_stop(wanted, args["purchase"]):
        field = "accelerator_type" if wanted.hosts > 1 else "purchase"
        hint = tpu.why_it_stays_on(wanted, args["purchase"])
        raise InvalidArgument(field, args[field], "a single machine, bought on demand or reserved", hint)
    require_pattern("account_id", args["account_id"], "account id")
    for field in ("start_cron", "stop_cron"):
        if not _CRON.fullmatch(args[field]):
            raise InvalidArgument(field, args[field], "five fields as in crontab, such as 0 8 * * 1,2,3,4,5")
    if args["start_cron"] == args["stop_cron"]:
        raise InvalidArgument("stop_cron", args["stop_cron"], "another time than start_cron")
    try:
        ZoneInfo(args["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        allowed = "an IANA time zone such as Europe/Berlin"
        raise InvalidArgument("timezone", args["timezone"], allowed) from None


def _job(
    name: str, args: TpuScheduleArgs, action: str, email: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> gcp.cloudscheduler.Job:
    return gcp.cloudscheduler.Job(
        name,
        project=args["project"],
        region=args["region"],
        description=_DESCRIPTIONS[action],
        schedule=args["start_cron"] if action == "start" else args["stop_cron"],
        time_zone=args["timezone"],
        attempt_deadline="60s",
        retry_config={"retry_count": 3, "min_backoff_duration": "60s", "max_doublings": 2},
        http_target={
            "uri": pulumi.Output.concat(_API, args["node_id"], f":{action}"),
            "http_method": "POST",
            "oauth_token": {"service_account_email": email},
        },
        opts=opts,
    )
