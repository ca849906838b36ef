"""A Cloud TPU VM, or a slice of several, for training."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog import tpu
from accel.catalog.names import UnknownName
from components.contract import InvalidArgument, require_between, require_one_of
from components.gcp.names import require_labels, require_project

STARTUP_SCRIPT = "startup-script"
CHECKPOINT_URI = "checkpoint-uri"
_CHECKPOINT_VARIABLE = "CHECKPOINT_URI"
_OURS = (STARTUP_SCRIPT, CHECKPOINT_URI)
_SHELL = re.compile(r"#!\s*(/usr)?/bin/(env\s+)?(ba|da|z)?sh\b.*")
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]*(/[A-Za-z0-9][A-Za-z0-9._=-]*)*")
_ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z0-9]+")
_READ_ONLY = "READ_ONLY"
_DISK_MODES = (_READ_ONLY, "READ_WRITE")
_ON_DEMAND = "on-demand"
_ALL_APIS = "https://www.googleapis.com/auth/cloud-platform"
_LONGEST_CREATION_MINUTES = 24 * 60


class TpuSliceDataDisk(TypedDict):
    """A disk that exists already and is attached to every machine of the slice."""

    source_disk: pulumi.Input[str]
    """Id of the disk, projects/P/zones/Z/disks/D, in the slice's zone."""
    mode: NotRequired[str]
    """READ_WRITE (default, for a slice of one machine) or READ_ONLY."""


class TpuSliceArgs(TypedDict):
    """Arguments of `TpuSlice`."""

    project: str
    """Id of the project."""
    zone: str
    """Zone, such as us-central1-a; checked against the zones that were seen to sell the slice."""
    accelerator_type: NotRequired[str]
    """Size of the slice, such as v5litepod-8; the shape most like a cube. Or give `generation` and `topology`."""
    generation: NotRequired[str]
    """v2, v3, v4, v5e, v5p or v6e; together with `topology`."""
    topology: NotRequired[str]
    """Chips along each side, such as 2x4 or 4x4x8; together with `generation`."""
    runtime_version: NotRequired[str]
    """Image of the machines. Default: what Google names for the generation."""
    purchase: NotRequired[str]
    """on-demand (default), spot, preemptible (ends after 24 hours) or reserved."""
    network_id: pulumi.Input[str]
    """Id of the network."""
    subnetwork_id: pulumi.Input[str]
    """Id of a subnetwork in the zone's region, with Private Google Access: the machines have no public address."""
    service_account_email: pulumi.Input[str]
    """Service account that the machines run as; its IAM roles are what they may do."""
    startup_script: NotRequired[str]
    """Script that every machine runs at each start, its first line `#!` and an interpreter. Never a secret in it."""
    checkpoint_bucket: NotRequired[pulumi.Input[str]]
    """Name of the bucket for checkpoints; machines find gs://BUCKET/PREFIX in the metadata as checkpoint-uri, and a
    shell script in its environment as CHECKPOINT_URI."""
    checkpoint_prefix: NotRequired[str]
    """Path in the bucket. Default: the component's name."""
    metadata: NotRequired[Mapping[str, str]]
    """More metadata of the machines, for everybody who may describe them to read. Never a secret."""
    data_disks: NotRequired[Sequence[TpuSliceDataDisk]]
    """Disks that exist already."""
    network_tags: NotRequired[Sequence[str]]
    """Network tags of the machines, for firewall rules that go by them."""
    secure_boot: NotRequired[bool]
    """Boot signed software only. Default true; drivers of one's own may need false."""
    allow_unlisted_zone: NotRequired[bool]
    """Accept a zone in which the catalogue did not see the slice sold; its list is incomplete. Default false."""
    creation_minutes: NotRequired[int]
    """Minutes to wait for the slice to be there, 5 to 1440. Default 60."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the machines."""


