"""Security groups: who may talk to the workload and to the endpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.aws.network_site import Site

_HTTPS = 443
_ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class SecurityGroups:
    """The groups of one network."""

    workload: aws.ec2.SecurityGroup
    endpoints: aws.ec2.SecurityGroup | None
    """None where the network has no interface endpoints."""
    rules: tuple[pulumi.CustomResource, ...]
    """The rules of both."""


def security_groups(
    site: Site,
    vpc: aws.ec2.Vpc,
    s3: aws.ec2.VpcEndpoint,
    *,
    allowed_cidrs: Sequence[str],
    with_endpoints: bool,
    to_internet: bool,
) -> SecurityGroups:
    """Create the groups of workload and endpoints, and close the group that AWS gives to whatever names none.

    The workload opens connections to endpoints and S3, and to the internet by HTTPS where there is a way; it and the
    endpoints are called from `allowed_cidrs` alone.
    """
    aws.ec2.DefaultSecurityGroup(
        f"{site.name}-default", vpc_id=vpc.id, tags=site.tagged("default"), opts=site.options()
    )
    workload = _group(site, vpc, "workload", "Accelerator machines and model servers")
    rules = [
        _https(
            site,
            "workload-to-s3",
            workload,
            "Weights and images in S3",
            outgoing=True,
            prefix_list_id=s3.prefix_list_id,
        )
    ]
    if to_internet:
        rules.append(
            _https(site, "workload-to-internet", workload, "The internet by NAT", outgoing=True, cidr_ipv4=_ANYWHERE)
        )
    rules += _from_ranges(site, "workload", workload, allowed_cidrs)
    if not with_endpoints:
        return SecurityGroups(workload, None, tuple(rules))
    endpoints = _group(site, vpc, "endpoints", "Interface endpoints of AWS services")
    rules += [
        _https(
            site,
            "workload-to-endpoints",
            workload,
            "AWS services by their endpoints",
            outgoing=True,
            referenced_security_group_id=endpoints.id,
        ),
        _https(
            site,
            "endpoints-from-workload",
            endpoints,
            "Accelerator machines and model servers",
            outgoing=False,
            referenced_security_group_id=workload.id,
        ),
        *_from_ranges(site, "endpoints", endpoints, allowed_cidrs),
    ]
    return SecurityGroups(workload, endpoints, tuple(rules))


def _group(site: Site, vpc: aws.ec2.Vpc, role: str, purpose: str) -> aws.ec2.SecurityGroup:
    # Rules are resources of their own. The provider takes away the rule of AWS that lets everything out.
    return aws.ec2.SecurityGroup(
        f"{site.name}-{role}",
        description=purpose,
        vpc_id=vpc.id,
        tags=site.tagged(role),
        opts=pulumi.ResourceOptions(parent=site.component),
    )


def _from_ranges(
    site: Site, role: str, group: aws.ec2.SecurityGroup, ranges: Sequence[str]
) -> list[pulumi.CustomResource]:
    made: list[pulumi.CustomResource] = []
    for cidr_block in ranges:
        label = cidr_block.replace(".", "-").replace("/", "-")
        purpose = "A range that the network was told to let in"
        made.append(_https(site, f"{role}-from-{label}", group, purpose, outgoing=False, cidr_ipv4=cidr_block))
    return made


def _https(
    site: Site, role: str, group: aws.ec2.SecurityGroup, purpose: str, *, outgoing: bool, **peer: Any
) -> pulumi.CustomResource:
    kind = aws.vpc.SecurityGroupEgressRule if outgoing else aws.vpc.SecurityGroupIngressRule
    return kind(
        f"{site.name}-{role}",
        description=purpose,
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=_HTTPS,
        to_port=_HTTPS,
        tags=site.tagged(role),
        opts=site.options(),
        **peer,
    )
