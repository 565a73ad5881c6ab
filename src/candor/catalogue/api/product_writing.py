"""Programs write products and their editions down, change them, and take them out of what is offered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from pydantic import Field

from candor.catalogue import access
from candor.catalogue.actions import products as actions
from candor.catalogue.api.operations import PRODUCTS, WRITE
from candor.catalogue.api.products import EditionOut, KindName, ProductOut, edition_out, edition_shown, product_shown
from candor.catalogue.forms import LONGEST_TEXT, MOST_SEATS, EditionForm, ProductForm
from candor.catalogue.models import Edition, Product
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, version_of
from candor.kernel.api.schemas import Input, PathRef
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref

ONE, EDITION = "products/{slug:ref}", "editions/{slug:ref}"
UnitName = Literal["C62", "HUR", "DAY", "MON", "ANN", "LS"]
LanguageName = Literal["en", "de"]
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]
Names = Annotated[
    dict[LanguageName, Annotated[str, Field(max_length=120)]],
    Field(description="By language, English at least; an empty name takes a language away."),
]
Descriptions = Annotated[dict[LanguageName, Words], Field(description="By language.")]
Features = Annotated[list[Annotated[str, Field(pattern=r"^[^\n]*\S[^\n]*$", max_length=200)]], Field(max_length=100)]
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS)]
Years = Annotated[int, Field(ge=0, le=20, description="Years of maintenance included.")]
Sku = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._/+-]*$", max_length=40)]
EditionName = Annotated[str, Field(pattern=r"\S", max_length=80)]
NAMES = {
    f"{field}_{language}": f"{field}s.{language}"
    for field in ("name", "description")
    for language, _name in settings.LANGUAGES
}
"""How the API calls what the form calls otherwise."""


class NewProductIn(Input):
    """A product. Its editions come next: they are what is bought."""

    names: Names
    descriptions: Descriptions = {}
    kind: KindName = "software"
    unit: UnitName = "C62"


class ProductIn(Input):
    """What shall be different; what is not sent stays, and so does a language that is not named."""

    names: Names | None = None
    descriptions: Descriptions | None = None
    kind: KindName | None = None
    unit: UnitName | None = None


class NewEditionIn(Input):
    """A product as it is bought. `sku` is the item number, unlike any other."""

    name: EditionName
    sku: Sku
    seats: Seats | None = None
    maintenance_years: Years = 0
    features: Features = []


class EditionIn(Input):
    """What shall be different; what is not sent stays, null takes the number of technicians away."""

    name: EditionName | None = None
    sku: Sku | None = None
    seats: Seats | None = None
    maintenance_years: Years | None = None
    features: Features | None = None


@PRODUCTS.write(
    "POST",
    "products",
    scope=WRITE,
    response=ProductOut,
    status=201,
    summary="Write a product down",
    is_one=False,
    example={"names": {"en": "Archive", "de": "Archiv"}, "kind": "software"},
)
def write_product_down(request: HttpRequest, payload: NewProductIn) -> ProductOut:
    """At the end of the list. Send an Idempotency-Key: each request makes one."""
    asking: Any = request
    form = ProductForm(data={**_flat(payload.model_dump()), "key": new_ref()})
    cleaned(form, NAMES)
    made = actions.create_product(form.details(), form.cleaned_data["key"], by=asking.actor)
    answer_with(request, "Location", f"{ROOT}products/{made.ref}")
    return product_shown(asking, made.ref)


@PRODUCTS.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=ProductOut,
    summary="Change a product",
    match="must",
    example={"names": {"de": "Archiv"}},
)
def change_one_product(request: HttpRequest, ref: PathRef, payload: ProductIn) -> ProductOut:
    """What was offered and billed keeps the words of its day."""
    asking: Any = request
    found = _as_read(asking, ref)
    sent, texts = payload.model_dump(exclude_none=True), list(found.texts.all())
    wanted = {
        "kind": found.kind,
        "unit": found.unit,
        **sent,
        "names": {text.language: text.name for text in texts} | sent.get("names", {}),
        "descriptions": {text.language: text.description for text in texts} | sent.get("descriptions", {}),
    }
    form = ProductForm(found, {**_flat(wanted), "version": found.version})
    cleaned(form, NAMES)
    actions.change_product(found, found.version, form.details(), by=asking.actor)
    return product_shown(asking, ref)


@PRODUCTS.write(
    "POST", f"{ONE}/retirement", scope=WRITE, response=ProductOut, summary="Offer a product no more", takes_body=False
)
def retire_one_product(request: HttpRequest, ref: PathRef) -> ProductOut:
    """What was offered, ordered and licensed stays. Doing it twice changes nothing."""
    asking: Any = request
    actions.retire_product(access.product(asking.actor, ref), by=asking.actor)
    return product_shown(asking, ref)


@PRODUCTS.write(
    "POST", f"{ONE}/return", scope=WRITE, response=ProductOut, summary="Offer a product again", takes_body=False
)
def bring_one_product_back(request: HttpRequest, ref: PathRef) -> ProductOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    actions.bring_product_back(access.product(asking.actor, ref), by=asking.actor)
    return product_shown(asking, ref)


@PRODUCTS.write(
    "POST",
    f"{ONE}/editions",
    scope=WRITE,
    response=EditionOut,
    status=201,
    summary="Add an edition",
    example={"name": "Office", "sku": "ARC-10", "seats": 10, "features": ["Search", "Scan"]},
)
def add_one_edition(request: HttpRequest, ref: PathRef, payload: NewEditionIn) -> EditionOut:
    """At the end of the product's. What it costs is said in the price lists."""
    asking: Any = request
    form = EditionForm(data=_typed(payload.model_dump()))
    cleaned(form)
    made = actions.add_edition(access.product(asking.actor, ref), form.details(), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}editions/{made.ref}")
    return edition_shown(asking, made.ref)


