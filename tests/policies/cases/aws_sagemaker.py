from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"


def configuration(machine: object = "ml.inf2.xlarge", **inputs: object) -> Resource:
    variant = {"instanceType": machine, "initialInstanceCount": 1, "modelName": "llama", "variantName": "main"}
    return resource(
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
        "configuration",
        {"productionVariants": [variant], **inputs},
    )


def model(**inputs: object) -> Resource:
    return resource("aws:sagemaker/model:Model", "model", inputs)


def endpoint(**inputs: object) -> Resource:
    return resource("aws:sagemaker/endpoint:Endpoint", "endpoint", inputs)


def alarms(listed: object) -> dict[str, object]:
    return {"autoRollbackConfiguration": {"alarms": listed}}


CASES = (
    kept("sagemaker-endpoint-customer-key", "a key of ours encrypts", configuration(kmsKeyArn=_KEY)),
    broken("sagemaker-endpoint-customer-key", "no key is set", configuration()),
    broken("sagemaker-endpoint-customer-key", "no key is set and the machine is unknown", configuration(UNKNOWN)),
    unknown("sagemaker-endpoint-customer-key", "the key is new", configuration(kmsKeyArn=UNKNOWN)),
    beside(
        "sagemaker-endpoint-customer-key", "disks that encrypt themselves take no key", configuration("ml.g5.xlarge")
    ),
    kept("sagemaker-network-isolation", "the model is isolated", model(enableNetworkIsolation=True)),
    broken("sagemaker-network-isolation", "the default is open", model()),
    unknown("sagemaker-network-isolation", "the flag is unknown", model(enableNetworkIsolation=UNKNOWN)),
    beside("sagemaker-network-isolation", "an endpoint is no model", configuration()),
    kept(
        "sagemaker-model-in-vpc",
        "it runs in our subnets",
        model(vpcConfig={"subnets": ["a"], "securityGroupIds": ["s"]}),
    ),
    broken("sagemaker-model-in-vpc", "it runs in SageMaker's network", model()),
    broken("sagemaker-model-in-vpc", "no subnet is named", model(vpcConfig={"subnets": [], "securityGroupIds": ["s"]})),
    unknown("sagemaker-model-in-vpc", "the subnets are new", model(vpcConfig={"subnets": [UNKNOWN]})),
    beside("sagemaker-model-in-vpc", "an endpoint is no model", configuration()),
    kept("endpoint-rollback-alarms", "an alarm is named", endpoint(deploymentConfig=alarms([{"alarmName": "errors"}]))),
    broken("endpoint-rollback-alarms", "nothing watches the update", endpoint()),
    broken("endpoint-rollback-alarms", "no alarm is named", endpoint(deploymentConfig=alarms([]))),
    unknown(
        "endpoint-rollback-alarms", "the alarm is new", endpoint(deploymentConfig=alarms([{"alarmName": UNKNOWN}]))
    ),
    beside("endpoint-rollback-alarms", "a model is no endpoint", model()),
)
