"""The bases of what goes in and what comes out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, Strict

REF = r"^[0-9a-z]{16}$"

Ref = Annotated[str, Field(pattern=REF, description="The reference of an object.", examples=["0f3kq8z1v7n2m5ax"])]
PathRef = Annotated[str, Path(pattern=REF, description="The reference of the object.")]
FileName = Annotated[str, Query(..., min_length=1, max_length=255, description="What the file is called.")]
BYTES = {"schema": {"type": "string", "format": "binary"}}
"""How the interface's description says that content is a file; below, that the whole content of a request is one."""

CONTENT = {"content": {"application/octet-stream": BYTES, "*/*": BYTES}, "required": True}

Day = Annotated[date, Strict(False), Field(examples=["2037-05-04"])]


def written(amount: Decimal) -> str:
    """The number in figures, without the noughts that a column keeps beyond hundredths."""
    whole, point, places = f"{amount:f}".partition(".")
    return f"{whole}{point}{places[:2]}{places[2:].rstrip('0')}"


Amount = Annotated[
    Decimal,
    PlainSerializer(written, return_type=str),
    Field(description="A decimal number as a string: no program rounds it on the way.", examples=["990.00"]),
]
AmountIn = Annotated[
    str, Field(pattern=r"^-?\d{1,12}(\.\d{1,4})?$", description="A decimal number as a string.", examples=["990.00"])
]


class Input(BaseModel):
    """What a client sends. A field that is not there is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Output(BaseModel):
    """What a client gets. Fields that are not for its reader are left out."""


class Named(Output):
    """Something by its reference and its name."""

    ref: str
    name: str
