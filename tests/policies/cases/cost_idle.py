"""Rules about what is paid for while nobody uses it."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")
_DEV = {"environment": "dev"}
_SECONDS, _GUEST = "idle-timeout-seconds", "enable-guest-attributes"


def notebook(**inputs: object) -> Resource:
    return resource("aws:sagemaker/notebookInstance:NotebookInstance", "notebook", inputs)


def idle(state: object, minutes: object = 60) -> dict[str, object]:
    settings = {"lifecycleManagement": state, "idleTimeoutInMinutes": minutes}
    return {"appLifecycleManagement": {"idleSettings": settings}}


def domain(**apps: object) -> Resource:
    return resource("aws:sagemaker/domain:Domain", "domain", {"defaultUserSettings": {"executionRole": "r", **apps}})


def user(**apps: object) -> Resource:
    return resource("aws:sagemaker/userProfile:UserProfile", "user", {"userSettings": {"executionRole": "r", **apps}})


def workbench(**metadata: object) -> Resource:
    return resource("gcp:workbench/instance:Instance", "notebook", {"gceSetup": {"metadata": metadata}})


def colab(timeout: object) -> Resource:
    return resource(
        "gcp:colab/runtimeTemplate:RuntimeTemplate", "template", {"idleShutdownConfig": {"idleTimeout": timeout}}
    )


def azure_notebook(kind: str = "ComputeInstance", **properties: object) -> Resource:
    inputs = {"properties": {"computeType": kind, "properties": {"vmSize": "Standard_NC4as_T4_v3", **properties}}}
    return resource("azure-native:machinelearningservices:Compute", "notebook", inputs)


def machine(kind: object = "trn1.32xlarge", market: object = None) -> Resource:
    options = {"instanceMarketOptions": {"marketType": market}} if market is not None else {}
    return resource("aws:ec2/instance:Instance", "machine", {"instanceType": kind, **options})


def alarm(action: object) -> Resource:
    inputs = {"alarmActions": [action] if isinstance(action, str) else action, "dimensions": {"InstanceId": "i"}}
    return resource("aws:cloudwatch/metricAlarm:MetricAlarm", "idle", inputs, uses={"dimensions": machine()})


def google_machine(**scheduling: object) -> Resource:
    inputs = (
        {"machineType": "a3-highgpu-8g", "scheduling": scheduling} if scheduling else {"machineType": "a3-highgpu-8g"}
    )
    return resource("gcp:compute/instance:Instance", "machine", inputs)


_AZURE_MACHINE = resource(
    "azure-native:compute:VirtualMachine", "machine", {"hardwareProfile": {"vmSize": "Standard_ND96isr_H100_v5"}}
)


def shutdown(status: object = "Enabled") -> Resource:
    return resource(
        "azure-native:devtestlab:GlobalSchedule", "night", {"status": status}, uses={"targetResourceId": _AZURE_MACHINE}
    )


def warm(count: object) -> Resource:
    return resource(
        "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
        "warm",
        {"provisionedConcurrentExecutions": count},
    )


def serverless(**config: object) -> Resource:
    variant = {"variantName": "main", "serverlessConfig": {"maxConcurrency": 5, **config}}
    return resource(
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration", {"productionVariants": [variant]}
    )


def service(**inputs: object) -> Resource:
    return resource("gcp:cloudrunv2/service:Service", "service", inputs)


def eip(**inputs: object) -> Resource:
    return resource("aws:ec2/eip:Eip", "address", inputs)


def nat(name: str = "nat", vpc: str = "vpc") -> tuple[Resource, ...]:
    network = resource("aws:ec2/vpc:Vpc", vpc)
    subnet = resource("aws:ec2/subnet:Subnet", f"{name}-subnet", uses={"vpcId": network})
    return resource("aws:ec2/natGateway:NatGateway", name, uses={"subnetId": subnet}), subnet


_VPC = resource("aws:ec2/vpc:Vpc", "vpc")


def google_address(kind: object = None) -> Resource:
    return resource("gcp:compute/address:Address", "address", {"region": "europe-west4", "addressType": kind})


_BALANCER = resource("aws:lb/loadBalancer:LoadBalancer", "balancer")
_AZURE_BALANCER = resource("azure-native:network:LoadBalancer", "balancer", {"loadBalancingRules": [{"name": "http"}]})


def backend(**inputs: object) -> Resource:
    return resource("gcp:compute/regionBackendService:RegionBackendService", "backend", inputs)


def forwarding(to: Resource) -> Resource:
    return resource("gcp:compute/forwardingRule:ForwardingRule", "entry", uses={"backendService": to})


def volume(kind: object) -> Resource:
    return resource("aws:ebs/volume:Volume", "volume", {"type": kind, "size": 100})


CASES = (
    kept("notebook-idle-shutdown", "a script stops it", notebook(lifecycleConfigName="stop-when-idle")),
    kept("notebook-idle-shutdown", "the domain stops JupyterLab", domain(jupyterLabAppSettings=idle("ENABLED"))),
    kept(
        "notebook-idle-shutdown", "a user has what the domain has", user(jupyterLabAppSettings={"codeRepositories": []})
    ),
    kept("notebook-idle-shutdown", "Workbench stops after three hours by itself", workbench()),
    kept("notebook-idle-shutdown", "Workbench stops after an hour", workbench(**{_SECONDS: "3600"})),
    kept("notebook-idle-shutdown", "Colab stops after an hour", colab("3600s")),
    kept("notebook-idle-shutdown", "Azure stops after half an hour", azure_notebook(idleTimeBeforeShutdown="PT30M")),
    broken("notebook-idle-shutdown", "nothing stops a notebook", notebook()),
    broken("notebook-idle-shutdown", "nothing stops what a domain starts", domain()),
    broken("notebook-idle-shutdown", "the domain switches it off", domain(jupyterLabAppSettings=idle("DISABLED"))),
    broken(
        "notebook-idle-shutdown",
        "Code Editor is forgotten",
        domain(jupyterLabAppSettings=idle("ENABLED"), codeEditorAppSettings={"customImages": []}),
    ),
    broken("notebook-idle-shutdown", "a user idles for a day", user(jupyterLabAppSettings=idle("ENABLED", 1440))),
    broken("notebook-idle-shutdown", "Workbench idles for a day", workbench(**{_SECONDS: "86400"})),
    broken("notebook-idle-shutdown", "Workbench never stops", workbench(**{_SECONDS: "0"})),
    broken("notebook-idle-shutdown", "Workbench cannot see itself idle", workbench(**{_GUEST: "false"})),
    broken("notebook-idle-shutdown", "Colab never stops", colab("0s")),
    broken("notebook-idle-shutdown", "nothing stops a compute instance", azure_notebook()),
    broken("notebook-idle-shutdown", "Azure idles for two days", azure_notebook(idleTimeBeforeShutdown="P2D")),
    broken("notebook-idle-shutdown", "the stack wants less", workbench(), settings={"maxIdleMinutes": 60}),
    unknown("notebook-idle-shutdown", "the script is unknown", notebook(lifecycleConfigName=UNKNOWN)),
    unknown(
        "notebook-idle-shutdown", "whether the domain stops it is unknown", domain(jupyterLabAppSettings=idle(UNKNOWN))
    ),
    unknown("notebook-idle-shutdown", "how long Workbench idles is unknown", workbench(**{_SECONDS: UNKNOWN})),
    unknown(
        "notebook-idle-shutdown", "how long Azure idles is unknown", azure_notebook(idleTimeBeforeShutdown=UNKNOWN)
    ),
    beside("notebook-idle-shutdown", "a cluster of Azure scales", azure_notebook("AmlCompute")),
    kept("training-machine-stops", "an alarm stops it", machine(), alarm("arn:aws:automate:us-east-1:ec2:stop")),
    kept("training-machine-stops", "it stops itself", google_machine(maxRunDuration={"seconds": 86400})),
    kept("training-machine-stops", "Azure stops it at night", _AZURE_MACHINE, shutdown()),
    kept("training-machine-stops", "a spot machine is taken back", machine(market="spot")),
    broken("training-machine-stops", "nothing stops it", machine()),
    broken("training-machine-stops", "an alarm only tells", machine(), alarm("arn:aws:sns:us-east-1:111122223333:t")),
    broken("training-machine-stops", "nothing stops it on Google Cloud", google_machine()),
    broken("training-machine-stops", "the schedule is off", _AZURE_MACHINE, shutdown("Disabled")),
    unknown("training-machine-stops", "what the alarm does is unknown", machine(), alarm(UNKNOWN)),
    unknown("training-machine-stops", "the machine is unknown", machine(UNKNOWN)),
    beside("training-machine-stops", "it is made for inference", machine("g5.xlarge")),
    kept("spot-for-training", "an alarm stops it", machine(), alarm("arn:aws:automate:us-east-1:ec2:stop")),
    broken("spot-for-training", "a machine of Google Cloud on demand", google_machine()),
    broken("spot-for-training", "a machine of Azure on demand", _AZURE_MACHINE),
    kept(
        "schedule-or-scale-to-zero",
        "an alarm stops the machine",
        machine("g5.xlarge"),
        alarm("arn:aws:automate:us-east-1:ec2:stop"),
    ),
    kept(
        "schedule-or-scale-to-zero",
        "a node group of EKS empties",
        resource(
            "aws:eks/nodeGroup:NodeGroup",
            "nodes",
            {"instanceTypes": ["g5.xlarge"], "scalingConfig": {"minSize": 0, "maxSize": 2}},
        ),
    ),
    broken(
        "schedule-or-scale-to-zero",
        "a node group of EKS keeps a node",
        resource(
            "aws:eks/nodeGroup:NodeGroup",
            "nodes",
            {"instanceTypes": ["g5.xlarge"], "scalingConfig": {"minSize": 1, "maxSize": 2}},
        ),
    ),
    broken(
        "schedule-or-scale-to-zero",
        "a pool of AKS has a fixed size",
        resource("azure-native:containerservice:AgentPool", "pool", {"vmSize": "Standard_NC4as_T4_v3", "count": 1}),
    ),
    broken("schedule-or-scale-to-zero", "nothing stops the machine on Google Cloud", google_machine()),
    kept("provisioned-concurrency", "nothing is kept warm", serverless(), facts=_DEV),
    kept("provisioned-concurrency", "the service may go to zero", service(scaling={"minInstanceCount": 0}), facts=_DEV),
    broken("provisioned-concurrency", "a function is kept warm", warm(2), facts=_DEV),
    broken("provisioned-concurrency", "a variant is kept warm", serverless(provisionedConcurrency=1), facts=_DEV),
    broken(
        "provisioned-concurrency",
        "an instance is kept",
        service(template={"scaling": {"minInstanceCount": 1}}),
        facts=_DEV,
    ),
    unknown("provisioned-concurrency", "how many are kept warm is unknown", warm(UNKNOWN), facts=_DEV),
    beside("provisioned-concurrency", "a bucket does not run", _BUCKET, facts=_DEV),
    kept("address-in-use", "a machine has it", eip(instance="i-0")),
    kept(
        "address-in-use", "a gateway has it", eip(), resource("aws:ec2/natGateway:NatGateway", "n", uses={"a": eip()})
    ),
    kept("address-in-use", "an internal address costs nothing", google_address("INTERNAL")),
    broken("address-in-use", "nothing has it", eip()),
    broken("address-in-use", "nothing has it on Google Cloud", google_address()),
    broken("address-in-use", "nothing has it on Azure", resource("azure-native:network:PublicIPAddress", "address")),
    unknown("address-in-use", "which machine has it is unknown", eip(instance=UNKNOWN)),
    unknown("address-in-use", "whether it is public is unknown", google_address(UNKNOWN)),
    beside("address-in-use", "a network is no address", _VPC),
    kept(
        "load-balancer-in-use",
        "it has a listener",
        _BALANCER,
        resource("aws:lb/listener:Listener", "listener", uses={"loadBalancerArn": _BALANCER}),
    ),
    kept(
        "load-balancer-in-use",
        "there are machines behind it",
        backend(backends=[{"group": "g"}]),
        forwarding(backend()),
    ),
    kept("load-balancer-in-use", "it has a rule on Azure", _AZURE_BALANCER),
    broken("load-balancer-in-use", "nobody listens", _BALANCER),
    broken("load-balancer-in-use", "nothing is behind it", forwarding(backend()), backend()),
    broken("load-balancer-in-use", "it has no rule on Azure", resource(_AZURE_BALANCER.type, "balancer")),
    unknown("load-balancer-in-use", "what is behind it is unknown", forwarding(backend()), backend(backends=UNKNOWN)),
    beside("load-balancer-in-use", "a function is no load balancer", warm(1)),
    kept("nat-gateway-shared", "one for all zones", *nat(), _VPC, facts=_DEV),
    kept(
        "nat-gateway-shared",
        "two networks have one each",
        *nat("a"),
        *nat("b", "other"),
        _VPC,
        resource("aws:ec2/vpc:Vpc", "other"),
        facts=_DEV,
    ),
    broken("nat-gateway-shared", "one for each zone", *nat("a"), *nat("b"), _VPC, at=("vpc",), facts=_DEV),
    broken(
        "nat-gateway-shared",
        "the stack wants none",
        *nat(),
        _VPC,
        at=("vpc",),
        facts=_DEV,
        settings={"maxPerNetwork": 0},
    ),
    unknown(
        "nat-gateway-shared",
        "the subnets are no part of the stack",
        *(resource("aws:ec2/natGateway:NatGateway", name, {"subnetId": UNKNOWN}) for name in "ab"),
        facts=_DEV,
    ),
    beside("nat-gateway-shared", "a network without gateways", _VPC, facts=_DEV),
    kept("volume-gp3", "it is gp3", volume("gp3")),
    kept("volume-gp3", "it is made for throughput", volume("st1")),
    broken("volume-gp3", "it is gp2", volume("gp2")),
    broken(
        "volume-gp3",
        "a machine boots from gp2",
        resource("aws:ec2/instance:Instance", "machine", {"rootBlockDevice": {"volumeType": "gp2"}}),
    ),
    broken(
        "volume-gp3",
        "a template has gp2",
        resource(
            "aws:ec2/launchTemplate:LaunchTemplate",
            "template",
            {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"volumeType": "gp2"}}]},
        ),
    ),
    unknown("volume-gp3", "its kind is unknown", volume(UNKNOWN)),
    beside("volume-gp3", "a bucket is no volume", _BUCKET),
)
