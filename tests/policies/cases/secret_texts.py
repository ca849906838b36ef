import json

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown
from tests.policies.cases.kubernetes import container, deployment, service

_RULE = "secrets-not-plain"
_TOKEN = "hf_" + "a" * 34


def arguments(*args: object, **rest: object) -> Resource:
    return deployment(container(args=list(args), **rest))


def variable(name: object, value: object) -> Resource:
    return deployment(container(env=[{"name": name, "value": value}]))


def annotated(value: object) -> Resource:
    template = {"metadata": {"annotations": {"example.com/note": value}}, "spec": {"containers": [container()]}}
    return resource("kubernetes:batch/v1:Job", "job", {"spec": {"template": template}})


def tuning(**definition: object) -> Resource:
    type_ = "aws:sagemaker/hyperParameterTuningJob:HyperParameterTuningJob"
    return resource(type_, "tuning", {"trainingJobDefinition": definition})


def training(**algorithm: object) -> Resource:
    return resource("aws:sagemaker/trainingJob:TrainingJob", "training", {"algorithmSpecification": algorithm})


def task(*containers: object) -> Resource:
    given = {"containerDefinitions": json.dumps(list(containers))}
    return resource("aws:ecs/taskDefinition:TaskDefinition", "task", given)


def job(**properties: object) -> Resource:
    given = {key: value if value is UNKNOWN else json.dumps(value) for key, value in properties.items()}
    return resource("aws:batch/jobDefinition:JobDefinition", "job", given)


def parameter(type_: str, value: object = "abc") -> Resource:
    given = {"name": "/serving/hf-token", "type": type_, "value": value}
    return resource("aws:ssm/parameter:Parameter", "parameter", given)


def extension(**settings: object) -> Resource:
    type_ = "azure-native:compute:VirtualMachineExtension"
    return resource(type_, "extension", {"settings": settings, "protectedSettings": {"apiKey": "abc"}})


def app(**given: object) -> Resource:
    template = {"containers": [{"name": "server", "image": "vllm:1", **given}]}
    return resource("azure-native:app:ContainerApp", "app", {"template": template})


def run(image: object) -> Resource:
    given = {"template": {"containers": [{"image": image}]}}
    return resource("gcp:cloudrunv2/service:Service", "run", given)


