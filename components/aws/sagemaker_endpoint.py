"""A real-time endpoint of SageMaker on Inferentia2."""

import pulumi
import pulumi_aws as aws

from accel.catalog.local_storage import has_local_storage
from accel.catalog.sagemaker import endpoint_machine, is_endpoint_name, limit, machine_image
from components.aws.arguments import require_log_retention, require_region
from components.aws.sagemaker_alarms import alarm, validate_alarms
from components.aws.sagemaker_arguments import TIMEOUT_SECONDS, VOLUME_GIB, SageMakerEndpointArgs
from components.aws.sagemaker_container import environment, image, is_isolated, validate_container
from components.aws.sagemaker_role_policies import log_group_name
from components.aws.sagemaker_scaling import instances, scale, validate_scaling
from components.aws.sagemaker_update import deployment, validate_update
from components.contract import InvalidArgument, require_between

VARIANT = "AllTraffic"


def validate(args: SageMakerEndpointArgs) -> None:
    """Refuse what SageMaker would refuse, and what would start and then fail.

    Raises:
        InvalidArgument: names the argument, what is allowed, and the nearest valid value.
    """
    require_region(args["region"])
    require_log_retention("log_retention_days", args["log_retention_days"])
    if not is_endpoint_name(args["endpoint_name"]):
        highest = limit("name_characters").highest
        allowed = f"letters, digits and hyphens between them, at most {highest} characters"
        raise InvalidArgument("endpoint_name", args["endpoint_name"], allowed)
    validate_container(args)
    validate_scaling(args)
    validate_update(args)
    validate_alarms(args)
    subnets, volume, seconds = limit("subnets"), limit("volume_gib"), limit("timeout_seconds")
    if isinstance(args["subnet_ids"], list | tuple):
        require_between("subnet_ids", len(args["subnet_ids"]), subnets.lowest, subnets.highest, "subnets")
    require_between("volume_gib", args.get("volume_gib", VOLUME_GIB), volume.lowest, volume.highest, "GiB")
    for field in ("model_download_timeout_seconds", "startup_timeout_seconds"):
        require_between(field, args.get(field, TIMEOUT_SECONDS), seconds.lowest, seconds.highest, "seconds")
    if "data_capture" in args:
        sampling, percent = limit("sampling_percent"), args["data_capture"]["sampling_percent"]
        require_between("data_capture.sampling_percent", percent, sampling.lowest + 1, sampling.highest, "percent")


