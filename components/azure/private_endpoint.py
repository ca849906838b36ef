"""Private endpoints: an address of one's own network behind which one resource answers, and its name."""

import pulumi
from pulumi_azure_native import network

from accel.catalog.azure import private_zone
from components.azure.site import Site


def private_endpoint(
    name: str,
    site: Site,
    target_id: pulumi.Input[str],
    service: str,
    subnet_id: pulumi.Input[str],
    zone_id: pulumi.Input[str],
) -> network.PrivateDnsZoneGroup:
    """Make the endpoint of a resource, and return what writes its name into the private zone.

    Args:
        name: of the endpoint.
        site: where it stands.
        target_id: the resource behind it.
        service: what the resource is to the catalogue: `blob`, `vault`, `registry`.
        subnet_id: subnet of the endpoint's address.
        zone_id: private zone of the service.
    """
    group = private_zone(service).group
    endpoint = network.PrivateEndpoint(
        name,
        resource_group_name=site.resource_group_name,
        location=site.location,
        # SubnetArgs would send the SDK's defaults for the subnet's policies along.
        subnet={"id": subnet_id},
        private_link_service_connections=[
            network.PrivateLinkServiceConnectionArgs(name=group, private_link_service_id=target_id, group_ids=[group])
        ],
        tags=site.tags,
        opts=site.options(),
    )
    return network.PrivateDnsZoneGroup(
        f"{name}-names",
        resource_group_name=site.resource_group_name,
        private_endpoint_name=endpoint.name,
        private_dns_zone_group_name="default",
        private_dns_zone_configs=[network.PrivateDnsZoneConfigArgs(name=group, private_dns_zone_id=zone_id)],
        opts=site.options(),
    )
