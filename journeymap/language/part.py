"""One mapping of a journey file: the base of all models."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """One mapping of the file. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
