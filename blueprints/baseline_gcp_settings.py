"""The stack file's key `gcp`: where the stack stands, and where its baseline comes from."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from accel.planning.stack import Settings
from blueprints.baseline import BaselineChoice, BudgetSettings, Cidr, SecretSettings, region_in

TPU_TAG = "accelerator-tpu"
"""Network tag of TPU machines, which firewall rules go by; one name for all, since stacks may share a network."""

KeyId = Annotated[
    str, StringConstraints(pattern=r"^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[a-zA-Z0-9_-]+$")
]
Email = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com$")]


class GcpNetworkSettings(Settings):
    """A network to create."""

    subnet_cidr: Cidr = Field(description="Addresses of nodes and TPU machines.")
    pods_cidr: Cidr = Field(description="Addresses of pods; GKE takes a /24 of it for each node.")
    services_cidr: Cidr = Field(description="Addresses of Kubernetes services.")
    egress: Literal["private", "nat"] = Field(
        default="private",
        description="What machines reach: Google's APIs and images alone, or by Cloud NAT the internet too.",
    )
    allowed_cidrs: list[Cidr] = Field(
        default=[], description="Private ranges outside the network (an office, a peered network) that may call in."
    )


class GcpExistingNetwork(Settings):
    """A network that somebody else owns."""

    network_id: str = Field(pattern=r"^projects/[^/]+/global/networks/[^/]+$", description="Id of the network.")
    subnetwork_id: str = Field(
        pattern=r"^projects/[^/]+/regions/[^/]+/subnetworks/[^/]+$",
        description="Id of a subnetwork with Private Google Access.",
    )
    pods_range_name: str = Field(default="pods", min_length=1, description="Name of its secondary range for pods.")
    services_range_name: str = Field(default="services", min_length=1, description="Name of its range for services.")


class GcpExistingKeys(Settings):
    """Cloud KMS keys that somebody else owns; the service agents must be able to use them."""

    data_key_id: KeyId = Field(
        description="Key of buckets, images and secrets; the agents of Cloud Storage, and of Artifact Registry and "
        "Secret Manager where they are used, must be able to use it."
    )
    cluster_key_id: KeyId = Field(description="Key of Kubernetes secrets.")
    disk_key_id: KeyId = Field(description="Key of the nodes' disks.")


class GcpExistingIdentities(Settings):
    """Service accounts that somebody else owns, with the roles that their work needs."""

    nodes: Email | None = Field(default=None, description="What GKE nodes run as.")
    tpu: Email | None = Field(default=None, description="What TPU machines run as.")

    @property
    def emails(self) -> dict[str, str]:
        """E-mail addresses by identity, without those that are not given."""
        return {identity: email for identity, email in (("nodes", self.nodes), ("tpu", self.tpu)) if email is not None}


class GcpExistingModelStore(Settings):
    """A bucket of weights that somebody else owns."""

    bucket_name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$", description="Name of the bucket.")


class GcpRegistrySettings(Settings):
    """Repositories of images to create; what the stack runs may pull from them."""

    repositories: list[str] = Field(
        min_length=1, description="Their names, such as inference; the stack's name is put before each."
    )
    untagged_days: int = Field(default=14, ge=1, le=3650, description="Days after which images without a tag go.")
    writers: list[str] = Field(
        default=[], description="Who may push, as IAM names them: serviceAccount:build@project.iam.gserviceaccount.com."
    )
    scan: bool = Field(
        default=True, description="Look for vulnerabilities in each image that is pushed, which is paid for by image."
    )
    customer_key: bool = Field(default=True, description="Encrypt with the data key; false: with Google's own keys.")


class GcpSecretSettings(SecretSettings):
    """A secret to create, and who may read it."""

    readers: list[str] = Field(
        default=[], description="Who may read it, as IAM names them: the account of the one program that needs it."
    )


class GcpBudgetSettings(BudgetSettings):
    """A budget to create."""

    billing_account: str = Field(
        pattern=r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$",
        description="Billing account of the project, one in US dollars: `gcloud billing projects describe PROJECT`.",
    )


class GcpCreate(Settings):
    """What the stack makes; keys, identities, audit sink and model store are made unless adopted or switched off.

    Registry, secrets and budget are made where they are asked for.
    """

    network: GcpNetworkSettings | None = Field(default=None, description="The network to create.")
    enable_services: bool = Field(default=True, description="Switch on the APIs that the stack uses.")
    key_rotation_days: int = Field(default=90, ge=1, le=365, description="Days after which keys get a new version.")
    audit: bool = Field(
        default=True,
        description="Keep audit logs in a bucket; false where the organisation, or another stack of the project, does.",
    )
    audit_retention_days: int = Field(default=365, ge=1, le=3650, description="Days for which audit logs are kept.")
    audit_lock: bool | None = Field(
        default=None,
        description="Lock the retention for ever: nobody can shorten it. Absent: where deletionProtection is on.",
    )
    log_retention: bool = Field(
        default=True,
        description="Keep the project's logs for the profile's logRetentionDays; false where another stack of the "
        "project says for how long.",
    )
    registry: GcpRegistrySettings | None = Field(default=None, description="Repositories of images; absent: none.")
    secrets: list[GcpSecretSettings] = Field(default=[], description="Secrets of the stack, such as a hub's token.")
    budget: GcpBudgetSettings | None = Field(default=None, description="Budget alerts; absent: none.")
    budget_elsewhere: bool = Field(
        default=False, description="Somebody else watches what the stack costs here: `accel preview` asks for nothing."
    )


class GcpExisting(Settings):
    """Parts that exist already and are used as they are."""

    network: GcpExistingNetwork | None = Field(default=None, description="The network to use.")
    keys: GcpExistingKeys | None = Field(default=None, description="The keys to use.")
    identities: GcpExistingIdentities | None = Field(
        default=None, description="Service accounts to use, by what runs as them; the others are made."
    )
    model_store: GcpExistingModelStore | None = Field(default=None, description="The bucket of weights to use.")


class GcpBaselineChoice(BaselineChoice):
    """Where network, keys, identities, audit sink and model store come from.

    Service accounts that `existing` does not name are made in any case.
    """

    PARTS = ("network", "keys", "model_store")

    create: GcpCreate | None = Field(default=None, description="Make what is not under `existing`.")
    existing: GcpExisting | None = Field(default=None, description="Use these parts instead of making them.")


class GcpSettings(Settings):
    """The stack file's key `gcp`."""

    project: str = Field(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$", description="Id of the project.")
    project_number: str = Field(
        pattern=r"^\d{6,20}$",
        coerce_numbers_to_str=True,
        description="Number of the project: Google names its service agents after it.",
    )
    region: Annotated[str, region_in("gcp", "Google Cloud")] = Field(
        description="Region of the stack, such as us-central1."
    )
    baseline: GcpBaselineChoice = Field(description="Network, keys, identities, audit: created or adopted.")
