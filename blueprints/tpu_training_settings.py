"""What a stack file says of a `tpu_training`."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from accel.catalog import tpu
from accel.catalog.names import UnknownName
from accel.planning.stack import Settings as SettingsBase
from accel.planning.stack import project_root
from blueprints.contract import BlueprintSettings

SHEBANG = "#!"


class CheckpointSettings(SettingsBase):
    """The bucket that checkpoints go to."""

    retention_days: int = Field(
        default=30, ge=1, le=3650, description="Days for which overwritten and deleted checkpoints can be brought back."
    )
    expire_days: int | None = Field(
        default=None, ge=1, le=3650, description="Days after which checkpoints themselves go; absent: they stay."
    )
    prefix: str | None = Field(
        default=None, min_length=1, description="Path in the bucket; absent: the name of this use of the blueprint."
    )


class Settings(BlueprintSettings):
    """Settings of `tpu_training` in a stack file."""

    kind: Literal["tpu_training"] = Field(description="Training on a Cloud TPU slice.")
    zone: str = Field(min_length=1, description="Zone of the slice, in the stack's region, such as us-central1-a.")
    accelerator_type: str | None = Field(
        default=None, description="Size of the slice, such as v5litepod-8; or generation with topology."
    )
    generation: str | None = Field(default=None, description="v2, v3, v4, v5e, v5p or v6e; with topology.")
    topology: str | None = Field(default=None, description="Chips along each side, such as 2x4 or 4x4x8.")
    runtime_version: str | None = Field(
        default=None, min_length=1, description="Image of the machines; absent: what Google names for the generation."
    )
    purchase: Literal["on-demand", "spot", "preemptible", "reserved"] | None = Field(
        default=None, description="How the slice is bought; absent: spot where the profile says so, else on-demand."
    )
    startup_script: str | None = Field(
        default=None,
        description="What every machine runs at each start: a text that begins with #!, or a file in the project. "
        "CHECKPOINT_URI says where checkpoints go.",
    )
    checkpoints: CheckpointSettings = Field(default=CheckpointSettings(), description="The bucket for checkpoints.")
    schedule: bool = Field(
        default=True, description="Stop the slice outside the profile's working hours, where it can be stopped."
    )
    secure_boot: bool = Field(default=True, description="Boot signed software only.")
    allow_unlisted_zone: bool = Field(
        default=False, description="Accept a zone in which the catalogue did not see the slice sold."
    )

    @field_validator("accelerator_type")
    @classmethod
    def _type_exists(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                tpu.slice_of_type(name)
            except UnknownName as error:
                raise ValueError(f"an accelerator type; {error}") from None
        return name

    @field_validator("generation")
    @classmethod
    def _generation_exists(cls, name: str | None) -> str | None:
        if name is not None and name not in tpu.generations():
            raise ValueError(f"one of {', '.join(tpu.generations())}")
        return name

    @field_validator("topology")
    @classmethod
    def _topology_exists(cls, topology: str | None, info: ValidationInfo) -> str | None:
        generation = info.data.get("generation")
        if topology is not None and generation is not None:
            try:
                tpu.slice_of_topology(generation, topology)
            except UnknownName as error:
                raise ValueError(f"a topology of TPU {generation}; {error}") from None
        return topology

    @field_validator("startup_script")
    @classmethod
    def _script_exists(cls, script: str | None) -> str | None:
        if script is not None and not script.startswith(SHEBANG):
            path = file_in_project(script)
            if path is None or not path.is_file():
                raise ValueError("a text that begins with #! and an interpreter, or the path of a file in the project")
        return script


def file_in_project(name: str) -> Path | None:
    """Return a file by its path from the project's folder, or None where the path leaves the project."""
    root = project_root()
    try:
        path = (root / name).resolve()
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root.resolve()) else None
