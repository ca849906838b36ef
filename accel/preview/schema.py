"""The JSON schema of a stack file, generated from the very models that validate it."""

from typing import Any

from accel.planning.configuration import NAMESPACE
from blueprints.settings import stack_file_model


def stack_file_schema() -> dict[str, Any]:
    """Return a JSON schema (draft 2020-12) of `stacks/Pulumi.<stack>.yaml`."""
    model = stack_file_model().model_json_schema(by_alias=True)
    definitions = model.pop("$defs", {})
    properties = {f"{NAMESPACE}:{name}": value for name, value in model["properties"].items()}
    required = [f"{NAMESPACE}:{name}" for name in model.get("required", [])]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack file of accelerator blueprints",
        "type": "object",
        "required": ["config"],
        "properties": {
            "config": {
                "type": "object",
                "required": required,
                "properties": properties,
                # Keys of other namespaces (aws:profile, gcp:impersonateServiceAccount) belong to their providers.
                "patternProperties": {f"^(?!{NAMESPACE}:)[a-zA-Z0-9-]+:": {}},
                "additionalProperties": False,
            },
            "encryptionsalt": {"type": "string"},
            "encryptedkey": {"type": "string"},
            "secretsprovider": {"type": "string"},
            "environment": {},
        },
        "additionalProperties": False,
        "$defs": definitions,
    }
