"""The classic Azure provider: its resources cost what the native provider's do, by whom they are priced."""

from collections.abc import Iterator

from accel.planning.cost.azure_translation import AUTOSCALE_SETTINGS, LOAD_BALANCER_RULES, TYPES, native, native_type
from accel.planning.cost.context import CostContext
from accel.planning.cost.items import Item
from accel.planning.cost.registry import Pricer, pricer_of
from accel.planning.graph import Resource

FREE = (
    *AUTOSCALE_SETTINGS,
    # Paid for with the load balancer.
    *LOAD_BALANCER_RULES,
    "azure:authorization/*",
    "azure:compute/availabilitySet:AvailabilitySet",
    "azure:compute/dataDiskAttachment:DataDiskAttachment",
    "azure:compute/diskEncryptionSet:DiskEncryptionSet",
    "azure:compute/extension:Extension",
    "azure:compute/sshPublicKey:SshPublicKey",
    "azure:compute/virtualMachineScaleSetExtension:VirtualMachineScaleSetExtension",
    "azure:core/resourceGroup:ResourceGroup",
    "azure:keyvault/accessPolicy:AccessPolicy",
    "azure:keyvault/secret:Secret",
    "azure:lb/backendAddressPool:BackendAddressPool",
    "azure:lb/probe:Probe",
    "azure:machinelearning/workspace:Workspace",
    "azure:network/natGatewayPublicIpAssociation:NatGatewayPublicIpAssociation",
    "azure:network/networkInterface*",
    "azure:network/networkSecurityGroup:NetworkSecurityGroup",
    "azure:network/networkSecurityRule:NetworkSecurityRule",
    "azure:network/route:Route",
    "azure:network/routeTable:RouteTable",
    "azure:network/subnet*",
    "azure:network/virtualNetwork:VirtualNetwork",
    "azure:privatedns/zoneVirtualNetworkLink:ZoneVirtualNetworkLink",
    # What lies in them is the account's own.
    "azure:storage/accountNetworkRules:AccountNetworkRules",
    "azure:storage/blob:Blob",
    "azure:storage/container:Container",
    "azure:storage/managementPolicy:ManagementPolicy",
    "azure:storage/share:Share",
)


def _as_native(resource: Resource, context: CostContext) -> Iterator[Item]:
    yield from pricer_of(native_type(resource.type))(native(resource), context)


PRICERS: dict[str, Pricer] = dict.fromkeys(TYPES, _as_native)
