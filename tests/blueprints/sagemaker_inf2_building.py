"""Settings of `sagemaker_inf2` to judge."""

from typing import Any

from blueprints.contract import Place
from blueprints.sagemaker_inf2 import Settings

REGION = "us-east-1"
PLACE = Place(aws_region=REGION, aws_account_id="111122223333")
COMMIT = "01c7f73d771dfac7d292323805ebc428287df4f9"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:hub-token-AbCdEf"
TOKEN_KEY = "arn:aws:kms:us-east-1:111122223333:key/3"
OWN_IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/tgi-with-secret:1"
HUB = {"modelId": "meta-llama/Llama-2-7b-hf", "revision": COMMIT}


def settings(**changes: Any) -> Settings:
    given = {
        "kind": "sagemaker_inf2",
        "name": "chat",
        "instanceType": "ml.inf2.48xlarge",
        "weights": {"prefix": "llama-2-7b/"},
        "model": "meta-llama/Llama-2-7b-hf",
        "tensorParallelSize": 8,
        **changes,
    }
    return Settings.model_validate({key: value for key, value in given.items() if value is not None})
