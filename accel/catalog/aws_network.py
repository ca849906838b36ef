"""What AWS says of networks and logs: endpoint services, buckets of its own, ranges, ports, rules, retention."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accel.catalog.names import known
from accel.catalog.rows import rows


@dataclass(frozen=True, slots=True)
class EndpointService:
    """A service that a VPC can reach without a way to the internet."""

    name: str
    action_prefix: str
    """Prefix of its actions in IAM: `cloudwatch` for `monitoring`."""
    needed_for_inference: bool
    reads: tuple[str, ...]
    """Actions by which our identities may read what AWS keeps in accounts of its own."""
    source: str
    source_date: str


@dataclass(frozen=True, slots=True)
class ServiceBucket:
    """A bucket that belongs to AWS and that workloads read from."""

    name: str
    """Its name, with `{region}` where the region stands."""
    listed: bool
    """Whether workloads list it, too."""
    source: str
    source_date: str


@cache
def endpoint_services() -> Mapping[str, EndpointService]:
    """Return the services by the name that follows `com.amazonaws.<region>.`."""
    return {
        row["service"]: EndpointService(
            name=row["service"],
            action_prefix=row["actions"],
            needed_for_inference=row.get("inference", False),
            reads=tuple(row.get("reads", ())),
            source=row["source"],
            source_date=str(row["source_date"]),
        )
        for row in rows("aws_endpoint_services.yaml")
    }


def endpoint_service(name: str) -> EndpointService:
    """Return a service.

    Raises:
        UnknownName: the catalogue has no such service; carries the nearest one.
    """
    return known("endpoint service of AWS", name, endpoint_services())


def inference_services() -> tuple[str, ...]:
    """Return the services that a SageMaker endpoint in a closed VPC needs beside S3."""
    return tuple(name for name, service in endpoint_services().items() if service.needed_for_inference)


@cache
def service_buckets() -> tuple[ServiceBucket, ...]:
    """Return the buckets of AWS that must stay reachable through an S3 endpoint."""
    return tuple(
        ServiceBucket(row["objects"], row.get("listed", False), row["source"], str(row["source_date"]))
        for row in rows("aws_service_buckets.yaml")
    )


def limit(name: str) -> tuple[int, int]:
    """Return the lowest and the highest value that AWS allows, both included."""
    row = _limits()[name]
    return row["lowest"], row["highest"]


def log_retention_days() -> tuple[int, ...]:
    """Return the days for which a CloudWatch log group can keep logs; AWS refuses all others."""
    return tuple(_limits()["log_retention_days"]["values"])


def reserved_vpc_range() -> str:
    """Return the range that services of AWS use themselves, so that no VPC should."""
    return _limits()["reserved_vpc_range"]["cidr"]


@cache
def _limits() -> Mapping[str, Mapping[str, Any]]:
    return {row["name"]: row for row in rows("aws_limits.yaml")}
