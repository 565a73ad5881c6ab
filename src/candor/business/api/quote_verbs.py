"""Programs send quotes, withdraw them, throw a draft away, and note what customers answered on the telephone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from candor.business import access_quotes as access
from candor.business.actions import quote_steps as steps
from candor.business.actions import quotes as actions
from candor.business.api.operations import QUOTES
from candor.business.api.quote_schemas import AcceptanceIn, QuoteOut, RefusalIn
from candor.business.api.quotes import ONE, WRITE, shown_again, workable_for
from candor.business.api.schemas import must_be
from candor.business.models import DecidedBy, Quote, QuoteState, QuoteVersion
from candor.kernel.api.schemas import PathRef

CONFLICT = ["conflict"]


@QUOTES.write(
    "POST",
    f"{ONE}/sending",
    scope=WRITE,
    response=QuoteOut,
    summary="Send a quote",
    match="must",
    problems=CONFLICT,
    takes_body=False,
)
def send_quote(request: HttpRequest, ref: PathRef) -> QuoteOut:
    """By mail, with a link by which the customer answers. From now on this version stands, and no earlier one."""
    asking: Any = request
    quote, _present = workable_for(request, ref)
    steps.send_quote(quote, by=asking.actor)
    return shown_again(request, ref)


@QUOTES.write(
    "POST",
    f"{ONE}/withdrawal",
    scope=WRITE,
    response=QuoteOut,
    summary="Withdraw a quote",
    match="must",
    problems=CONFLICT,
    takes_body=False,
)
def withdraw_quote(request: HttpRequest, ref: PathRef) -> QuoteOut:
    """Take an offer back that nobody has answered; its link says so."""
    asking: Any = request
    quote, _present = workable_for(request, ref)
    must_be(so=steps.withdraw_quote(quote, by=asking.actor))
    return shown_again(request, ref)


@QUOTES.write(
    "DELETE",
    f"{ONE}/draft",
    scope=WRITE,
    status=204,
    summary="Throw a draft away",
    match="must",
    takes_body=False,
)
def drop_quote_draft(request: HttpRequest, ref: PathRef) -> None:
    """What was not sent. A quote that was never sent goes with it."""
    asking: Any = request
    quote, _present = workable_for(request, ref)
    actions.drop_draft(quote, by=asking.actor)


@QUOTES.write(
    "POST",
    f"{ONE}/acceptance",
    scope=WRITE,
    response=QuoteOut,
    summary="Note that a quote was accepted",
    problems=CONFLICT,
    example={"name": "Rolf Sand"},
)
def accept_quote(request: HttpRequest, ref: PathRef, payload: AcceptanceIn) -> QuoteOut:
    """The version that was sent last becomes an order. Doing it twice makes one."""
    asking: Any = request
    steps.accept_quote(_offered(asking, ref), steps.Answer(payload.name, DecidedBy.STAFF), by=asking.actor)
    return shown_again(request, ref)


@QUOTES.write(
    "POST",
    f"{ONE}/refusal",
    scope=WRITE,
    response=QuoteOut,
    summary="Note that a quote was declined",
    problems=CONFLICT,
    example={"name": "Rolf Sand", "reason": "Next year."},
)
def decline_quote(request: HttpRequest, ref: PathRef, payload: RefusalIn) -> QuoteOut:
    """Doing it twice changes nothing."""
    asking: Any = request
    answer = steps.Answer(payload.name, DecidedBy.STAFF, payload.reason)
    steps.decline_quote(_offered(asking, ref), answer, by=asking.actor)
    return shown_again(request, ref)


def _offered(request: Any, ref: str) -> QuoteVersion:
    """The version that waits for an answer, or has one. Raises Problem for a quote that was never sent."""
    quote: Quote = access.workable_quote(request.actor, ref)
    must_be(so=quote.state != QuoteState.DRAFT)
    if quote.offered is None:
        raise Http404
    quote.offered.quote = quote
    return quote.offered
