"""Programs read and set up lists, and ask somebody to sign up: nobody gets anything before they have confirmed it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import Input, Output, PathRef, Ref
from candor.kernel.http.limits import allow
from candor.kernel.http.problems import ROOT, Problem
from candor.kernel.ids import new_ref
from candor.newsletters import access
from candor.newsletters.actions import lists as actions
from candor.newsletters.actions.signing_up import Wanted, ask_for_newsletters
from candor.newsletters.api.operations import NEWSLETTERS, READ, SEND, WRITE
from candor.newsletters.forms import ListForm
from candor.newsletters.models import MailingList
from candor.newsletters.queries_issues import readers_in
from candor.newsletters.views.public import HOUR, MOST_PER_ADDRESS
from candor.people.public import IdentifierKind, normalise

ONE = "newsletters/lists/{slug:ref}"
Name = Annotated[str, Field(pattern=r"\S", max_length=80)]
About = Annotated[str, Field(pattern=r"\S", max_length=300)]
EXAMPLE = {
    "name_en": "Product news",
    "name_de": "Neues vom Produkt",
    "purpose_en": "new versions and how to use them, about once a month",
    "purpose_de": "neue Versionen und wie man sie nutzt, etwa einmal im Monat",
}


class ListRow(Output):
    """A newsletter that people choose. Who agreed keeps the words of that day."""

    ref: str
    name_en: str
    name_de: str
    purpose_en: str
    purpose_de: str
    is_public: bool = Field(description="Offered to everybody, with an archive; else to signed-in customers alone.")
    is_offered: bool
    created_at: datetime
    version: int


class ListOut(ListRow):
    """One with how many addresses get it. Whose they are is shown to nobody here."""

    readers: int


class ListIn(Input):
    """A list in both languages: people agree to these very words."""

    name_en: Name
    name_de: Name
    purpose_en: About
    purpose_de: About
    is_public: bool = True


class ListChangeIn(Input):
    """What shall be different; what is not sent stays."""

    name_en: Name | None = None
    name_de: Name | None = None
    purpose_en: About | None = None
    purpose_de: About | None = None
    is_public: bool | None = None


class SignUpIn(Input):
    """Who wants which newsletters, by their own word. The link that confirms it goes to the address."""

    email: Annotated[str, Field(max_length=254)]
    lists: Annotated[list[Ref], Field(min_length=1, max_length=20)]
    language: Literal["en", "de"] = "en"


@NEWSLETTERS.read("newsletters/lists", scope=READ, response=Page[ListRow], summary="List newsletters", is_one=False)
def list_newsletter_lists(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """By their English name; retired ones too, which `is_offered` tells."""
    asking: Any = request
    page, later = page_by(request, MailingList.objects.visible_to(asking.actor), ("name_en", "id"), limit, cursor)
    return Page[ListRow](items=[ListRow(**_row(each)) for each in page], next=later)


@NEWSLETTERS.read(ONE, scope=READ, response=ListOut, summary="Read a newsletter's list")
def read_newsletter_list(request: HttpRequest, ref: PathRef) -> ListOut:
    """One with how many get it."""
    return _shown(request, ref)


@NEWSLETTERS.write(
    "POST",
    "newsletters/lists",
    scope=SEND,
    response=ListOut,
    status=201,
    summary="Make a list",
    is_one=False,
    example=EXAMPLE,
)
def make_newsletter_list(request: HttpRequest, payload: ListIn) -> ListOut:
    """People can choose it from now on; nobody is on it."""
    asking: Any = request
    form = ListForm(_ticked(payload.model_dump()))
    cleaned(form)
    made = actions.add_list(form.details(), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}newsletters/lists/{made.ref}")
    return _shown(request, made.ref)


@NEWSLETTERS.write(
    "PATCH",
    ONE,
    scope=SEND,
    response=ListOut,
    summary="Change a list",
    match="must",
    example={"is_public": False},
)
def change_newsletter_list(request: HttpRequest, ref: PathRef, payload: ListChangeIn) -> ListOut:
    """Who agreed before keeps the words of that day."""
    asking: Any = request
    found = access.list_for(asking.actor, ref)
    plain = ListRow(**_row(found))
    must_match(request, version_of(plain))
    wanted = plain.model_dump(include=set(ListIn.model_fields)) | payload.model_dump(exclude_none=True)
    form = ListForm(_ticked(wanted))
    cleaned(form)
    actions.change_list(found, form.details(), by=asking.actor, expected_version=found.version)
    return _shown(request, ref)


@NEWSLETTERS.write(
    "POST", f"{ONE}/retirement", scope=SEND, response=ListOut, summary="Offer a list no more", takes_body=False
)
def retire_newsletter_list(request: HttpRequest, ref: PathRef) -> ListOut:
    """Nothing is sent to it; its archive stays. Doing it twice changes nothing."""
    asking: Any = request
    actions.retire_list(access.list_for(asking.actor, ref), by=asking.actor)
    return _shown(request, ref)


@NEWSLETTERS.write(
    "POST", f"{ONE}/return", scope=SEND, response=ListOut, summary="Offer a list again", takes_body=False
)
def offer_newsletter_list(request: HttpRequest, ref: PathRef) -> ListOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    actions.bring_back(access.list_for(asking.actor, ref), by=asking.actor)
    return _shown(request, ref)


@NEWSLETTERS.write(
    "POST",
    "newsletters/sign-ups",
    scope=WRITE,
    status=204,
    summary="Ask somebody to confirm newsletters",
    is_one=False,
    example={"email": "rolf@sand.example", "lists": ["0f3kq8z1v7n2m5ax"], "language": "de"},
)
def ask_for_newsletter_sign_up(request: HttpRequest, payload: SignUpIn) -> None:
    """For who asked for it, as by a form on another site of yours; for public lists alone.

    They get one mail with a link, and nothing else before they have pressed its button, within two days. The answer is
    the same for every address, and an address is asked four times an hour at most.
    """
    asking: Any = request
    rows = MailingList.objects.visible_to(asking.actor).offered().filter(is_public=True, ref__in=payload.lists)
    chosen = list(rows)
    if {each.ref for each in chosen} != set(payload.lists):
        raise no_such("lists")
    email = normalise(IdentifierKind.EMAIL, payload.email)
    if not allow(("newsletters", "address", email), MOST_PER_ADDRESS, HOUR):
        raise Problem("too-many", headers={"Retry-After": str(round(HOUR.total_seconds()))})
    wanted = Wanted(key=new_ref(), email=email, lists=chosen, language=payload.language)
    ask_for_newsletters(wanted, by=asking.actor)


def _shown(request: Any, ref: str) -> ListOut:
    """The list with its ETag, which stands for its words, not for how many get it."""
    found = access.list_for(request.actor, ref)
    row = ListRow(**_row(found))
    tagged(request, version_of(row))
    return ListOut(**row.model_dump(), readers=readers_in(found))


def _row(each: MailingList) -> dict[str, Any]:
    same = ("ref", "name_en", "name_de", "purpose_en", "purpose_de", "is_public", "created_at", "version")
    return {**{name: getattr(each, name) for name in same}, "is_offered": each.retired_at is None}


def _ticked(said: dict[str, Any]) -> dict[str, Any]:
    """As a form is sent: a box that is not ticked is left out."""
    return {name: value for name, value in said.items() if value is not False}
