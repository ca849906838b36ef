"""Rules about accelerators that a server does not fill."""

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_SMALL, _LARGE = "Qwen/Qwen2.5-0.5B-Instruct", "Qwen/Qwen2.5-7B-Instruct"
_A100, _L4, _T4 = "nvidia-tesla-a100", "nvidia-l4", "nvidia-tesla-t4"


def pool(machine: object = "g2-standard-8", accelerator: str = _L4, **guest: object) -> Resource:
    config = {"machineType": machine, "guestAccelerators": [{"type": accelerator, "count": 1, **guest}]}
    return resource("gcp:container/nodePool:NodePool", "pool", {"nodeConfig": config})


_A100_POOL = pool("a2-highgpu-1g", _A100)
_CUT_POOL = pool("a2-highgpu-1g", _A100, gpuPartitionSize="1g.5gb")


def server(
    accelerator: object, *args: object, model: str = _LARGE, count: object = "1", env: object = None
) -> Resource:
    container = {
        "name": "vllm",
        "args": [f"--served-model-name={model}", *args],
        "env": env,
        "ports": [{"containerPort": 8000}],
        "resources": {"limits": {"nvidia.com/gpu": count}},
    }
    pod = {"nodeSelector": {"cloud.google.com/gke-accelerator": accelerator}, "containers": [container]}
    return resource("kubernetes:apps/v1:Deployment", "vllm", {"spec": {"replicas": 1, "template": {"spec": pod}}})


def model(size: object) -> Resource:
    return resource(
        "aws:sagemaker/model:Model", "model", {"primaryContainer": {"environment": {"MAX_BATCH_SIZE": size}}}
    )


def variants(of: Resource, machine: object = "ml.inf2.xlarge") -> Resource:
    listed = [{"modelName": "model", "instanceType": machine, "initialInstanceCount": 1}]
    return resource(
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
        "configuration",
        {"productionVariants": listed},
        uses={"productionVariants": of},
    )


_SHORT = "--max-model-len=4096"

CASES = (
    kept("batched-serving", "the server decides", pool(), server(_L4)),
    kept("batched-serving", "sixteen at once", pool(), server(_L4, "--max-num-seqs=16")),
    kept("batched-serving", "a small accelerator", server(_T4, "--max-num-seqs=1")),
    kept("batched-serving", "an endpoint answers four", model("4"), variants(model("4"))),
    kept("batched-serving", "a model that stands nowhere", model("1")),
    broken("batched-serving", "one at a time on a whole A100", server(_A100, "--max-num-seqs", "1"), _A100_POOL),
    broken("batched-serving", "one at a time, wherever the pool is", server(_L4, "--max-num-seqs=1")),
    broken(
        "batched-serving",
        "one at a time by the environment",
        server(_L4, env=[{"name": "MAX_CONCURRENT_REQUESTS", "value": "1"}]),
    ),
    broken("batched-serving", "an endpoint answers one at a time", model("1"), variants(model("1"))),
    broken(
        "batched-serving",
        "the stack counts a T4 as large",
        server(_T4, "--max-num-seqs=1"),
        settings={"minMemoryGib": 16},
    ),
    unknown("batched-serving", "how many at once is unknown", pool(), server(_L4, "--max-num-seqs", UNKNOWN)),
    unknown("batched-serving", "the accelerator is unknown", server(UNKNOWN, "--max-num-seqs=1")),
    beside("batched-serving", "pods without accelerators", server(_L4, "--max-num-seqs=1", count="0")),
    kept("gpu-slice-fits", "the model fills the GPU", _A100_POOL, server(_A100, model="Qwen/Qwen2.5-14B-Instruct")),
    kept(
        "gpu-slice-fits",
        "the GPU is cut",
        pool("a2-highgpu-1g", _A100, gpuPartitionSize="1g.5gb"),
        server(_A100, _SHORT),
    ),
    kept("gpu-slice-fits", "an L4 cannot be cut", pool(), server(_L4, _SHORT, model=_SMALL)),
    kept(
        "gpu-slice-fits",
        "the stack cuts only into many",
        _A100_POOL,
        server(_A100, _SHORT, model=_SMALL),
        settings={"minPartitions": 8},
    ),
    broken("gpu-slice-fits", "a seventh would do", server(_A100, _SHORT, model=_SMALL), _A100_POOL),
    broken("gpu-slice-fits", "a half would do", server(_A100, _SHORT), _A100_POOL),
    unknown("gpu-slice-fits", "the machine is unknown", pool(UNKNOWN), server(_A100, _SHORT, model=_SMALL)),
    unknown(
        "gpu-slice-fits", "how many it has is unknown", _A100_POOL, server(_A100, _SHORT, model=_SMALL, count=UNKNOWN)
    ),
    beside("gpu-slice-fits", "nothing of the stack serves from it", _A100_POOL),
)
