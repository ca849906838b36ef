"""Key policies: who may administer a key, who may use it, and through which service; nobody is called `*`."""

from collections.abc import Sequence
from typing import Any

from accel.catalog.regions import partition
from components.aws.policy_documents import Statement, document

_ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_DATA_KEYS = ("kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext")
_USE = ("kms:Decrypt", "kms:Encrypt", *_DATA_KEYS, "kms:ReEncryptFrom", "kms:ReEncryptTo")


def data_key_policy(account_id: str, region: str, administrator_arns: Sequence[str]) -> dict[str, Any]:
    """Return the policy of the key of weights, endpoint volumes, images and secrets.

    Roles of the account use it through S3, SageMaker, Secrets Manager and ECR, as far as their own policies allow.
    """
    return document(
        [
            *_administrators(account_id, region, administrator_arns),
            _use_through(account_id, region, "s3", "sagemaker", "secretsmanager", "ecr"),
            {
                # SageMaker passes the use of the key on to the volumes of machines by a grant, ECR to a repository.
                "Sid": "GrantsForServices",
                "Effect": "Allow",
                "Principal": _account(account_id, region),
                "Action": ["kms:CreateGrant"],
                "Resource": "*",
                "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
            },
            {
                # ECR gives a repository's grants back when the repository goes.
                "Sid": "RegistryRetiresGrants",
                "Effect": "Allow",
                "Principal": _account(account_id, region),
                "Action": ["kms:RetireGrant"],
                "Resource": "*",
                "Condition": {"StringEquals": {"kms:ViaService": f"ecr.{region}.amazonaws.com"}},
            },
        ]
    )


def logs_key_policy(account_id: str, region: str, administrator_arns: Sequence[str]) -> dict[str, Any]:
    """Return the policy of the key of log groups, audit trails and alarm topics.

    Each service uses it for resources of this account only; people read trails and send messages through S3 and SNS.
    """
    arn = f"arn:{partition(region)}"
    return document(
        [
            *_administrators(account_id, region, administrator_arns),
            _use_through(account_id, region, "s3", "sns"),
            {
                "Sid": "LogGroups",
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{region}.amazonaws.com"},
                "Action": list(_USE),
                "Resource": "*",
                "Condition": {
                    # The context is text, to which only the operators of texts are sure to apply.
                    "StringLike": {
                        "kms:EncryptionContext:aws:logs:arn": f"{arn}:logs:{region}:{account_id}:log-group:*"
                    }
                },
            },
            {
                "Sid": "TrailsEncrypt",
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": list(_DATA_KEYS),
                "Resource": "*",
                "Condition": {
                    "ArnLike": {"aws:SourceArn": f"{arn}:cloudtrail:{region}:{account_id}:trail/*"},
                    "StringLike": {
                        "kms:EncryptionContext:aws:cloudtrail:arn": f"{arn}:cloudtrail:*:{account_id}:trail/*"
                    },
                },
            },
            {
                "Sid": "TrailsLookAtKey",
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": ["kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"ArnLike": {"aws:SourceArn": f"{arn}:cloudtrail:{region}:{account_id}:trail/*"}},
            },
            {
                "Sid": "AlarmsReachTopics",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": ["kms:Decrypt", *_DATA_KEYS],
                "Resource": "*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "StringLike": {"kms:EncryptionContext:aws:sns:topicArn": f"{arn}:sns:{region}:{account_id}:*"},
                },
            },
            {
                "Sid": "CostAlertsReachTopics",
                "Effect": "Allow",
                "Principal": {"Service": ["budgets.amazonaws.com", "costalerts.amazonaws.com"]},
                "Action": ["kms:Decrypt", *_DATA_KEYS],
                "Resource": "*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "StringLike": {"kms:EncryptionContext:aws:sns:topicArn": f"{arn}:sns:{region}:{account_id}:*"},
                },
            },
        ]
    )


def _account(account_id: str, region: str) -> dict[str, str]:
    """Hand the decision to the account's IAM policies; it names no identity by itself."""
    return {"AWS": f"arn:{partition(region)}:iam::{account_id}:root"}


def _administrators(account_id: str, region: str, administrator_arns: Sequence[str]) -> list[Statement]:
    # KMS refuses a key whose creator could not change its policy, so the account always keeps the administration.
    principals: list[tuple[str, Any]] = [("AccountAdministers", _account(account_id, region))]
    if administrator_arns:
        principals.append(("AdministratorsAdminister", {"AWS": sorted(administrator_arns)}))
    return [
        {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": list(_ADMINISTRATION), "Resource": "*"}
        for sid, principal in principals
    ]


def _use_through(account_id: str, region: str, *services: str) -> Statement:
    through = [f"{service}.{region}.amazonaws.com" for service in services]
    return {
        "Sid": "AccountUsesThroughServices",
        "Effect": "Allow",
        "Principal": _account(account_id, region),
        "Action": list(_USE),
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:ViaService": through}},
    }
