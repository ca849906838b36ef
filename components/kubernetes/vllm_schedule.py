"""Stops a model server at night and at weekends, and starts it again."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pulumi
import pulumi_kubernetes as kubernetes

from accel.catalog.images import image
from components.contract import InvalidArgument, require_between, require_one_of
from components.kubernetes.names import require_dns_label, require_labels
from components.kubernetes.network_policies import to_api_server, to_dns
from components.kubernetes.pods import (
    restricted_container,
    restricted_pod,
    selector_labels,
    temporary_folder,
)

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LAST_HOUR = 24
SCALE_TO = "accelerator-blueprints/scale-to"
"""On each CronJob: how many pods there are after it has run. Costs read the hours off the two schedules."""


class VllmWorkingHours(TypedDict):
    """When a server is on."""

    start_hour: int
    """Hour at which it starts, 0 to 23."""
    stop_hour: int
    """Hour at which it stops, later than `start_hour`, at most 24."""
    days: NotRequired[Sequence[str]]
    """Days on which it runs: mon, tue, wed, thu, fri, sat, sun. Default: Monday to Friday."""
    timezone: NotRequired[str]
    """IANA name of the time zone of the hours. Default Etc/UTC."""


class VllmScheduleArgs(TypedDict):
    """Arguments of `VllmSchedule`."""

    namespace: pulumi.Input[str]
    """Namespace of the Deployment."""
    deployment: str
    """Name of the Deployment that is stopped and started."""
    replicas: NotRequired[int]
    """Pods with which a day starts, 1 to 1000; an autoscaler takes over from there. Default 1."""
    working_hours: VllmWorkingHours
    """Hours outside of which no pod runs."""
    image: NotRequired[pulumi.Input[str]]
    """Image with kubectl, pinned. Default: the catalogue's, at its publisher."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of everything."""


class VllmSchedule(pulumi.ComponentResource):
    """Two CronJobs that scale one Deployment to nothing and back, and may do nothing else.

    Costs nothing by itself: it runs for seconds on nodes that are there anyway. It saves GPU nodes, which the cluster
    takes away once they are empty. An autoscaler rests while its Deployment has no pod.

    Raises:
        InvalidArgument: the hours contradict each other, or a name is none.
    """

    start_schedule: pulumi.Output[str]
    """When it starts, as cron has it."""
    stop_schedule: pulumi.Output[str]
    """When it stops, as cron has it."""

    def __init__(self, name: str, args: VllmScheduleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:VllmSchedule", name, {}, opts)
        self._name = name
        self._args = args
        self._labels = selector_labels(name, "schedule")
        self._options = pulumi.ResourceOptions(parent=self)
        account = self._account()
        hours = args["working_hours"]
        jobs = [
            self._cron_job("start", start_cron(hours), args.get("replicas", 1), account),
            self._cron_job("stop", stop_cron(hours), 0, account),
        ]
        self.start_schedule, self.stop_schedule = (job.spec.schedule for job in jobs)
        self.register_outputs({"start_schedule": self.start_schedule, "stop_schedule": self.stop_schedule})

    def _metadata(self, role: str, **annotations: str) -> Any:
        return {
            "name": f"{self._name}-{role}" if role else self._name,
            "namespace": self._args["namespace"],
            "labels": {**self._args.get("labels", {}), **self._labels},
            **({"annotations": annotations} if annotations else {}),
        }

    def _account(self) -> kubernetes.core.v1.ServiceAccount:
        account = kubernetes.core.v1.ServiceAccount(
            f"{self._name}-account",
            metadata=self._metadata(""),
            automount_service_account_token=False,
            opts=self._options,
        )
        only = [self._args["deployment"]]
        role = kubernetes.rbac.v1.Role(
            f"{self._name}-role",
            metadata=self._metadata(""),
            rules=[
                {"api_groups": ["apps"], "resources": ["deployments"], "resource_names": only, "verbs": ["get"]},
                {
                    "api_groups": ["apps"],
                    "resources": ["deployments/scale"],
                    "resource_names": only,
                    "verbs": ["get", "update", "patch"],
                },
            ],
            opts=self._options,
        )
        kubernetes.rbac.v1.RoleBinding(
            f"{self._name}-role-binding",
            metadata=self._metadata(""),
            role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "Role", "name": role.metadata.name},
            subjects=[{"kind": "ServiceAccount", "name": account.metadata.name, "namespace": self._args["namespace"]}],
            opts=self._options,
        )
        kubernetes.networking.v1.NetworkPolicy(
            f"{self._name}-network-policy",
            metadata=self._metadata(""),
            spec={
                "pod_selector": {"match_labels": self._labels},
                "policy_types": ["Ingress", "Egress"],
                "egress": [to_dns(), to_api_server()],
            },
            opts=self._options,
        )
        return account

    def _cron_job(
        self, role: str, schedule: str, replicas: int, account: kubernetes.core.v1.ServiceAccount
    ) -> kubernetes.batch.v1.CronJob:
        kubectl = image("kubectl")
        container: Any = {
            **restricted_container(),
            "name": "kubectl",
            "image": self._args.get("image", kubectl.reference),
            "args": [
                "scale",
                f"deployment/{self._args['deployment']}",
                # No --timeout: it would wait for pods, and those of the morning need a node first.
                f"--replicas={int(replicas)}",
                f"--cache-dir={kubectl.home}",
            ],
            "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
            "volume_mounts": [{"name": "tmp", "mount_path": kubectl.home}],
        }
        pod: Any = {
            "metadata": {"labels": {**self._args.get("labels", {}), **self._labels}},
            "spec": {
                **restricted_pod(kubectl.runs_as),
                "service_account_name": account.metadata.name,
                "automount_service_account_token": True,
                "restart_policy": "OnFailure",
                "containers": [container],
                "volumes": [temporary_folder("tmp")],
            },
        }
        hours = self._args["working_hours"]
        return kubernetes.batch.v1.CronJob(
            f"{self._name}-{role}",
            metadata=self._metadata(role, **{SCALE_TO: str(int(replicas))}),
            spec={
                "schedule": schedule,
                "time_zone": hours.get("timezone", "Etc/UTC"),
                "concurrency_policy": "Forbid",
                # A cluster that was away at that minute makes up for it within the hour.
                "starting_deadline_seconds": 3600,
                "successful_jobs_history_limit": 1,
                "failed_jobs_history_limit": 3,
                "job_template": {
                    "spec": {"backoff_limit": 6, "active_deadline_seconds": 900, "template": pod},
                },
            },
            opts=self._options,
        )