@PRODUCTS.write(
    "PATCH",
    EDITION,
    scope=WRITE,
    response=EditionOut,
    summary="Change an edition",
    match="must",
    example={"seats": 12},
)
def change_one_edition(request: HttpRequest, ref: PathRef, payload: EditionIn) -> EditionOut:
    """Licences that were issued keep their terms."""
    asking: Any = request
    found = access.edition(asking.actor, ref)
    must_match(request, version_of(edition_out(found, found.product)))
    sent = {
        name: value
        for name, value in payload.model_dump(exclude_unset=True).items()
        if value is not None or name == "seats"
    }
    same = ("name", "sku", "seats", "maintenance_years")
    stands = {name: getattr(found, name) for name in same} | {"features": found.features.splitlines()}
    form = EditionForm(found, _typed(stands | sent) | {"version": found.version})
    cleaned(form)
    actions.change_edition(found, found.version, form.details(), by=asking.actor)
    return edition_shown(asking, ref)


@PRODUCTS.write(
    "POST", f"{EDITION}/retirement", scope=WRITE, response=EditionOut, summary="Offer an edition no more",
    takes_body=False,
)  # fmt: skip
def retire_one_edition(request: HttpRequest, ref: PathRef) -> EditionOut:
    """Its prices stay in their lists. Doing it twice changes nothing."""
    return _edition_after(request, ref, actions.retire_edition)


@PRODUCTS.write(
    "POST", f"{EDITION}/return", scope=WRITE, response=EditionOut, summary="Offer an edition again", takes_body=False
)
def bring_one_edition_back(request: HttpRequest, ref: PathRef) -> EditionOut:
    """Doing it twice changes nothing."""
    return _edition_after(request, ref, actions.bring_edition_back)


@PRODUCTS.write(
    "POST", f"{EDITION}/up", scope=WRITE, response=EditionOut, summary="Raise an edition by one place", takes_body=False
)
def raise_one_edition(request: HttpRequest, ref: PathRef) -> EditionOut:
    """Among those of its product. The first one stays where it is."""
    return _edition_after(request, ref, actions.raise_edition)


def _edition_after(request: Any, ref: str, act: Any) -> EditionOut:
    found: Edition = access.edition(request.actor, ref)
    act(found, by=request.actor)
    return edition_shown(request, ref)


def _as_read(request: Any, ref: str) -> Product:
    """The product as the program has read it. Raises Problem without its present ETag."""
    found = access.product(request.actor, ref)
    must_match(request, version_of(product_shown(request, ref)))
    return found


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    """As the page's form is filled in, with fields of each language."""
    flat = {"kind": said["kind"], "unit": said["unit"]}
    for field in ("name", "description"):
        flat |= {f"{field}_{language}": words for language, words in said[f"{field}s"].items()}
    return flat


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    """As the page's form is filled in, the features one on each line."""
    return {name: "" if value is None else value for name, value in said.items()} | {
        "features": "\n".join(said["features"])
    }