class TpuSlice(pulumi.ComponentResource):
    """TPU chips on one machine or on several that start and fail together, with private addresses only.

    Every chip is paid for while the slice is ready, idle or not; `accel.catalog.tpu.can_stop` says whether it can be
    stopped, `TpuSchedule` stops it at night. A change of its size, image or network replaces it, the old one first:
    hardly a project has quota for two.

    Raises:
        InvalidArgument: the slice does not exist, its zone does not sell it, or arguments contradict each other.
    """

    slice_name: pulumi.Output[str]
    """Name of the slice, for `gcloud compute tpus tpu-vm ssh`."""
    node_id: pulumi.Output[str]
    """Id of the slice, projects/P/locations/Z/nodes/NAME."""
    zone: pulumi.Output[str]
    """Zone of the slice."""
    accelerator: pulumi.Output[str]
    """Id of its chip in the catalogue, such as tpu-v5e."""
    chips: pulumi.Output[int]
    """How many chips it has."""
    hosts: pulumi.Output[int]
    """How many machines it is; a training program runs on each."""
    checkpoint_uri: pulumi.Output[str]
    """Where checkpoints go, gs://BUCKET/PREFIX; empty without a bucket."""

    def __init__(self, name: str, args: TpuSliceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:TpuSlice", name, {}, opts)
        wanted = slice_of(args)
        self.checkpoint_uri = _checkpoint_uri(name, args)
        for warning in warnings(args):
            pulumi.log.warn(warning, self)
        minutes = f"{args.get('creation_minutes', 60)}m"
        node = gcp.tpu.V2Vm(
            f"{name}-node",
            project=args["project"],
            zone=args["zone"],
            description=f"TPU slice {name}",
            runtime_version=_runtime_version(args, wanted),
            **_size(args, wanted),
            network_config={
                "network": args["network_id"],
                "subnetwork": args["subnetwork_id"],
                "enable_external_ips": False,
                "can_ip_forward": False,
            },
            # Access is narrowed by the account's IAM roles: scopes are the older, coarser gate before them.
            service_account={"email": args["service_account_email"], "scopes": [_ALL_APIS]},
            shielded_instance_config={"enable_secure_boot": args.get("secure_boot", True)},
            scheduling_config=_scheduling(args),
            metadata=_metadata(args, self.checkpoint_uri),
            data_disks=[
                {"source_disk": disk["source_disk"], "mode": disk.get("mode", "READ_WRITE")}
                for disk in args.get("data_disks", [])
            ],
            tags=list(args.get("network_tags", [])),
            labels=dict(args.get("labels", {})),
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=True,
                custom_timeouts=pulumi.CustomTimeouts(create=minutes, update=minutes, delete=minutes),
            ),
        )
        self.slice_name = node.name
        self.node_id = node.id
        self.zone = pulumi.Output.from_input(args["zone"])
        self.accelerator = pulumi.Output.from_input(wanted.generation.accelerator)
        self.chips = pulumi.Output.from_input(wanted.chips)
        self.hosts = pulumi.Output.from_input(wanted.hosts)
        self.register_outputs(
            {
                "slice_name": self.slice_name,
                "node_id": self.node_id,
                "zone": self.zone,
                "accelerator": self.accelerator,
                "chips": self.chips,
                "hosts": self.hosts,
                "checkpoint_uri": self.checkpoint_uri,
            }
        )


def validate(args: TpuSliceArgs) -> None:
    """Refuse a slice that Cloud TPU would refuse; see `TpuSlice`."""
    plain: Any = args
    require_project(plain)
    require_labels(args.get("labels", {}))
    wanted = slice_of(args)
    require_one_of("purchase", args.get("purchase", _ON_DEMAND), tpu.PURCHASES)
    _validate_zone(args, wanted)
    require_between("creation_minutes", args.get("creation_minutes", 60), 5, _LONGEST_CREATION_MINUTES, "minutes")
    script = args.get("startup_script")
    if script is not None and not script.startswith("#!"):
        raise InvalidArgument(
            "startup_script", script.partition("\n")[0], "a script whose first line is `#!` and an interpreter"
        )
    prefix = args.get("checkpoint_prefix")
    if prefix is not None:
        if "checkpoint_bucket" not in args:
            raise InvalidArgument("checkpoint_prefix", prefix, "together with checkpoint_bucket")
        if not _PREFIX.fullmatch(prefix):
            raise InvalidArgument("checkpoint_prefix", prefix, "a path such as runs/llama, without / at its ends")
    for key in args.get("metadata", {}):
        if key in _OURS:
            hint = "use startup_script" if key == STARTUP_SCRIPT else "use checkpoint_bucket and checkpoint_prefix"
            raise InvalidArgument("metadata", key, f"keys other than {', '.join(_OURS)}", hint)
    for index, disk in enumerate(args.get("data_disks", [])):
        mode = disk.get("mode", "READ_WRITE")
        require_one_of(f"data_disks[{index}].mode", mode, _DISK_MODES)
        if wanted.hosts > 1 and mode != _READ_ONLY:
            hint = f"{wanted.accelerator_type} is {wanted.hosts} machines"
            raise InvalidArgument(f"data_disks[{index}].mode", mode, "READ_ONLY on several machines", hint)


