"""How a SageMaker endpoint takes over a new configuration, and when it goes back."""

import math

import pulumi
import pulumi_aws as aws

from accel.catalog.sagemaker import limit
from components.aws.sagemaker_arguments import (
    BAKE_SECONDS,
    BATCH_PERCENT,
    BLUE_GREEN,
    OFF_INSTANCES,
    ROLLING,
    UPDATE_TIMEOUT_SECONDS,
    SageMakerEndpointArgs,
    SageMakerEndpointUpdate,
)
from components.aws.sagemaker_scaling import instances
from components.contract import InvalidArgument, require_between, require_one_of

_WHOLE = 100


def validate_update(args: SageMakerEndpointArgs) -> None:
    """Refuse a policy or times that the service would refuse, and batches of a fleet that has one instance."""
    update = args.get("update", {})
    policy = update.get("policy", BLUE_GREEN)
    require_one_of("update.policy", policy, (BLUE_GREEN, ROLLING))
    wait, whole, share = limit("wait_seconds"), limit("deployment_seconds"), limit("rolling_percent")
    bake, timeout = update.get("bake_seconds", BAKE_SECONDS), update.get("timeout_seconds", UPDATE_TIMEOUT_SECONDS)
    require_between("update.bake_seconds", bake, wait.lowest, wait.highest, "seconds")
    require_between("update.timeout_seconds", timeout, whole.lowest, whole.highest, "seconds")
    if timeout <= (baking := bake * _waits(update)):
        raise InvalidArgument("update.timeout_seconds", timeout, f"more than the {baking} seconds of baking")
    if policy != ROLLING:
        if "batch_percent" in update:
            raise InvalidArgument("update.batch_percent", update["batch_percent"], f"absent with {BLUE_GREEN}")
        return
    percent = update.get("batch_percent", BATCH_PERCENT)
    require_between("update.batch_percent", percent, share.lowest, share.highest, "percent")
    fewest = limit("rolling_instances").lowest
    if _fewest_ever(args) < fewest:
        allowed = f"{BLUE_GREEN}, or scaling.min_instances and schedule.off_instances of at least {fewest}"
        hint = "a batch is at most half of the fleet, and half of one instance is none"
        raise InvalidArgument("update.policy", policy, allowed, hint)


def _fewest_ever(args: SageMakerEndpointArgs) -> int:
    """Return the fewest instances that an update may find, at night too."""
    schedule = args.get("schedule")
    fewest = instances(args).fewest
    return fewest if schedule is None else min(fewest, schedule.get("off_instances", OFF_INSTANCES))


def _waits(update: SageMakerEndpointUpdate) -> int:
    """Return how often an update waits for its alarms."""
    if update.get("policy", BLUE_GREEN) != ROLLING:
        # After the switch, and before the old fleet goes.
        return 2
    return math.ceil(_WHOLE / max(1, update.get("batch_percent", BATCH_PERCENT)))


def deployment(
    update: SageMakerEndpointUpdate, alarm_names: list[pulumi.Output[str]]
) -> aws.sagemaker.EndpointDeploymentConfigArgsDict:
    """Return the update policy, with the alarms that call it back."""
    bake = update.get("bake_seconds", BAKE_SECONDS)
    timeout = update.get("timeout_seconds", UPDATE_TIMEOUT_SECONDS)
    rollback: aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationArgsDict = {
        "alarms": [{"alarm_name": name} for name in alarm_names]
    }
    if update.get("policy", BLUE_GREEN) == ROLLING:
        batch = update.get("batch_percent", BATCH_PERCENT)
        return {
            "rolling_update_policy": {
                "maximum_batch_size": {"type": "CAPACITY_PERCENT", "value": batch},
                "wait_interval_in_seconds": bake,
                "maximum_execution_timeout_in_seconds": timeout,
            },
            "auto_rollback_configuration": rollback,
        }
    return {
        "blue_green_update_policy": {
            "traffic_routing_configuration": {"type": "ALL_AT_ONCE", "wait_interval_in_seconds": bake},
            "termination_wait_in_seconds": bake,
            "maximum_execution_timeout_in_seconds": timeout,
        },
        "auto_rollback_configuration": rollback,
    }
