"""Customer-managed keys in Cloud KMS, and who of Google's own accounts may use them."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import limit, role, service_agent
from components.contract import require_between, require_one_of
from components.gcp.names import require_labels, require_project, require_region
from components.ordering import after

_SECONDS_PER_DAY = 86_400
_ROTATION_DAYS = 90
_DESTROY_DAYS = 30
_PROTECTION_LEVELS = ("HSM", "SOFTWARE")


class GcpEncryptionArgs(TypedDict):
    """Arguments of GcpEncryption."""

    project: str
    """Id of the project."""
    project_number: str
    """Number of the project, which the addresses of its service agents carry."""
    location: str
    """Region of the keys; what they encrypt must stand in the same region."""
    rotation_days: NotRequired[int]
    """Days after which a key gets a new version; 90 by default. Earlier versions stay, for decryption."""
    destroy_days: NotRequired[int]
    """Days between the destruction of a key version and the point of no return; 30 by default."""
    protection_level: NotRequired[str]
    """SOFTWARE, which is the default, or HSM, which costs more. A key keeps its level for ever."""
    labels: NotRequired[Mapping[str, str]]
    """Labels of the keys."""
    protect: NotRequired[bool]
    """Keep ring and keys when the stack is destroyed or a key is renamed; off by default."""


class GcpEncryption(pulumi.ComponentResource):
    """A key ring with one key each for buckets, for the secrets of GKE clusters, and for the disks of machines.

    The agents of Cloud Storage, GKE and Compute Engine get the use of one key each, and nothing else. Agents that a new
    project lacks are brought into being: GKE's by asking for its identity, that of Cloud Storage by asking for its
    address. Compute Engine's comes with its API. The keys become known only when their agent may use them, so whatever
    takes a key waits for the grant.

    Costs a monthly fee for each version of a key that is not destroyed, hence a little more with each rotation, and a
    fee for uses. Key rings and keys cannot be deleted at Google: destroying the stack destroys the versions alone.

    Raises:
        InvalidArgument: a name, period or level that Cloud KMS would refuse.
    """

    data_key_id: pulumi.Output[str]
    """Key for buckets."""
    cluster_key_id: pulumi.Output[str]
    """Key for the secrets of GKE clusters."""
    disk_key_id: pulumi.Output[str]
    """Key for the boot disks of machines."""
    key_ring_id: pulumi.Output[str]
    """The ring that holds the keys."""

    def __init__(self, name: str, args: GcpEncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:GcpEncryption", name, {}, opts)
        keep = args.get("protect", False)
        kept = pulumi.ResourceOptions(parent=self, protect=keep, retain_on_delete=keep)
        child = pulumi.ResourceOptions(parent=self)
        # Names are Pulumi's own, with a random end: the name of a ring or key that once was is taken for ever.
        ring = gcp.kms.KeyRing(f"{name}-ring", project=args["project"], location=args["location"], opts=kept)
        # The call needs an enabled API. Made after the ring, it is not made in the preview of a new project.
        storage_agent = gcp.storage.get_project_service_account_output(
            project=args["project"], opts=pulumi.InvokeOutputOptions(parent=self, depends_on=[ring])
        )
        gke_agent = gcp.projects.ServiceIdentity(
            f"{name}-gke-agent", project=args["project"], service="container.googleapis.com", opts=child
        )
        after_gke_agent = pulumi.ResourceOptions(parent=self, depends_on=[gke_agent])

        def key(purpose: str, user: pulumi.Input[str], opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
            return _key_for(f"{name}-{purpose}", ring, user, args, kept, opts)

        self.data_key_id = key("data", pulumi.Output.concat("serviceAccount:", storage_agent.email_address), child)
        self.cluster_key_id = key("cluster", _agent("container.googleapis.com", args), after_gke_agent)
        self.disk_key_id = key("disk", _agent("compute.googleapis.com", args), child)
        self.key_ring_id = ring.id
        self.register_outputs(
            {
                "data_key_id": self.data_key_id,
                "cluster_key_id": self.cluster_key_id,
                "disk_key_id": self.disk_key_id,
                "key_ring_id": self.key_ring_id,
            }
        )


def _key_for(
    name: str,
    ring: gcp.kms.KeyRing,
    user: pulumi.Input[str],
    args: GcpEncryptionArgs,
    kept: pulumi.ResourceOptions,
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str]:
    """Make a key and let one account use it; the id is known once it may."""
    key = gcp.kms.CryptoKey(
        name,
        key_ring=ring.id,
        purpose="ENCRYPT_DECRYPT",
        rotation_period=f"{args.get('rotation_days', _ROTATION_DAYS) * _SECONDS_PER_DAY}s",
        destroy_scheduled_duration=f"{args.get('destroy_days', _DESTROY_DAYS) * _SECONDS_PER_DAY}s",
        version_template=gcp.kms.CryptoKeyVersionTemplateArgs(
            algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level=args.get("protection_level", "SOFTWARE")
        ),
        labels=args.get("labels", {}),
        opts=kept,
    )
    grant = gcp.kms.CryptoKeyIAMMember(
        f"{name}-user", crypto_key_id=key.id, role=role("use-key"), member=user, opts=opts
    )
    return after(key.id, grant)


def _agent(service: str, args: GcpEncryptionArgs) -> str:
    return f"serviceAccount:{service_agent(service, args['project_number'])}"


def validate(args: GcpEncryptionArgs) -> None:
    """Refuse names, periods and levels that Cloud KMS would refuse."""
    plain: Any = args
    require_project(plain)
    require_region("location", args["location"])
    rotation, destruction = limit("key rotation days"), limit("key destruction days")
    require_between(
        "rotation_days", args.get("rotation_days", _ROTATION_DAYS), rotation.lowest, rotation.highest, "days"
    )
    require_between(
        "destroy_days", args.get("destroy_days", _DESTROY_DAYS), destruction.lowest, destruction.highest, "days"
    )
    require_one_of("protection_level", args.get("protection_level", "SOFTWARE"), _PROTECTION_LEVELS)
    require_labels(args.get("labels", {}))