def slice_of(args: TpuSliceArgs) -> tpu.Slice:
    """Return the slice that the arguments ask for.

    Raises:
        InvalidArgument: they name none, or name it in two ways.
    """
    accelerator_type, generation, topology = (
        args.get("accelerator_type"),
        args.get("generation"),
        args.get("topology"),
    )
    either = "accelerator_type, or generation with topology"
    if accelerator_type is not None:
        for field, value in (("generation", generation), ("topology", topology)):
            if value is not None:
                raise InvalidArgument(field, value, either, f"accelerator_type is {accelerator_type} already")
        return _known("accelerator_type", accelerator_type, lambda: tpu.slice_of_type(accelerator_type))
    if generation is None:
        raise InvalidArgument("accelerator_type", None, either)
    _known("generation", generation, lambda: tpu.generation(generation))
    if topology is None:
        raise InvalidArgument("topology", None, f"one of TPU {generation}: {_some(tpu.topologies(generation))}")
    return _known("topology", topology, lambda: tpu.slice_of_topology(generation, topology))


def warnings(args: TpuSliceArgs) -> list[str]:
    """Return what is allowed and still likely wrong."""
    wanted = slice_of(args)
    runtime = _runtime_version(args, wanted)
    made_for = tpu.other_generations_runtime(wanted, runtime)
    if made_for is None:
        return []
    return [
        f"runtime version {runtime} is made for TPU {made_for}; for {wanted.accelerator_type} Google names "
        f"{wanted.generation.runtime_version}"
    ]


def _validate_zone(args: TpuSliceArgs, wanted: tpu.Slice) -> None:
    zone = args["zone"]
    if not _ZONE.fullmatch(zone):
        raise InvalidArgument("zone", zone, "a zone such as us-central1-a")
    known = tpu.zones(wanted)
    if zone not in known and not args.get("allow_unlisted_zone", False):
        hint = "the list is incomplete: allow_unlisted_zone=True where you know better"
        raise InvalidArgument("zone", zone, f"{_some(known) or 'none is known'} for {wanted.accelerator_type}", hint)


def _known(field: str, value: str, look_up: Any) -> Any:
    try:
        return look_up()
    except UnknownName as error:
        hint = f"did you mean {error.nearest!r}?" if error.nearest else ""
        raise InvalidArgument(field, value, _some(error.known), hint) from None


def _some(names: Sequence[str]) -> str:
    most = 12
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def _runtime_version(args: TpuSliceArgs, wanted: tpu.Slice) -> str:
    return args.get("runtime_version") or wanted.generation.runtime_version


def _size(args: TpuSliceArgs, wanted: tpu.Slice) -> dict[str, Any]:
    if args.get("topology") is not None:
        return {"accelerator_config": {"type": wanted.generation.config_type, "topology": wanted.topology}}
    return {"accelerator_type": wanted.accelerator_type}


def _scheduling(args: TpuSliceArgs) -> Any:
    purchase = args.get("purchase", _ON_DEMAND)
    return None if purchase == _ON_DEMAND else {purchase: True}


def _checkpoint_uri(name: str, args: TpuSliceArgs) -> pulumi.Output[str]:
    if "checkpoint_bucket" not in args:
        return pulumi.Output.from_input("")
    return pulumi.Output.concat("gs://", args["checkpoint_bucket"], "/", args.get("checkpoint_prefix", name))


def _metadata(args: TpuSliceArgs, checkpoint_uri: pulumi.Output[str]) -> dict[str, pulumi.Input[str]]:
    found: dict[str, pulumi.Input[str]] = dict(args.get("metadata", {}))
    script = args.get("startup_script")
    if "checkpoint_bucket" in args:
        found[CHECKPOINT_URI] = checkpoint_uri
    if script is None:
        return found
    shebang, _, body = script.partition("\n")
    if "checkpoint_bucket" in args and _SHELL.fullmatch(shebang):
        export = pulumi.Output.concat(f"export {_CHECKPOINT_VARIABLE}='", checkpoint_uri, "'\n")
        found[STARTUP_SCRIPT] = pulumi.Output.concat(f"{shebang}\n", export, body)
    else:
        found[STARTUP_SCRIPT] = script
    return found
