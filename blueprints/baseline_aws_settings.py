"""The stack file's key `aws`: where the stack stands, and where its baseline comes from."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from accel.planning.stack import Settings
from blueprints.baseline import BaselineChoice, BudgetSettings, Cidr, SecretSettings, region_in

KeyArn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+$")]
RoleArn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:(role|user)/.+$")]


class AwsNetworkSettings(Settings):
    """A network to create."""

    cidr_block: Cidr = Field(description="Address range of the VPC, /16 to /22, disjoint from what it is peered with.")
    availability_zones: list[str] = Field(
        min_length=2, max_length=6, description="Zones of the private subnets; choose those that sell the accelerator."
    )
    egress: Literal["endpoints", "nat"] = Field(
        default="endpoints", description="How machines reach services: private endpoints only, or a NAT gateway too."
    )
    nat_per_zone: bool = Field(
        default=False, description="One NAT gateway a zone, so that a zone's failure stays there."
    )
    allowed_cidrs: list[Cidr] = Field(
        default=[], description="Ranges outside the VPC that may call the endpoints in it (an office, a peered VPC)."
    )
    endpoint_services: list[str] | None = Field(
        default=None, description="Interface endpoints to make; absent: what SageMaker inference needs."
    )


class AwsExistingNetwork(Settings):
    """A network that somebody else owns."""

    vpc_id: str = Field(pattern=r"^vpc-[0-9a-f]{8,17}$", description="Id of the VPC.")
    private_subnet_ids: list[Annotated[str, StringConstraints(pattern=r"^subnet-[0-9a-f]{8,17}$")]] = Field(
        min_length=2, max_length=16, description="Private subnets, in two zones or more."
    )
    workload_security_group_id: str = Field(
        pattern=r"^sg-[0-9a-f]{8,17}$", description="Security group that models run in."
    )


class AwsExistingKeys(Settings):
    """Customer-managed KMS keys that somebody else owns."""

    data_key_arn: KeyArn = Field(
        description="Key of weights, volumes, images and secrets; its policy must let roles use it through S3, ECR and "
        "Secrets Manager, and grant it on."
    )
    logs_key_arn: KeyArn = Field(
        description="Key of log groups, the audit trail and cost alerts; its policy must let CloudWatch Logs, "
        "CloudTrail, AWS Budgets and Cost Anomaly Detection use it."
    )


class AwsExistingModelStore(Settings):
    """A bucket of weights that somebody else owns."""

    bucket_name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="Name of the bucket; the network that a stack makes reaches buckets of its own account alone.",
    )
    key_arn: KeyArn | None = Field(
        default=None, description="KMS key of the weights in it, where it is not the baseline's data key."
    )


class AwsRegistrySettings(Settings):
    """Repositories of images to create."""

    repositories: list[str] = Field(
        min_length=1, description="Their names, such as inference; the stack's name is put before each."
    )
    untagged_days: int = Field(default=14, ge=1, le=3650, description="Days after which images without a tag go.")
    puller_account_ids: list[Annotated[str, StringConstraints(pattern=r"^\d{12}$")]] = Field(
        default=[], description="Other accounts that may pull; all others are shut out."
    )


class AwsBudgetSettings(BudgetSettings):
    """A budget to create, and a monitor of unusual costs."""

    anomalies: bool = Field(default=True, description="Tell of unusual costs, too.")
    anomaly_minimum_usd: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="Smallest anomaly in USD that is told of; absent: a tenth of the budget.",
    )
    anomaly_monitor_arn: str | None = Field(
        default=None,
        pattern=r"^arn:aws[a-z-]*:ce::\d{12}:anomalymonitor/[a-zA-Z0-9-]+$",
        description="A monitor that exists, where the account may not make one for the tag `stack`.",
    )


class AwsCreate(Settings):
    """What the stack makes; keys, audit trail and model store are made unless adopted or switched off.

    Registry, secrets and budget are made where they are asked for.
    """

    network: AwsNetworkSettings | None = Field(default=None, description="The network to create.")
    administrators: list[RoleArn] = Field(
        default=[], description="Who may administer the keys; empty leaves that to the account's IAM policies."
    )
    audit: bool = Field(default=True, description="Make a CloudTrail trail; false where the organisation has one.")
    audit_retention_days: int = Field(default=365, ge=1, le=3653, description="Days for which audit logs are locked.")
    audit_lock: Literal["GOVERNANCE", "COMPLIANCE"] = Field(
        default="GOVERNANCE", description="COMPLIANCE: nobody can delete audit logs before their time, root included."
    )
    registry: AwsRegistrySettings | None = Field(default=None, description="Repositories of images; absent: none.")
    secrets: list[SecretSettings] = Field(default=[], description="Secrets of the stack, such as a hub's token.")
    budget: AwsBudgetSettings | None = Field(default=None, description="Budget and anomaly alerts; absent: none.")
    budget_elsewhere: bool = Field(
        default=False,
        description="Somebody else watches what the stack costs here: `accel preview` asks for nothing.",
    )
    force_destroy: bool = Field(
        default=False,
        description="`pulumi destroy` empties buckets and repositories first, weights, images and audit logs; only "
        "without deletionProtection. Without it, it stops at the first one with something in it.",
    )


class AwsExisting(Settings):
    """Parts that exist already and are used as they are."""

    network: AwsExistingNetwork | None = Field(default=None, description="The network to use.")
    keys: AwsExistingKeys | None = Field(default=None, description="The keys to use.")
    model_store: AwsExistingModelStore | None = Field(default=None, description="The bucket of weights to use.")


class AwsBaselineChoice(BaselineChoice):
    """Where network, keys, audit trail and model store come from."""

    PARTS = ("network", "keys", "model_store")

    create: AwsCreate | None = Field(default=None, description="Make what is not under `existing`.")
    existing: AwsExisting | None = Field(default=None, description="Use these parts instead of making them.")


class AwsSettings(Settings):
    """The stack file's key `aws`."""

    region: Annotated[str, region_in("aws", "AWS")] = Field(description="Region of the stack, such as us-east-1.")
    account_id: str = Field(pattern=r"^\d{12}$", description="The only account that the stack may touch.")
    baseline: AwsBaselineChoice = Field(description="Network, keys, audit trail, model store: created or adopted.")

    @model_validator(mode="after")
    def _adopted_keys_stand_in_the_region(self) -> Self:
        existing = self.baseline.existing or AwsExisting()
        keys = [existing.keys.data_key_arn, existing.keys.logs_key_arn] if existing.keys else []
        if existing.model_store and existing.model_store.key_arn:
            keys.append(existing.model_store.key_arn)
        for key in keys:
            if key.split(":")[3] != self.region:
                raise ValueError(f"keys of {self.region}, where they are used, not {key}")
        return self