def validate(args: VllmScheduleArgs) -> None:
    """Refuse hours that contradict each other and names that are none.

    Raises:
        InvalidArgument: names the argument, its value and what is allowed.
    """
    require_dns_label("deployment", args["deployment"])
    require_labels("labels", args.get("labels", {}))
    require_between("replicas", args.get("replicas", 1), 1, 1000, "pods")
    validate_hours(args["working_hours"])


def validate_hours(hours: VllmWorkingHours) -> None:
    """Refuse hours and days that do not exist, and a day that ends before it begins."""
    start = hours["start_hour"]
    require_between("working_hours.start_hour", start, 0, _LAST_HOUR - 1)
    require_between("working_hours.stop_hour", hours["stop_hour"], start + 1, _LAST_HOUR)
    for day in _days(hours):
        require_one_of("working_hours.days", day, _DAYS)
    zone = hours.get("timezone", "Etc/UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidArgument("working_hours.timezone", zone, "an IANA time zone such as Asia/Tokyo") from None


def start_cron(hours: VllmWorkingHours) -> str:
    """Return when the server starts, as cron has it."""
    return f"0 {int(hours['start_hour'])} * * {_numbers(_days(hours))}"


def stop_cron(hours: VllmWorkingHours) -> str:
    """Return when the server stops, as cron has it: midnight belongs to the day after."""
    stop = int(hours["stop_hour"])
    if stop < _LAST_HOUR:
        return f"0 {stop} * * {_numbers(_days(hours))}"
    following = [_DAYS[(_DAYS.index(day) + 1) % len(_DAYS)] for day in _days(hours)]
    return f"0 0 * * {_numbers(following)}"


def _days(hours: VllmWorkingHours) -> Sequence[str]:
    return hours.get("days") or _DAYS[1:6]


def _numbers(days: Sequence[str]) -> str:
    return ",".join(str(number) for number in sorted({_DAYS.index(day) for day in days}))
