import base64
import datetime

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import TODAY, beside, broken, exemption, kept, resource, unknown
from tests.policies.cases.kubernetes import container, deployment

_BUCKET = resource("aws:s3/bucket:Bucket", "weights")
_YESTERDAY = TODAY - datetime.timedelta(days=1)
_DIGEST = "sha256:" + "0" * 64
_HUB_TOKEN = "hf_" + "a" * 34


def model(**primary: object) -> Resource:
    return resource("aws:sagemaker/model:Model", "model", {"primaryContainer": primary})


def variable(name: object, value: object) -> Resource:
    return deployment(container(env=[{"name": name, "value": value}]))


def tpu(metadata: object) -> Resource:
    return resource("gcp:tpu/v2Vm:V2Vm", "slice", {"metadata": metadata})


def template(user_data: object) -> Resource:
    return resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {"userData": user_data})


_FROM_SECRET = {"name": "HF_TOKEN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "token"}}}

CASES = (
    kept("exemption-expired", "it holds until tonight", facts={"exemptions": (exemption("s3-versioning", "*"),)}),
    broken(
        "exemption-expired",
        "it ended yesterday",
        at=("stack",),
        facts={"exemptions": (exemption("exemption-expired", "a", _YESTERDAY),)},
    ),
    beside("exemption-expired", "there is none"),
    kept(
        "exemption-unused",
        "it has ended, which is another rule's matter",
        facts={"exemptions": (exemption("exemption-unused", "a", _YESTERDAY),)},
    ),
    broken(
        "exemption-unused",
        "it covers nothing",
        at=("stack",),
        facts={"exemptions": (exemption("exemption-unused", "nothing"),)},
    ),
    beside("exemption-unused", "there is none"),
    kept("image-pinned", "a version", deployment()),
    kept("image-pinned", "a digest", model(image=f"123456789012.dkr.ecr.eu-central-1.amazonaws.com/tgi@{_DIGEST}")),
    kept("image-pinned", "a version and a digest", deployment(container(image=f"localhost:5000/vllm:v1@{_DIGEST}"))),
    broken("image-pinned", "latest", deployment(container(image="vllm/vllm-openai:latest"))),
    broken("image-pinned", "no tag is latest", model(image="vllm/vllm-openai")),
    broken("image-pinned", "the port of a registry is no tag", deployment(container(image="localhost:5000/vllm"))),
    unknown("image-pinned", "the image is built later", model(image=UNKNOWN)),
    beside("image-pinned", "a bucket has no image", _BUCKET),
    kept("secrets-not-plain", "the token comes from a secret", deployment(container(env=[_FROM_SECRET]))),
    kept("secrets-not-plain", "a number of tokens is no token", model(environment={"MAX_INPUT_TOKENS": "4096"})),
    kept("secrets-not-plain", "a switch is no token", variable("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")),
    kept(
        "secrets-not-plain",
        "where the secret is kept",
        model(environment={"HF_TOKEN": "arn:aws:secretsmanager:eu:1:secret:a"}),
    ),
    broken("secrets-not-plain", "a token by name", model(environment={"HF_TOKEN": "anything"})),
    broken("secrets-not-plain", "a token by its looks", variable("GREETING", f"hello {_HUB_TOKEN}")),
    broken("secrets-not-plain", "a token in a start-up script", tpu({"startup-script": f"export T={_HUB_TOKEN}"})),
    broken(
        "secrets-not-plain", "a key in user data", template(base64.b64encode(b"-----BEGIN PRIVATE KEY-----").decode())
    ),
    broken(
        "secrets-not-plain",
        "a key in a config map",
        resource("kubernetes:core/v1:ConfigMap", inputs={"data": {"api-key": "abc"}}),
    ),
    unknown(
        "secrets-not-plain", "an unknown token is a token", model(environment={"HF_TOKEN": UNKNOWN}), at=("model",)
    ),
    unknown("secrets-not-plain", "what an unknown value looks like", variable("GREETING", UNKNOWN)),
    unknown("secrets-not-plain", "all variables are unknown", model(environment=UNKNOWN)),
    beside("secrets-not-plain", "a bucket has no variables", _BUCKET),
)
