"""Programs begin price lists, change what is written over the prices, and take lists out of use."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.catalogue import access
from candor.catalogue.actions import prices as actions
from candor.catalogue.api.operations import PRODUCTS, WRITE
from candor.catalogue.api.prices import ONE, PriceListOut, list_out, list_shown
from candor.catalogue.forms import PriceListForm
from candor.catalogue.queries import today
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, version_of
from candor.kernel.api.schemas import Day, Input, PathRef
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref

CurrencyName = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217.", examples=["EUR"])]
ListName = Annotated[str, Field(pattern=r"\S", max_length=80)]
MEANINGS: dict[bool, Literal["gross", "net"]] = {True: "gross", False: "net"}


class NewPriceListIn(Input):
    """A price list without prices. It counts from `valid_from`, today where nothing is sent."""

    name: ListName
    currency: CurrencyName
    is_gross: bool = Field(False, description="Whether tax is in the prices.")
    is_default: bool = Field(True, description="Whether quotes in this currency take their prices from here.")
    valid_from: Day | None = None
    valid_until: Day | None = None


class PriceListIn(Input):
    """What shall be different; what is not sent stays, null takes the last day away."""

    name: ListName | None = None
    currency: CurrencyName | None = None
    is_gross: bool | None = None
    is_default: bool | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


@PRODUCTS.write(
    "POST",
    "price-lists",
    scope=WRITE,
    response=PriceListOut,
    status=201,
    summary="Begin a price list",
    is_one=False,
    example={"name": "Prices of 2027", "currency": "EUR", "valid_from": "2027-01-01"},
)
def begin_price_list(request: HttpRequest, payload: NewPriceListIn) -> PriceListOut:
    """Its prices are written with `prices`. Send an Idempotency-Key: each request makes one."""
    asking: Any = request
    said = payload.model_dump() | {"valid_from": payload.valid_from or today()}
    form = PriceListForm(data={**_typed(said), "key": new_ref()})
    cleaned(form, {"meaning": "is_gross"})
    made = actions.create_price_list(form.details(), form.cleaned_data["key"], by=asking.actor)
    answer_with(request, "Location", f"{ROOT}price-lists/{made.ref}")
    return list_shown(asking, access.price_list(asking.actor, made.ref))


@PRODUCTS.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=PriceListOut,
    summary="Change a price list",
    match="must",
    problems=["conflict"],
    example={"valid_until": "2027-12-31"},
)
def change_one_price_list(request: HttpRequest, ref: PathRef, payload: PriceListIn) -> PriceListOut:
    """Currency and `is_gross` stay once prices stand in it: that is a conflict."""
    asking: Any = request
    row = access.price_list(asking.actor, ref)
    must_match(request, version_of(list_out(row)))
    sent = {
        name: value
        for name, value in payload.model_dump(exclude_unset=True).items()
        if value is not None or name == "valid_until"
    }
    same = ("name", "currency", "is_gross", "is_default", "valid_from", "valid_until")
    wanted: dict[str, date | str | bool | None] = {name: getattr(row, name) for name in same} | sent
    form = PriceListForm(row, _typed(wanted) | {"version": row.version})
    cleaned(form, {"meaning": "is_gross"})
    actions.change_price_list(row, row.version, form.details(), by=asking.actor)
    return list_shown(asking, access.price_list(asking.actor, ref))


@PRODUCTS.write(
    "POST",
    f"{ONE}/retirement",
    scope=WRITE,
    response=PriceListOut,
    summary="Take a price list out of use",
    takes_body=False,
)
def retire_one_price_list(request: HttpRequest, ref: PathRef) -> PriceListOut:
    """Quotes take no price from it any more. Doing it twice changes nothing."""
    asking: Any = request
    actions.retire_price_list(access.price_list(asking.actor, ref), by=asking.actor)
    return list_shown(asking, access.price_list(asking.actor, ref))


@PRODUCTS.write(
    "POST", f"{ONE}/return", scope=WRITE, response=PriceListOut, summary="Use a price list again", takes_body=False
)
def bring_one_price_list_back(request: HttpRequest, ref: PathRef) -> PriceListOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    actions.bring_price_list_back(access.price_list(asking.actor, ref), by=asking.actor)
    return list_shown(asking, access.price_list(asking.actor, ref))


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    """As the page's form is filled in: a box that is not ticked is left out."""
    typed = {name: "" if value is None else value for name, value in said.items() if name != "is_gross"}
    typed["meaning"] = MEANINGS[said["is_gross"]]
    return {name: value for name, value in typed.items() if value is not False}
