"""Programs read and set whom the law lets us write to without a consent: whether a list goes to customers, which words
customers read elsewhere, and what a customer of an invoice was told. The owner's word on free downloads is only read.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.business.public import Invoice, readable_invoice
from candor.kernel.api.forms import cleaned
from candor.kernel.api.looks import note_look
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Day, Input, Named, Output, PathRef, Ref
from candor.kernel.http.problems import Problem
from candor.newsletters import access
from candor.newsletters.actions import selling_by_invoice as actions
from candor.newsletters.actions.free_downloads import counted_since
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.api.lists import ONE as LIST
from candor.newsletters.api.operations import NEWSLETTERS, READ, SEND, WRITE
from candor.newsletters.forms_settings import CustomersForm
from candor.newsletters.forms_told import LONGEST, SHORTEST, ToldForm, WordsForm
from candor.newsletters.models import CollectionNotice, MailingList

INVOICE = "invoices/{slug:ref}/told"
LanguageName = Literal["en", "de"]
WORDS = {
    "place": "Order form of 2026, page 2",
    "language": "en",
    "words": "Lindwurm writes to you about products similar to what you order. You can object at any time, free.",
    "used_from": "2026-01-01",
}


class ListCustomersOut(Output):
    """Whether a list goes to those who bought something similar and were told so (§ 7(3) UWG)."""

    for_customers: bool
    products: list[Named] = Field(description="It advertises what is similar to these.")


class ListCustomersIn(Input):
    """All of it at once. Nobody is told by this; who was told for a product that is missing gets nothing any more."""

    for_customers: bool
    products: Annotated[list[Ref], Field(max_length=200)]


class ToldWordsOut(Output):
    """What customers of a list read or hear where they give their address outside of Candor. It never changes."""

    ref: str
    list: Named
    place: str
    language: LanguageName
    words: str
    used_from: date
    used_until: date | None
    entered_at: datetime


class ToldWordsIn(Input):
    """The very words that stand there, and since when."""

    place: Annotated[str, Field(pattern=r"\S", max_length=120)]
    language: LanguageName
    words: Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]
    used_from: Day


class InvoiceRightOut(Output):
    """A list that goes to the customer of the invoice because of it."""

    list: Named
    product: Named | None
    since: datetime


class InvoiceToldOut(Output):
    """What an invoice allows, and what may still be said of it."""

    is_sale: bool = Field(description="Something was sold, and not taken back whole.")
    has_customer: bool = Field(description="Its address is one of its customer.")
    rights: list[InvoiceRightOut]
    words: list[ToldWordsOut] = Field(description="What its customer may have read, of lists that go to customers.")
    outcome: Literal["began", "objected", "said-no", "stopped"] | None = Field(
        description="After saying it: they may be written to; they objected then; they get it already or said no once;"
        " they stopped all advertising."
    )


class InvoiceToldIn(Input):
    """What the customer of one invoice read, and when. Say it only with the proof of this very order at hand."""

    words: Ref
    product: Ref
    day: Day
    objected: bool = False
    sure: Literal[True] = Field(description="That the order is at hand, and these very words stood there.")


class FreeDownloadsOut(Output):
    """Whether downloads that cost nothing count as a sale. An administrator says so on the page alone."""

    since: datetime | None


@NEWSLETTERS.read(f"{LIST}/customers", scope=READ, response=ListCustomersOut, summary="Read whether a list sells")
def read_newsletter_customers(request: HttpRequest, ref: PathRef) -> ListCustomersOut:
    """Whether it goes to customers without a consent, and to the buyers of what."""
    asking: Any = request
    return _customers(access.list_for(asking.actor, ref))


@NEWSLETTERS.write(
    "PUT",
    f"{LIST}/customers",
    scope=SEND,
    response=ListCustomersOut,
    summary="Open a list to customers",
    example={"for_customers": True, "products": ["0f3kq8z1v7n2m5ax"]},
)
def set_newsletter_customers(request: HttpRequest, ref: PathRef, payload: ListCustomersIn) -> ListCustomersOut:
    """Lawful for your own similar products alone. Saying it twice changes nothing."""
    asking: Any = request
    found = access.list_for(asking.actor, ref)
    sent = {"products": payload.products, **({"for_customers": "on"} if payload.for_customers else {})}
    clean = cleaned(CustomersForm("en", found, sent))
    set_customers(found, clean["products"], is_on=clean["for_customers"], by=asking.actor)
    return _customers(access.list_for(asking.actor, ref))


@NEWSLETTERS.read(
    f"{LIST}/told", scope=READ, response=Page[ToldWordsOut], summary="List what customers of a list read elsewhere"
)
def list_told_words(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The earliest first, those that ended too."""
    asking: Any = request
    rows = CollectionNotice.objects.filter(list=access.list_for(asking.actor, ref)).select_related("list")
    page, later = page_by(request, rows, ("used_from", "id"), limit, cursor)
    return Page[ToldWordsOut](items=[_words(each) for each in page], next=later)


