"""Training on a Cloud TPU slice: the slice, a bucket for its checkpoints, and nights off where it can have them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from accel.catalog import tpu
from accel.catalog.gcp import deployer_role, limit
from accel.planning.stack import Schedule, StackFacts
from blueprints.baseline_gcp_settings import TPU_TAG
from blueprints.contract import Context, Note, Place
from blueprints.tpu_training_settings import SHEBANG, Settings, file_in_project
from components.contract import InvalidArgument
from components.gcp.model_store import GcpModelStore, GcpModelStoreArgs
from components.gcp.names import name_of
from components.gcp.tpu_schedule import TpuSchedule
from components.gcp.tpu_slice import TpuSlice, TpuSliceArgs, slice_of, validate, warnings

if TYPE_CHECKING:
    from blueprints.baseline_gcp import GcpBaseline

__all__ = ["CLOUDS", "IDENTITIES", "Settings", "build", "check", "preflight"]

CLOUDS = ("gcp",)
IDENTITIES = ("tpu",)
"""Service accounts of the baseline that it runs as."""


def check(settings: Settings, facts: StackFacts, place: Place) -> None:
    """Refuse what the cloud would refuse, before anything is registered.

    Raises:
        InvalidArgument: the slice does not exist, or its zone does not sell it or is outside the stack's region.
    """
    if _region_of(settings.zone) != place.gcp_region:
        hint = "a subnetwork spans one region"
        raise InvalidArgument("zone", settings.zone, f"a zone of {place.gcp_region}, the stack's region", hint)
    asked: TpuSliceArgs = {**_slice_args(settings, facts), "project": place.gcp_project or ""}
    # The bucket's name comes later; its prefix is only judged together with it.
    validate({**asked, "checkpoint_bucket": "later", "checkpoint_prefix": _prefix(settings)})


def build(settings: Settings, context: Context, options: pulumi.ResourceOptions) -> Mapping[str, pulumi.Input[Any]]:
    """Register the checkpoint bucket, the slice, and its schedule where it can be stopped."""
    baseline, facts, labels = _baseline(context), context.facts, context.tags(settings.name, settings.approval)
    asked: TpuSliceArgs = {**_slice_args(settings, facts), "project": baseline.project, "labels": labels}
    store: GcpModelStoreArgs = {
        "project": baseline.project,
        "location": baseline.region,
        "key_id": baseline.data_key_id,
        "writers": {"slice": baseline.member("tpu")},
        "noncurrent_days": settings.checkpoints.retention_days,
        "labels": labels,
        "protect": facts.profile.deletion_protection,
    }
    if settings.checkpoints.expire_days is not None:
        store["expire_days"] = settings.checkpoints.expire_days
    checkpoints = GcpModelStore(f"{settings.name}-checkpoints", store, options)
    slice_args: TpuSliceArgs = {
        **asked,
        "network_id": baseline.network_id,
        "subnetwork_id": baseline.subnetwork_id,
        "network_tags": [TPU_TAG],
        "service_account_email": baseline.account("tpu"),
        "checkpoint_bucket": checkpoints.bucket_name,
        "checkpoint_prefix": _prefix(settings),
    }
    made = TpuSlice(settings.name, slice_args, options)
    if facts.schedule and settings.schedule and tpu.can_stop(slice_of(asked), _purchase(settings, facts)):
        _schedule(settings, facts.schedule, context, made, options)
    return {
        "sliceName": made.slice_name,
        "nodeId": made.node_id,
        "zone": made.zone,
        "chips": made.chips,
        "hosts": made.hosts,
        "checkpointUri": made.checkpoint_uri,
    }


def preflight(settings: Settings, facts: StackFacts, place: Place) -> list[Note]:
    """Return what to ask for and to know before `pulumi up`: quotas, zones, what stays on."""
    del place  # The slice's own zone says where quotas are needed.
    slice_args = _slice_args(settings, facts)
    wanted, purchase = slice_of(slice_args), _purchase(settings, facts)
    notes = [
        Note("quota", settings.name, _quota_note(settings.zone, wanted, purchase)),
        Note("zone", settings.name, _zone_note(settings.zone, wanted)),
        *(Note("fit", settings.name, warning) for warning in warnings(slice_args)),
    ]
    if facts.schedule is not None:
        notes.append(Note("schedule", settings.name, _schedule_note(settings, facts.schedule, wanted, purchase)))
    if purchase in ("spot", "preemptible"):
        lost = "a training program must save to CHECKPOINT_URI and resume from there"
        notes.append(Note("data", settings.name, f"a {purchase} slice can be taken back at any moment: {lost}"))
    attach = f"whoever deploys needs {deployer_role('attach-account')} on the service account of the slice"
    notes.append(Note("access", settings.name, attach))
    if settings.startup_script is not None:
        reach = "machines have no public address: without Cloud NAT the start-up script reaches Google's APIs only"
        notes.append(Note("access", settings.name, reach))
    return notes


def _baseline(context: Context) -> "GcpBaseline":
    if context.gcp is None:
        raise AssertionError("program.py makes the baselines of CLOUDS")
    return context.gcp


def _slice_args(settings: Settings, facts: StackFacts) -> TpuSliceArgs:
    """Return the arguments that the settings alone decide; the baseline adds the rest."""
    given: Any = {
        "accelerator_type": settings.accelerator_type,
        "generation": settings.generation,
        "topology": settings.topology,
        "runtime_version": settings.runtime_version,
        "startup_script": _script(settings),
        "zone": settings.zone,
        "purchase": _purchase(settings, facts),
        "secure_boot": settings.secure_boot,
        "allow_unlisted_zone": settings.allow_unlisted_zone,
    }
    chosen: Any = {key: value for key, value in given.items() if value is not None}
    return chosen


def _prefix(settings: Settings) -> str:
    return settings.checkpoints.prefix or settings.name


def _purchase(settings: Settings, facts: StackFacts) -> str:
    return settings.purchase or ("spot" if facts.profile.spot else "on-demand")


def _script(settings: Settings) -> str | None:
    script = settings.startup_script
    if script is None or script.startswith(SHEBANG):
        return script
    path = file_in_project(script)
    return path.read_text(encoding="utf-8") if path is not None else None


def _region_of(zone: str) -> str:
    return zone.rpartition("-")[0]


def _schedule(
    settings: Settings, schedule: Schedule, context: Context, made: TpuSlice, options: pulumi.ResourceOptions
) -> None:
    start, stop = crons(schedule)
    baseline = _baseline(context)
    longest = limit("account id characters").highest
    TpuSchedule(
        f"{settings.name}-schedule",
        {
            "project": baseline.project,
            "region": baseline.region,
            "node_id": made.node_id,
            "accelerator_type": slice_of(_slice_args(settings, context.facts)).accelerator_type,
            "purchase": _purchase(settings, context.facts),
            "account_id": name_of(context.facts.stack, settings.name, "clock", longest=longest),
            "start_cron": start,
            "stop_cron": stop,
            "timezone": schedule.timezone,
        },
        options,
    )


def crons(schedule: Schedule) -> tuple[str, str]:
    """Return when a machine starts and stops, as five fields of a crontab; hour 24 is hour 0 of the next day."""
    days = schedule.cron_days
    start = f"0 {schedule.start_hour} * * {days}"
    if schedule.stop_hour < 24:  # noqa: PLR2004 - the hours of a day
        return start, f"0 {schedule.stop_hour} * * {days}"
    next_days = ",".join(str((int(day) + 1) % 7) for day in days.split(","))
    return start, f"0 0 * * {next_days}"


def _quota_note(zone: str, wanted: tpu.Slice, purchase: str) -> str:
    if purchase == "reserved":
        return f"{wanted.accelerator_type}: a reservation in {zone} for it, through the account team"
    asked = tpu.quota(wanted, purchase)
    if asked.zonal is None:
        kind = "preemptible " if purchase != "on-demand" else ""
        return (
            f"Cloud TPU API: {asked.amount} {kind}TensorCores of TPU {wanted.generation.name} in {zone}, and in "
            f"{_region_of(zone)}"
        )
    return (
        f"Cloud TPU API: {asked.zonal} of {asked.amount} or more in {zone}, and {asked.regional} in {_region_of(zone)}"
    )


def _zone_note(zone: str, wanted: tpu.Slice) -> str:
    known = tpu.zones(wanted)
    listed = f"seen sold in {', '.join(known)}" if known else "no zone is known"
    doubt = "" if zone in known else f"; {zone} is not among them: make sure"
    return f"{wanted.accelerator_type}: {listed}{doubt}; none of them is sure to have chips left"


def _schedule_note(settings: Settings, schedule: Schedule, wanted: tpu.Slice, purchase: str) -> str:
    reason = tpu.why_it_stays_on(wanted, purchase)
    if not settings.schedule:
        reason = "schedule is false"
    if reason:
        return f"stays on at night and at weekends, and is priced so: {reason}; delete it when nobody trains"
    start, stop = crons(schedule)
    return (
        f"off outside working hours (start {start}, stop {stop}, {schedule.timezone}); a start fails where the zone "
        "has no chips left"
    )
