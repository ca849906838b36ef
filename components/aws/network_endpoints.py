"""VPC endpoints: the services that machines reach without a way to the internet, and what may pass to each of them."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi_aws as aws

from accel.catalog.aws_network import EndpointService, endpoint_service, service_buckets
from components.aws.network_site import Site
from components.aws.policy_documents import Statement, document


def s3_gateway(site: Site, vpc: aws.ec2.Vpc, route_tables: Sequence[aws.ec2.RouteTable]) -> aws.ec2.VpcEndpoint:
    """Create the gateway to S3, which costs nothing, and put it into the route tables."""
    return aws.ec2.VpcEndpoint(
        f"{site.name}-s3",
        vpc_id=vpc.id,
        vpc_endpoint_type="Gateway",
        service_name=_service_name(site, "s3"),
        route_table_ids=[table.id for table in route_tables],
        policy=json.dumps(s3_policy(site.partition, site.region, site.account_id)),
        tags=site.tagged("s3"),
        opts=site.options(),
    )


def interface_endpoints(
    site: Site,
    vpc: aws.ec2.Vpc,
    subnets: Sequence[aws.ec2.Subnet],
    group: aws.ec2.SecurityGroup,
    services: Sequence[str],
) -> list[aws.ec2.VpcEndpoint]:
    """Create an endpoint in each zone for each service; their usual host names then lead to it."""
    made: list[aws.ec2.VpcEndpoint] = []
    for name in services:
        role = name.replace(".", "-")
        made.append(
            aws.ec2.VpcEndpoint(
                f"{site.name}-{role}",
                vpc_id=vpc.id,
                vpc_endpoint_type="Interface",
                service_name=_service_name(site, name),
                subnet_ids=[subnet.id for subnet in subnets],
                security_group_ids=[group.id],
                private_dns_enabled=True,
                policy=json.dumps(interface_policy(endpoint_service(name), site.account_id)),
                tags=site.tagged(role),
                opts=site.options(),
            )
        )
    return made


def interface_policy(service: EndpointService, account_id: str) -> dict[str, Any]:
    """Return the policy of a service's endpoint: our identities, our resources.

    Stolen credentials of another account, or a resource of one, are no use from inside the network.
    """
    statements = _ours(f"{service.action_prefix}:*", account_id)
    if service.reads:
        statements.append(
            {
                "Sid": "OwnIdentitiesReadWhatAwsKeeps",
                "Effect": "Allow",
                "Principal": "*",
                "Action": list(service.reads),
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},
            }
        )
    return document(statements)


def s3_policy(partition: str, region: str, account_id: str) -> dict[str, Any]:
    """Return the policy of the gateway to S3: our identities and buckets, and the buckets of AWS that services need.

    The latter are signed for by accounts of AWS, so no condition says who asks; they can only be read.
    """
    statements = _ours("s3:*", account_id)
    for bucket in service_buckets():
        arn = f"arn:{partition}:s3:::{bucket.name.format(region=region)}"
        statements.append(
            {
                "Sid": f"ReadFromAws{len(statements)}",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:GetObject", "s3:ListBucket"] if bucket.listed else ["s3:GetObject"],
                "Resource": [arn, f"{arn}/*"] if bucket.listed else [f"{arn}/*"],
            }
        )
    return document(statements)


def _ours(actions: str, account_id: str) -> list[Statement]:
    return [
        {
            "Sid": "OwnIdentitiesToOwnResources",
            "Effect": "Allow",
            "Principal": "*",
            "Action": actions,
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id, "aws:ResourceAccount": account_id}},
        },
        {
            # Services that work inside the network on our behalf; nobody else can carry this mark.
            "Sid": "ServicesOfAws",
            "Effect": "Allow",
            "Principal": "*",
            "Action": actions,
            "Resource": "*",
            "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}},
        },
    ]


def _service_name(site: Site, service: str) -> str:
    return f"com.amazonaws.{site.region}.{service}"
