from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, document, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_EVERYTHING = {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}
_READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::weights/*"}
_ENDPOINT = resource("aws:sagemaker/endpoint:Endpoint", "endpoint")


def notebook(**inputs: object) -> Resource:
    return resource("aws:sagemaker/notebookInstance:NotebookInstance", "notebook", inputs)


def notebook_of(role: Resource) -> Resource:
    return resource("aws:sagemaker/notebookInstance:NotebookInstance", "notebook", {}, uses={"roleArn": role})


def domain(**inputs: object) -> Resource:
    return resource("aws:sagemaker/domain:Domain", "domain", inputs)


def minimum(version: object) -> dict[str, object]:
    return {"instanceMetadataServiceConfiguration": {"minimumInstanceMetadataServiceVersion": version}}


def role(**inputs: object) -> Resource:
    return resource("aws:iam/role:Role", "role", inputs)


def inline(of: Resource, content: object) -> Resource:
    return resource("aws:iam/rolePolicy:RolePolicy", "inline", {"policy": content}, uses={"role": of})


def attachment(of: Resource, arn: object, policy: Resource | None = None) -> Resource:
    uses = {"role": of, **({"policyArn": policy} if policy else {})}
    return resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {"policyArn": arn}, uses=uses)


def policy(content: object) -> Resource:
    return resource("aws:iam/policy:Policy", "policy", {"policy": content})


def cluster(**inputs: object) -> dict[str, object]:
    return {"instanceType": "ml.m5.xlarge", "instanceCount": 1, "volumeSizeInGb": 50, **inputs}


def training(of: object = None, **inputs: object) -> Resource:
    machines = {} if of is None else {"resourceConfig": of}
    return resource("aws:sagemaker/trainingJob:TrainingJob", "training", {**machines, **inputs})


def tuning(**definition: object) -> Resource:
    given = {"trainingJobDefinitions": [definition]}
    return resource("aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob", "tuning", given)


def quality(of: object, network: object = None) -> Resource:
    given = {"jobResources": {"clusterConfig": of}, **({"networkConfig": network} if network is not None else {})}
    return resource("aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition", "quality", given)


def schedule(**configuration: object) -> Resource:
    given = {"monitoringScheduleConfig": {"monitoringType": "DataQuality", **configuration}}
    return resource("aws:sagemaker/monitoringSchedule:MonitoringSchedule", "schedule", given)


_ROLE = role()
_POLICY = policy(document(_EVERYTHING))
_VPC = {"subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}

CASES = (
    kept("sagemaker-notebook-no-direct-internet", "the way out is shut", notebook(directInternetAccess="Disabled")),
    broken("sagemaker-notebook-no-direct-internet", "the default lets it out", notebook()),
    broken("sagemaker-notebook-no-direct-internet", "it is let out", notebook(directInternetAccess="Enabled")),
    unknown("sagemaker-notebook-no-direct-internet", "the access is unknown", notebook(directInternetAccess=UNKNOWN)),
    beside("sagemaker-notebook-no-direct-internet", "an endpoint is no notebook", _ENDPOINT),
    kept("sagemaker-notebook-customer-key", "a key of ours encrypts the notebook", notebook(kmsKeyId=_KEY)),
    kept("sagemaker-notebook-customer-key", "a key of ours encrypts the domain", domain(kmsKeyId=_KEY)),
    broken("sagemaker-notebook-customer-key", "the notebook has no key", notebook()),
    broken("sagemaker-notebook-customer-key", "the domain has no key", domain(kmsKeyId="")),
    unknown("sagemaker-notebook-customer-key", "the notebook's key is new", notebook(kmsKeyId=UNKNOWN)),
    beside("sagemaker-notebook-customer-key", "an endpoint has no volume of people", _ENDPOINT),
    kept("sagemaker-notebook-in-vpc", "it stands in our subnet", notebook(subnetId="subnet-1")),
    broken("sagemaker-notebook-in-vpc", "it stands in SageMaker's network", notebook()),
    unknown("sagemaker-notebook-in-vpc", "the subnet is new", notebook(subnetId=UNKNOWN)),
    beside("sagemaker-notebook-in-vpc", "a domain always has a VPC", domain()),
    kept("sagemaker-notebook-no-root", "nobody is root", notebook(rootAccess="Disabled")),
    broken("sagemaker-notebook-no-root", "by default everybody is root", notebook()),
    unknown("sagemaker-notebook-no-root", "the root access is unknown", notebook(rootAccess=UNKNOWN)),
    beside("sagemaker-notebook-no-root", "a domain has no such switch", domain()),
    kept("sagemaker-notebook-imdsv2", "version 2 is required", notebook(**minimum("2"))),
    broken("sagemaker-notebook-imdsv2", "by default version 1 answers", notebook()),
    broken("sagemaker-notebook-imdsv2", "version 1 is asked for", notebook(**minimum("1"))),
    unknown("sagemaker-notebook-imdsv2", "the version is unknown", notebook(**minimum(UNKNOWN))),
    beside("sagemaker-notebook-imdsv2", "an endpoint is judged elsewhere", _ENDPOINT),
    kept(
        "sagemaker-notebook-narrow-role",
        "the role reads one bucket",
        notebook_of(_ROLE),
        _ROLE,
        inline(_ROLE, document(_READ)),
        attachment(_ROLE, "arn:aws:iam::123456789012:policy/own"),
    ),
    broken(
        "sagemaker-notebook-narrow-role",
        "the role is an administrator",
        notebook_of(_ROLE),
        _ROLE,
        attachment(_ROLE, _ADMINISTRATOR),
    ),
    broken(
        "sagemaker-notebook-narrow-role",
        "the role has all of SageMaker",
        notebook(roleArn="arn:aws:iam::123456789012:role/research"),
        role(name="research", managedPolicyArns=["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"]),
    ),
    broken(
        "sagemaker-notebook-narrow-role",
        "an inline policy allows everything",
        notebook_of(_ROLE),
        _ROLE,
        inline(_ROLE, document(_EVERYTHING)),
    ),
    broken(
        "sagemaker-notebook-narrow-role",
        "a policy of the stack allows everything",
        notebook_of(_ROLE),
        _ROLE,
        _POLICY,
        attachment(_ROLE, UNKNOWN, _POLICY),
    ),
    unknown(
        "sagemaker-notebook-narrow-role",
        "a policy is new and another is an administrator's",
        notebook_of(_ROLE),
        _ROLE,
        attachment(_ROLE, UNKNOWN),
        inline(_ROLE, UNKNOWN),
    ),
    beside(
        "sagemaker-notebook-narrow-role",
        "the role is not a notebook's",
        _ROLE,
        attachment(_ROLE, _ADMINISTRATOR),
        notebook(roleArn="arn:aws:iam::123456789012:role/other"),
    ),
    kept("sagemaker-domain-vpc-only", "apps run in the VPC", domain(appNetworkAccessType="VpcOnly")),
    broken("sagemaker-domain-vpc-only", "by default apps reach the internet", domain()),
    unknown("sagemaker-domain-vpc-only", "the access of the apps is unknown", domain(appNetworkAccessType=UNKNOWN)),
    beside("sagemaker-domain-vpc-only", "a notebook is no domain", notebook()),
    kept("sagemaker-job-customer-key", "a key encrypts the volumes", training(cluster(volumeKmsKeyId=_KEY))),
    kept(
        "sagemaker-job-customer-key", "disks of the machine take no key", training(cluster(instanceType="ml.g5.xlarge"))
    ),
    broken("sagemaker-job-customer-key", "a training job has no key", training(cluster())),
    broken("sagemaker-job-customer-key", "a tuning job has no key", tuning(resourceConfig=cluster())),
    broken(
        "sagemaker-job-customer-key",
        "a tuning job chooses machines itself and has no key",
        tuning(hyperParameterTuningResourceConfig={"instanceConfigs": [cluster()]}),
    ),
    broken("sagemaker-job-customer-key", "a monitoring job has no key", quality(cluster())),
    broken(
        "sagemaker-job-customer-key",
        "a schedule describes a job without a key",
        schedule(monitoringJobDefinition={"monitoringResources": {"clusterConfig": cluster()}}),
    ),
    unknown("sagemaker-job-customer-key", "the key of the job is new", training(cluster(volumeKmsKeyId=UNKNOWN))),
    unknown("sagemaker-job-customer-key", "the machines of the job are unknown", training(UNKNOWN)),
    unknown(
        "sagemaker-job-customer-key",
        "the type of machine is unknown and there is no key",
        training(cluster(instanceType=UNKNOWN)),
        at=("training",),
    ),
    beside("sagemaker-job-customer-key", "a serverless job has no machines", training(serverlessJobConfig={})),
    beside(
        "sagemaker-job-customer-key",
        "the schedule names a definition that is judged itself",
        schedule(monitoringJobDefinitionName="quality"),
    ),
    kept(
        "sagemaker-job-traffic-encrypted",
        "machines encrypt what they say",
        training(cluster(instanceCount=4), enableInterContainerTrafficEncryption=True),
    ),
    broken(
        "sagemaker-job-traffic-encrypted", "by default four machines talk openly", training(cluster(instanceCount=4))
    ),
    broken(
        "sagemaker-job-traffic-encrypted",
        "groups of machines talk openly",
        training({"instanceGroups": [cluster(), cluster()]}),
    ),
    broken(
        "sagemaker-job-traffic-encrypted",
        "a monitoring job on two machines talks openly",
        quality(cluster(instanceCount=2), {"enableInterContainerTrafficEncryption": False}),
    ),
    unknown(
        "sagemaker-job-traffic-encrypted",
        "the encryption is unknown",
        training(cluster(instanceCount=4), enableInterContainerTrafficEncryption=UNKNOWN),
    ),
    unknown(
        "sagemaker-job-traffic-encrypted", "the number of machines is unknown", training(cluster(instanceCount=UNKNOWN))
    ),
    unknown("sagemaker-job-traffic-encrypted", "the network is unknown", quality(cluster(instanceCount=2), UNKNOWN)),
    beside("sagemaker-job-traffic-encrypted", "one machine talks to nobody", training(cluster())),
    kept("sagemaker-job-isolated", "the job has no network", training(cluster(), enableNetworkIsolation=True)),
    kept(
        "sagemaker-job-isolated",
        "the schedule's job has no network",
        schedule(monitoringJobDefinition={"networkConfig": {"enableNetworkIsolation": True}}),
    ),
    broken("sagemaker-job-isolated", "by default a job reaches any network", training(cluster())),
    broken("sagemaker-job-isolated", "a tuning job reaches any network", tuning(enableNetworkIsolation=False)),
    broken("sagemaker-job-isolated", "a monitoring job reaches any network", quality(cluster(), {"vpcConfig": _VPC})),
    broken("sagemaker-job-isolated", "a monitoring job says nothing of networks", quality(cluster())),
    unknown("sagemaker-job-isolated", "the isolation is unknown", training(cluster(), enableNetworkIsolation=UNKNOWN)),
    unknown("sagemaker-job-isolated", "what a monitoring job may reach is unknown", quality(cluster(), UNKNOWN)),
    beside(
        "sagemaker-job-isolated",
        "a serverless job runs what SageMaker brings",
        training(serverlessJobConfig={"jobType": "FineTuning"}),
    ),
    beside(
        "sagemaker-job-isolated",
        "the schedule names a definition that says it",
        schedule(monitoringJobDefinitionName="quality"),
    ),
    kept("sagemaker-job-in-vpc", "the job runs in our subnets", training(cluster(), vpcConfig=_VPC)),
    broken("sagemaker-job-in-vpc", "the job runs in SageMaker's network", training(cluster())),
    broken("sagemaker-job-in-vpc", "the job names no subnet", tuning(vpcConfig={"subnets": []})),
    broken("sagemaker-job-in-vpc", "the monitoring job has no network", quality(cluster())),
    unknown("sagemaker-job-in-vpc", "the job's network is unknown", training(cluster(), vpcConfig=UNKNOWN)),
    unknown("sagemaker-job-in-vpc", "the job's subnets are new", training(cluster(), vpcConfig={"subnets": [UNKNOWN]})),
    beside("sagemaker-job-in-vpc", "a model is judged elsewhere", resource("aws:sagemaker/model:Model", "model")),
)
