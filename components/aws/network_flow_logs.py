"""Flow logs: a record of who talked to whom in a VPC, and who was refused."""

import json

import pulumi
import pulumi_aws as aws

from components.aws.network_site import Site
from components.aws.policy_documents import rendered, service_trust


def flow_logs(site: Site, vpc: aws.ec2.Vpc, *, key_arn: pulumi.Input[str], retention_days: int) -> None:
    """Record all traffic of a VPC in an encrypted log group, by a role that can write there and nowhere else."""
    group = aws.cloudwatch.LogGroup(
        f"{site.name}-flows",
        kms_key_id=key_arn,
        retention_in_days=retention_days,
        tags=site.tagged("flows"),
        opts=site.options(),
    )
    flows = f"arn:{site.partition}:ec2:{site.region}:{site.account_id}:vpc-flow-log/*"
    only_ours = {"StringEquals": {"aws:SourceAccount": site.account_id}, "ArnLike": {"aws:SourceArn": flows}}
    role = aws.iam.Role(
        f"{site.name}-flows",
        description="VPC flow logs write to their log group",
        assume_role_policy=json.dumps(service_trust("vpc-flow-logs.amazonaws.com", only_ours)),
        tags=site.tagged("flows"),
        opts=site.options(),
    )
    writes = aws.iam.RolePolicy(
        f"{site.name}-flows-policy",
        role=role.id,
        policy=rendered(
            [
                {
                    "Sid": "WriteFlows",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    "Resource": [group.arn, pulumi.Output.concat(group.arn, ":*")],
                },
                {"Sid": "FindGroup", "Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
            ]
        ),
        opts=site.options(),
    )
    aws.ec2.FlowLog(
        f"{site.name}-flows",
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        tags=site.tagged("flows"),
        opts=site.options(writes),
    )
