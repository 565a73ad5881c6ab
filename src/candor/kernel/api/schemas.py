"""The bases of what goes in and what comes out."""

from __future__ import annotations

from typing import Annotated

from ninja import Path
from pydantic import BaseModel, ConfigDict, Field

REF = r"^[0-9a-z]{16}$"

Ref = Annotated[str, Field(pattern=REF, description="The reference of an object.", examples=["0f3kq8z1v7n2m5ax"])]
PathRef = Annotated[str, Path(pattern=REF, description="The reference of the object.")]


class Input(BaseModel):
    """What a client sends. A field that is not there is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Output(BaseModel):
    """What a client gets. Fields that are not for its reader are left out."""


class Named(Output):
    """Something by its reference and its name."""

    ref: str
    name: str