@NEWSLETTERS.write(
    "POST",
    f"{LIST}/told",
    scope=SEND,
    response=ToldWordsOut,
    status=201,
    summary="Enter what customers of a list read elsewhere",
    example=WORDS,
)
def enter_told_words(request: HttpRequest, ref: PathRef, payload: ToldWordsIn) -> ToldWordsOut:
    """They begin no right by themselves, and are never changed: other words are entered anew."""
    asking: Any = request
    found = access.list_for(asking.actor, ref)
    form = WordsForm(payload.model_dump())
    cleaned(form)
    return _words(actions.enter_words(found, form.said, by=asking.actor))


@NEWSLETTERS.write(
    "POST",
    "newsletters/told/{slug:ref}/end",
    scope=SEND,
    response=ToldWordsOut,
    summary="Let words end that customers read elsewhere",
    takes_body=False,
)
def end_told_words(request: HttpRequest, ref: PathRef) -> ToldWordsOut:
    """They stand there until today. Who read them before keeps what they were told. Twice changes nothing."""
    asking: Any = request
    rows = CollectionNotice.objects.filter(list__in=MailingList.objects.visible_to(asking.actor))
    found = rows.select_related("list").filter(ref=ref).first()
    if found is None:
        raise Http404
    actions.end_words(found, by=asking.actor)
    found.refresh_from_db(fields=["used_until"])
    return _words(found)


@NEWSLETTERS.read(
    INVOICE, scope=WRITE, response=InvoiceToldOut, summary="Read what the customer of an invoice was told"
)
def read_told_customer(request: HttpRequest, ref: PathRef) -> InvoiceToldOut:
    """Which lists go to them because of it, and which words they may have read. The look is noted."""
    asking: Any = request
    return _told(asking, readable_invoice(asking.actor, ref), None)


@NEWSLETTERS.write(
    "POST",
    INVOICE,
    scope=WRITE,
    response=InvoiceToldOut,
    summary="Say what the customer of an invoice was told",
    problems=["conflict"],
    example={"words": "0f3kq8z1v7n2m5ax", "product": "1v7n2m5ax0f3kq8z", "day": "2026-11-02", "sure": True},
)
def say_told_customer(request: HttpRequest, ref: PathRef, payload: InvoiceToldIn) -> InvoiceToldOut:
    """One invoice at a time, as on its page; the words are those that a manager entered. Twice changes nothing.

    A conflict for an invoice that proves no sale, or whose address is not one of its customer.
    """
    asking: Any = request
    found = readable_invoice(asking.actor, ref)
    sent = payload.model_dump(exclude={"words", "sure"}) | {"notice": payload.words, "sure": "on"}
    form = ToldForm(found, actions.words_in_use(found), "en", sent)
    cleaned(form, {"notice": "words"})
    try:
        outcome = actions.note_told_customer(found, form.told, by=asking.actor)
    except actions.NoProof:
        raise Problem(
            "conflict", _("This invoice proves no sale, or its address is not one of its customer.")
        ) from None
    return _told(asking, found, outcome)


@NEWSLETTERS.read(
    "newsletters/free-downloads",
    scope=READ,
    response=FreeDownloadsOut,
    summary="Read whether free downloads count as a sale",
    is_one=False,
)
def read_free_downloads(request: HttpRequest) -> FreeDownloadsOut:
    """Since when; null is no."""
    row = counted_since()
    return FreeDownloadsOut(since=row.since if row is not None else None)


def _customers(found: MailingList) -> ListCustomersOut:
    ties = found.similar.select_related("product").prefetch_related("product__texts").order_by("product_id")
    products = [Named(ref=tie.product.ref, name=tie.product.name_in("en")) for tie in ties]
    return ListCustomersOut(for_customers=found.for_customers, products=products)


def _words(each: CollectionNotice) -> ToldWordsOut:
    same = ("ref", "place", "language", "words", "used_from", "used_until", "entered_at")
    return ToldWordsOut(**{name: getattr(each, name) for name in same}, list=_named(each.list))


def _told(request: Any, found: Invoice, outcome: actions.Outcome | None) -> InvoiceToldOut:
    note_look(request, found.person_id, found)
    return InvoiceToldOut(
        is_sale=actions.is_sale(found),
        has_customer=actions.customer_of(found) is not None,
        rights=[
            InvoiceRightOut(
                list=_named(each.list),
                product=Named(ref=each.product.ref, name=each.product.name_in("en")) if each.product else None,
                since=each.since,
            )
            for each in actions.rights_by(found)
        ],
        words=[_words(each) for each in actions.words_in_use(found)],
        outcome=outcome.value if outcome is not None else None,
    )


def _named(each: MailingList) -> Named:
    return Named(ref=each.ref, name=each.name_en)