CASES = (
    broken(_RULE, "a flag with its value behind it", arguments("--model", "m", "--api-key", "abc")),
    broken(_RULE, "a flag with its value in it", arguments("--hf-token=abc")),
    broken(_RULE, "a flag whose value a shell reads", arguments("vllm serve --api-key abc --port 80")),
    broken(_RULE, "a variable in a shell", deployment(container(command=["sh", "-c", "export HF_TOKEN=abc; serve"]))),
    broken(_RULE, "a token of a known form anywhere", arguments("serve", _TOKEN)),
    broken(_RULE, "a password in a URL", arguments("--store", "redis://cache:planted@cache.internal:6379")),
    broken(_RULE, "a password in a URL of a variable", variable("DATABASE_URL", "postgres://app:planted@db/app")),
    broken(_RULE, "a name in camel case", variable("hfToken", "abc")),
    broken(_RULE, "a password without a word of its own", variable("PGPASSWORD", "abc")),
    broken(_RULE, "a token in an annotation", service({"example.com/note": f"Bearer {_TOKEN}"})),
    broken(_RULE, "a token in an annotation of the pods", annotated(_TOKEN)),
    kept(_RULE, "an annotation of the pods", annotated("no")),
    unknown(_RULE, "an annotation of the pods is unknown", annotated(UNKNOWN)),
    kept(_RULE, "a flag takes a variable", arguments("--api-key", "$(API_KEY)", "--hf-token=$HF_TOKEN")),
    kept(_RULE, "a shell takes a variable", arguments('vllm serve --api-key "${API_KEY}" --token $(cat /run/t)')),
    kept(_RULE, "a flag takes a file", arguments("--token", "/var/run/secrets/hub/token", "--api-key-file", "key")),
    kept(_RULE, "a flag that switches", arguments("--trust-token", "--port", "80", "--max-num-batched-tokens", "8")),
    kept(_RULE, "a variable names a file", variable("GOOGLE_APPLICATION_CREDENTIALS", "/var/run/secrets/key.json")),
    kept(_RULE, "a token of a tokenizer", variable("EOS_TOKEN", "</s>")),
    kept(_RULE, "a URL takes variables", variable("DATABASE_URL", "postgres://app:$(PASSWORD)@db:5432/app")),
    kept(_RULE, "a URL with a port", arguments("--host", "http://vllm.internal:8000/v1/models?by=me@example.com")),
    kept(_RULE, "an image with a digest", variable("IMAGE", f"docker://vllm:v1@sha256:{'0' * 64}")),
    kept(_RULE, "an annotation names a secret", service({"nginx.ingress.kubernetes.io/auth-tls-secret": "serving/a"})),
    unknown(_RULE, "an unknown argument after an unknown one", arguments(UNKNOWN, UNKNOWN)),
    unknown(_RULE, "an unknown key is a key", arguments("--api-key", UNKNOWN), at=("vllm",)),
    unknown(_RULE, "a known key beside unknown arguments", arguments(UNKNOWN, "--api-key=abc"), at=("vllm",)),
    unknown(_RULE, "all arguments are unknown", deployment(container(args=UNKNOWN))),
    broken(_RULE, "a tuning job has a token", tuning(environment={"HF_TOKEN": "abc"})),
    broken(_RULE, "a tuning job has a token as hyperparameter", tuning(staticHyperParameters={"hf_token": "abc"})),
    kept(
        _RULE, "a tuning job has hyperparameters", tuning(staticHyperParameters={"epochs": "3", "pad_token": "<pad>"})
    ),
    broken(_RULE, "a training job is started with a token", training(containerArguments=["--hf-token", "abc"])),
    broken(_RULE, "a task has a token", task({"name": "t", "environment": [{"name": "HF_TOKEN", "value": "abc"}]})),
    broken(_RULE, "a task is started with a token", task({"name": "t", "command": ["--api-key", "abc"]})),
    kept(_RULE, "a task takes a secret", task({"name": "t", "secrets": [{"name": "HF_TOKEN", "valueFrom": "arn:a"}]})),
    broken(_RULE, "a batch job", job(containerProperties={"environment": [{"name": "API_KEY", "value": "abc"}]})),
    broken(
        _RULE,
        "a batch job on many nodes",
        job(nodeProperties={"nodeRangeProperties": [{"container": {"command": ["--api-key=abc"]}}]}),
    ),
    broken(
        _RULE,
        "a batch job of tasks",
        job(ecsProperties={"taskProperties": [{"containers": [{"command": ["--api-key=abc"]}]}]}),
    ),
    unknown(_RULE, "the properties of a batch job are unknown", job(containerProperties=UNKNOWN)),
    broken(_RULE, "a parameter in the clear", parameter("String")),
    kept(_RULE, "a parameter that is encrypted", parameter("SecureString")),
    unknown(_RULE, "an unknown token in a parameter", parameter("String", UNKNOWN), at=("parameter",)),
    broken(_RULE, "an extension has a key", extension(storage={"apiKey": "abc"})),
    broken(_RULE, "an extension is started with a key", extension(commandToExecute="setup.sh --api-key abc")),
    kept(_RULE, "an extension has its key in the protected settings", extension(commandToExecute="setup.sh --all")),
    unknown(_RULE, "an unknown key of an extension", extension(apiKey=UNKNOWN), at=("extension",)),
    broken(_RULE, "a container app has a token", app(env=[{"name": "HF_TOKEN", "value": "abc"}])),
    kept(_RULE, "a container app takes a secret", app(env=[{"name": "HF_TOKEN", "secretRef": "hub"}])),
    broken("image-pinned", "the newest image on Cloud Run", run("europe-docker.pkg.dev/p/r/vllm:latest")),
    kept("image-pinned", "a version on Cloud Run", run("europe-docker.pkg.dev/p/r/vllm:v1")),
    unknown("image-pinned", "the image on Cloud Run is unknown", run(UNKNOWN)),
    broken("image-pinned", "a training job without a version", training(trainingImage="1.dkr.ecr.a.amazonaws.com/t")),
    kept("image-pinned", "a training job with a version", training(trainingImage="1.dkr.ecr.a.amazonaws.com/t:2.1")),
    broken("image-pinned", "the newest image of a task", task({"image": "vllm:latest"})),
    broken("image-pinned", "the newest image of a batch job", job(containerProperties={"image": "vllm"})),
    beside("image-pinned", "an algorithm of the cloud's own", training(algorithmName="xgboost")),
)
