import base64

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_BUCKET = resource("aws:s3/bucket:Bucket", "bucket")
_TEMPLATED = {"launchTemplate": {"id": "lt-1"}}


def instance(**inputs: object) -> Resource:
    return resource("aws:ec2/instance:Instance", "instance", inputs)


def spot(**inputs: object) -> Resource:
    return resource("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "spot", inputs)


def template(**inputs: object) -> Resource:
    return resource("aws:ec2/launchTemplate:LaunchTemplate", "template", inputs)


def older_template(**inputs: object) -> Resource:
    return resource("aws:ec2/launchConfiguration:LaunchConfiguration", "older", inputs)


def volume(**inputs: object) -> Resource:
    return resource("aws:ebs/volume:Volume", "volume", inputs)


def metadata(**options: object) -> dict[str, object]:
    return {"metadataOptions": options}


def card(public: object) -> dict[str, object]:
    return {"networkInterfaces": [{"associatePublicIpAddress": public, "deviceIndex": 0}]}


def address(**inputs: object) -> Resource:
    return resource("aws:ec2/eip:Eip", "address", inputs)


def disk(**settings: object) -> dict[str, object]:
    return {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": settings}]}


def function(**variables: object) -> Resource:
    return resource("aws:lambda/function:Function", "function", {"environment": {"variables": variables}})


def training(**inputs: object) -> Resource:
    return resource("aws:sagemaker/trainingJob:TrainingJob", "training", inputs)


def notebook_scripts(start: object) -> Resource:
    kind = "NotebookInstanceLifecycleConfiguration"
    return resource(f"aws:sagemaker/notebookInstanceLifecycleConfiguration:{kind}", "scripts", {"onStart": start})


_HUB_TOKEN = "hf_" + "a" * 34
_STARTS = base64.b64encode(f"export T={_HUB_TOKEN}".encode()).decode()
CASES = (
    kept("ec2-imdsv2", "an instance requires tokens", instance(**metadata(httpTokens="required"))),
    kept("ec2-imdsv2", "the service is off", template(**metadata(httpEndpoint="disabled"))),
    kept("ec2-imdsv2", "the template decides for its instance", instance(**_TEMPLATED)),
    broken("ec2-imdsv2", "by default an instance needs no token", instance()),
    broken("ec2-imdsv2", "a template makes tokens optional", template(**metadata(httpTokens="optional"))),
    broken("ec2-imdsv2", "a template says nothing of tokens", template(**metadata(httpPutResponseHopLimit=1))),
    broken("ec2-imdsv2", "a launch configuration needs no token", older_template()),
    broken("ec2-imdsv2", "a spot request needs no token", spot()),
    broken(
        "ec2-imdsv2",
        "an instance makes optional what its template requires",
        instance(**_TEMPLATED, **metadata(httpTokens="optional")),
    ),
    unknown("ec2-imdsv2", "the tokens are unknown", instance(**metadata(httpTokens=UNKNOWN))),
    unknown("ec2-imdsv2", "the options are unknown", instance(**metadata(httpEndpoint=UNKNOWN))),
    unknown("ec2-imdsv2", "all options are unknown", template(metadataOptions=UNKNOWN)),
    beside("ec2-imdsv2", "a volume has no metadata service", volume()),
    kept("ec2-metadata-one-hop", "one hop is allowed", template(**metadata(httpPutResponseHopLimit=1))),
    kept("ec2-metadata-one-hop", "the default is one hop", instance()),
    broken("ec2-metadata-one-hop", "two hops are allowed", template(**metadata(httpPutResponseHopLimit=2))),
    unknown("ec2-metadata-one-hop", "the hops are unknown", instance(**metadata(httpPutResponseHopLimit=UNKNOWN))),
    beside("ec2-metadata-one-hop", "a volume has no hops", volume()),
    kept("ec2-no-public-address", "an instance asks for none", instance(associatePublicIpAddress=False)),
    kept("ec2-no-public-address", "the subnet decides", template()),
    kept("ec2-no-public-address", "a NAT gateway has an address", address(domain="vpc")),
    broken("ec2-no-public-address", "an instance asks for one", instance(associatePublicIpAddress=True)),
    broken("ec2-no-public-address", "a template asks for one", template(**card("true"))),
    broken(
        "ec2-no-public-address", "a launch configuration asks for one", older_template(associatePublicIpAddress=True)
    ),
    broken("ec2-no-public-address", "an elastic address goes to a machine", address(instance=UNKNOWN)),
    broken(
        "ec2-no-public-address",
        "an elastic address is tied to a machine",
        resource("aws:ec2/eipAssociation:EipAssociation", "association", {"instanceId": "i-1"}),
    ),
    unknown("ec2-no-public-address", "whether it asks is unknown", instance(associatePublicIpAddress=UNKNOWN)),
    unknown(
        "ec2-no-public-address",
        "one card is unknown and another asks",
        template(networkInterfaces=[UNKNOWN, {"associatePublicIpAddress": True}]),
        at=("template",),
    ),
    beside("ec2-no-public-address", "a bucket has no address", _BUCKET),
    kept("ec2-no-key-pair", "an instance has no key", instance()),
    broken("ec2-no-key-pair", "an instance has a key", instance(keyName="ops")),
    broken("ec2-no-key-pair", "a template has a key", template(keyName="ops")),
    broken("ec2-no-key-pair", "a key pair is made", resource("aws:ec2/keyPair:KeyPair", "pair")),
    broken(
        "ec2-no-key-pair",
        "machines of a queue have a key",
        resource("aws:batch/computeEnvironment:ComputeEnvironment", "batch", {"computeResources": {"ec2KeyPair": "k"}}),
    ),
    unknown("ec2-no-key-pair", "the key's name is new", instance(keyName=UNKNOWN), at=("instance",)),
    beside("ec2-no-key-pair", "a bucket has no key", _BUCKET),
    kept("ec2-instance-profile", "an instance has a role", instance(iamInstanceProfile="trainer")),
    kept("ec2-instance-profile", "the template may bring a role", instance(**_TEMPLATED)),
    broken("ec2-instance-profile", "an instance has no role", instance()),
    broken("ec2-instance-profile", "a spot request has no role", spot(iamInstanceProfile="")),
    unknown("ec2-instance-profile", "the role is new", instance(iamInstanceProfile=UNKNOWN)),
    beside("ec2-instance-profile", "a node group brings the role of its template", template()),
    kept("ebs-encrypted", "a volume is encrypted", volume(encrypted=True)),
    kept("ebs-encrypted", "the root is encrypted", instance(rootBlockDevice={"encrypted": True})),
    kept("ebs-encrypted", "the template brings the root", instance(**_TEMPLATED)),
    kept("ebs-encrypted", "a template is encrypted", template(**disk(encrypted="true"))),
    kept("ebs-encrypted", "a volume is what its snapshot is", volume(snapshotId="snap-1")),
    kept("ebs-encrypted", "a mapping is no volume", template(blockDeviceMappings=[{"virtualName": "ephemeral0"}])),
    broken("ebs-encrypted", "by default a volume is not encrypted", volume(size=100)),
    broken("ebs-encrypted", "the root is left to the image", instance()),
    broken("ebs-encrypted", "the template leaves the root to the image", template()),
    broken(
        "ebs-encrypted",
        "a second disk is not encrypted",
        instance(rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{"encrypted": False}]),
    ),
    broken("ebs-encrypted", "a template forgot it", template(**disk(volumeSize=200, kmsKeyId=_KEY))),
    broken("ebs-encrypted", "a launch configuration forgot it", older_template(rootBlockDevice={"encrypted": False})),
    unknown("ebs-encrypted", "the encryption of the volume is unknown", volume(encrypted=UNKNOWN)),
    unknown("ebs-encrypted", "the root of the instance is unknown", instance(rootBlockDevice=UNKNOWN)),
    unknown(
        "ebs-encrypted",
        "one disk is unknown and another is not encrypted",
        template(blockDeviceMappings=[UNKNOWN, {"ebs": UNKNOWN}, {"ebs": {"volumeSize": 9}}]),
        at=("template",),
    ),
    beside("ebs-encrypted", "a bucket is no volume", _BUCKET),
    kept("ebs-customer-key", "a volume has our key", volume(encrypted=True, kmsKeyId=_KEY)),
    kept("ebs-customer-key", "a template has our key", template(**disk(encrypted="true", kmsKeyId=_KEY))),
    broken("ebs-customer-key", "a volume has the key of the account", volume(encrypted=True)),
    broken("ebs-customer-key", "a root has the key of the account", spot(rootBlockDevice={"encrypted": True})),
    broken("ebs-customer-key", "a template has the key of the account", template(**disk(encrypted="true"))),
    unknown("ebs-customer-key", "the volume's key is new", volume(encrypted=True, kmsKeyId=UNKNOWN)),
    beside("ebs-customer-key", "what is not encrypted has no key", volume(encrypted=False)),
    beside(
        "ebs-customer-key", "launch configurations name no key", older_template(rootBlockDevice={"encrypted": True})
    ),
    kept(
        "secrets-not-plain",
        "a function is told where its token is kept",
        function(HF_TOKEN="arn:aws:secretsmanager:eu-central-1:123456789012:secret:hub"),
    ),
    broken("secrets-not-plain", "a function is given a token", function(HF_TOKEN="planted")),
    broken("secrets-not-plain", "a training job is given a token", training(hyperParameters={"hf_token": "planted"})),
    broken("secrets-not-plain", "a notebook starts with a token", notebook_scripts(_STARTS)),
    broken("secrets-not-plain", "a launch configuration starts with a token", older_template(userDataBase64=_STARTS)),
    broken("secrets-not-plain", "a spot request starts with a token", spot(userData=f"export T={_HUB_TOKEN}")),
    unknown("secrets-not-plain", "the function's variables are unknown", function(HF_HOME=UNKNOWN)),
    beside("secrets-not-plain", "a volume starts nothing", volume()),
)