class SageMakerEndpoint(pulumi.ComponentResource):
    """A language model behind a real-time endpoint on Inferentia2; it scales, is watched, and can take an update back.

    Weights come from a bucket and the container has no network, unless a model of the Hugging Face hub is asked for.
    With weights from a bucket nothing is compiled at start: the folder must hold the Neuron artefacts of
    `optimum-cli export neuron`, made with this batch size, these total tokens and this number of NeuronCores, or the
    server refuses to start. docs/sagemaker.md says how to make them, and how a gated hub model gets its token.

    An update starts the new fleet with the fewest instances, however many there were, and nothing scales until it is
    over: the provider cannot ask SageMaker to keep the number. Where that is too few, raise the minimum with it.

    SageMaker refuses an update that changes the machine type while the variant scales: set `scaling.max_instances` to
    `min_instances`, update, change the type, update, and let it scale again.

    Cost: the instances by the hour, from the fewest to the most, day and night: a variant that serves one model never
    goes below one (catalogue: prices of `ml.inf2.*`, cloud aws-sagemaker). A blue-green update runs two fleets for a
    while. Volumes, alarms and logs come on top.

    Raises:
        InvalidArgument: an argument contradicts another or is one that AWS would refuse; nothing was registered.
    """

    endpoint_name: pulumi.Output[str]
    """Name by which clients call it."""
    endpoint_arn: pulumi.Output[str]
    """ARN of the endpoint, for policies of those who may call it (sagemaker:InvokeEndpoint)."""
    variant_name: pulumi.Output[str]
    """Name of its only variant, a dimension of its metrics."""
    scalable_resource_id: pulumi.Output[str]
    """Its name in Application Auto Scaling, `endpoint/<name>/variant/<variant>`."""
    log_group_name: pulumi.Output[str]
    """Log group of the containers."""

    def __init__(self, name: str, args: SageMakerEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:SageMakerEndpoint", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        # Made here, since a log group that SageMaker makes has neither key nor end.
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=log_group_name(args["endpoint_name"]),
            kms_key_id=args["logs_key_arn"],
            retention_in_days=args["log_retention_days"],
            tags=args["tags"],
            opts=child,
        )
        configuration = self._configuration(name, args, self._model(name, args))
        alarms = alarm(name, args, VARIANT, self)
        endpoint = aws.sagemaker.Endpoint(
            f"{name}-endpoint",
            name=args["endpoint_name"],
            endpoint_config_name=configuration.name,
            deployment_config=deployment(args.get("update", {}), [made.name for made in alarms]),
            tags=args["tags"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs]),
        )
        self.endpoint_name = endpoint.name
        self.endpoint_arn = endpoint.arn
        self.variant_name = pulumi.Output.from_input(VARIANT)
        self.scalable_resource_id = pulumi.Output.concat("endpoint/", endpoint.name, "/variant/", VARIANT)
        self.log_group_name = logs.name
        if instances(args).scales:
            scale(name, args, self.scalable_resource_id, self)
        self.register_outputs(
            {
                "endpoint_name": self.endpoint_name,
                "endpoint_arn": self.endpoint_arn,
                "variant_name": self.variant_name,
                "scalable_resource_id": self.scalable_resource_id,
                "log_group_name": self.log_group_name,
            }
        )

    def _replaceable(self, args: SageMakerEndpointArgs) -> pulumi.ResourceOptions:
        """Return the options of what each update makes anew, under a name of its own and before the old one goes."""
        # After a rollback the endpoint still stands on the previous configuration, whatever the state file says.
        keep = args.get("keep_previous", True)
        return pulumi.ResourceOptions(parent=self, retain_on_delete=keep)

    def _model(self, name: str, args: SageMakerEndpointArgs) -> aws.sagemaker.Model:
        container: aws.sagemaker.ModelPrimaryContainerArgsDict = {
            "image": image(args),
            "environment": environment(args),
        }
        if (weights := args.get("weights_uri")) is not None:
            source: aws.sagemaker.ModelPrimaryContainerModelDataSourceS3DataSourceArgsDict = {
                "s3_uri": weights,
                "s3_data_type": "S3Prefix",
                "compression_type": "None",
            }
            container["model_data_source"] = {"s3_data_sources": [source]}
        return aws.sagemaker.Model(
            f"{name}-model",
            execution_role_arn=args["role_arn"],
            primary_container=container,
            enable_network_isolation=is_isolated(args),
            vpc_config={"subnets": args["subnet_ids"], "security_group_ids": args["security_group_ids"]},
            tags=args["tags"],
            opts=self._replaceable(args),
        )

    def _configuration(
        self, name: str, args: SageMakerEndpointArgs, model: aws.sagemaker.Model
    ) -> aws.sagemaker.EndpointConfiguration:
        machine = endpoint_machine(args["instance_type"])
        # SageMaker refuses a key for machines with disks of their own.
        key = None if has_local_storage(machine.name) else args["kms_key_arn"]
        return aws.sagemaker.EndpointConfiguration(
            f"{name}-configuration",
            kms_key_arn=key,
            production_variants=[
                {
                    "variant_name": VARIANT,
                    "model_name": model.name,
                    "instance_type": machine.name,
                    # What each update starts with, so it follows the minimum.
                    "initial_instance_count": instances(args).fewest,
                    "inference_ami_version": machine_image(machine.accelerator),
                    "volume_size_in_gb": args.get("volume_gib", VOLUME_GIB),
                    "model_data_download_timeout_in_seconds": args.get(
                        "model_download_timeout_seconds", TIMEOUT_SECONDS
                    ),
                    "container_startup_health_check_timeout_in_seconds": args.get(
                        "startup_timeout_seconds", TIMEOUT_SECONDS
                    ),
                    # Answers differ in length: the machine with the fewest requests in flight is the freest.
                    "routing_configs": [{"routing_strategy": "LEAST_OUTSTANDING_REQUESTS"}],
                }
            ],
            data_capture_config=_data_capture(args),
            tags=args["tags"],
            opts=self._replaceable(args),
        )


def _data_capture(
    args: SageMakerEndpointArgs,
) -> aws.sagemaker.EndpointConfigurationDataCaptureConfigArgsDict | None:
    capture = args.get("data_capture")
    if capture is None:
        return None
    return {
        "enable_capture": True,
        "destination_s3_uri": capture["destination_uri"],
        "initial_sampling_percentage": capture["sampling_percent"],
        "kms_key_id": args["kms_key_arn"],
        "capture_options": [{"capture_mode": "Input"}, {"capture_mode": "Output"}],
        "capture_content_type_header": {"json_content_types": ["application/json"]},
    }
