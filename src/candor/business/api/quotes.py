"""Programs read quotes and write them: begun, their terms, their lines. Each look is noted for the person."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest

from candor.business import access_quotes as access
from candor.business import queries_quotes as queries
from candor.business.actions import quotes as actions
from candor.business.api.naming import known_person
from candor.business.api.operations import QUOTES
from candor.business.api.quote_lines import lines_from, lines_out
from candor.business.api.quote_schemas import LinesIn, NewQuoteIn, QuoteOut, QuoteRow, TaxOut, TermsIn
from candor.business.api.schemas import named, typed
from candor.business.forms_invoices import OFF
from candor.business.forms_quotes import VALID, ChangeTermsForm, NewQuoteForm
from candor.business.models import Quote, QuoteVersion
from candor.business.queries_leads import today
from candor.business.words_quotes import standing_of
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Named, PathRef
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref
from candor.people.public import Person

READ, WRITE = "quotes:read", "quotes:write"
ONE = "quotes/{slug:ref}"
Show = Literal["open", "mine", "drafts", "expired", "accepted", "declined", "all"]
LINE = {"text": "Archive, team edition", "quantity": "10", "price": "99.00", "tax": "digital-standard"}
EXAMPLE = {"subject": "Ten seats", "name": "Rolf Sand", "email": "rolf@sand.example", "lines": [LINE]}


@QUOTES.read("quotes", scope=READ, response=Page[QuoteRow], summary="List quotes", is_one=False)
def list_quotes(request: HttpRequest, show: Show = "open", limit: Limit = 50, cursor: After = "") -> Any:
    """The latest step first. `open` are those that wait for an answer, `declined` those withdrawn, too."""
    asking: Any = request
    rows = queries.of_view(Quote.objects.visible_to(asking.actor), show, asking.actor).select_related(*queries.SHOWN)
    page, later = page_by(request, rows, ("-touched_at", "-id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[quote.person_id for quote in page]))
    return Page[QuoteRow](items=[QuoteRow(**_row(quote)) for quote in page], next=later)


@QUOTES.read(ONE, scope=READ, is_tagged=True, response=QuoteOut, summary="Read a quote")
def read_quote(request: HttpRequest, ref: PathRef) -> QuoteOut:
    """One quote with its lines. The look is noted for its person."""
    asking: Any = request
    return shown(request, access.readable_quote(asking.actor, ref))


@QUOTES.write(
    "POST",
    "quotes",
    scope=WRITE,
    response=QuoteOut,
    status=201,
    summary="Begin a quote",
    is_one=False,
    problems=["conflict"],
    example=EXAMPLE,
)
def begin_quote(request: HttpRequest, payload: NewQuoteIn) -> QuoteOut:
    """A draft for somebody known, or for somebody new; nothing is sent before `sending`."""
    asking: Any = request
    person = known_person(asking, payload.person, (payload.name, payload.email, payload.organisation))
    sent = payload.model_dump(exclude={"lines"}) | {"key": new_ref()}
    sent |= {name: as_typed(sent[name]) for name in OFF}
    form = NewQuoteForm(typed(sent | {"valid_until": payload.valid_until or today() + VALID}), known=person)
    clean = cleaned(form)
    if person is not None:
        quote = actions.begin_quote(person, form.terms(), clean["key"], by=asking.actor)
    else:
        newcomer = actions.Newcomer(clean["name"], clean["email"], clean["organisation"])
        quote = actions.quote_newcomer(newcomer, form.terms(), clean["key"], by=asking.actor)
    if payload.lines:
        lines = lines_from(asking.actor, payload.lines, quote.currency)
        actions.set_lines(quote, quote.version, lines, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}quotes/{quote.ref}")
    return shown_again(request, quote.ref)


@QUOTES.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=QuoteOut,
    summary="Change what stands over the lines",
    match="must",
    problems=["conflict"],
    example={"subject": "Twelve seats"},
)
def change_quote(request: HttpRequest, ref: PathRef, payload: TermsIn) -> QuoteOut:
    """Change what is sent; the rest stays. After a version was sent, this begins the next one."""
    quote, present = workable_for(request, ref)
    stands = {name: getattr(present, name) for name in ("subject", "currency", "valid_until", "note")}
    stands |= {name: str(getattr(present, name)) for name in OFF}
    wanted = stands | payload.model_dump(exclude_none=True)
    wanted |= {name: as_typed(wanted[name]) for name in OFF}
    form = ChangeTermsForm(present, quote.version, {**wanted, "version": quote.version})
    cleaned(form)
    asking: Any = request
    actions.change_terms(quote, quote.version, form.terms(), by=asking.actor)
    return shown_again(request, ref)


@QUOTES.write(
    "PUT",
    f"{ONE}/lines",
    scope=WRITE,
    response=QuoteOut,
    summary="Write the lines",
    match="must",
    problems=["conflict"],
    example={"lines": [LINE]},
)
def write_quote_lines(request: HttpRequest, ref: PathRef, payload: LinesIn) -> QuoteOut:
    """All lines, in their order. The tax of each follows from where the customer is."""
    quote, present = workable_for(request, ref)
    asking: Any = request
    lines = lines_from(asking.actor, payload.lines, present.currency)
    actions.set_lines(quote, quote.version, lines, by=asking.actor)
    return shown_again(request, ref)


def workable_for(request: Any, ref: str) -> tuple[Quote, QuoteVersion]:
    """A quote as the program has read it, with what it says now. Raises Problem without its present ETag."""
    quote = access.workable_quote(request.actor, ref)
    present = _latest(quote)
    must_match(request, version_of(_out(quote, present)))
    return quote, present


def shown(request: Any, quote: Quote) -> QuoteOut:
    """The quote with its ETag; the look is noted."""
    out = _out(quote, _latest(quote))
    tagged(request, version_of(out))
    access.note_look(request, quote)
    return out


def shown_again(request: Any, ref: str) -> QuoteOut:
    """The quote after a change, read anew with all that it points to."""
    return shown(request, access.readable_quote(request.actor, ref))


def _latest(quote: Quote) -> QuoteVersion:
    found = actions.latest_version(quote)
    if found is None:
        raise Http404
    return found


def _out(quote: Quote, said: QuoteVersion) -> QuoteOut:
    order = getattr(quote, "order", None)
    return QuoteOut(
        **_row(quote),
        number_of_version=said.number,
        offered=quote.offered.number if quote.offered else None,
        is_draft=said.sent_at is None,
        language=said.language,
        note=said.note,
        discount=said.discount,
        reduction=said.reduction,
        lines=lines_out(said),
        taxes=[TaxOut(**{name: group[name] for name in ("category", "percent", "net", "tax")}) for group in said.taxes],
        tax=said.tax,
        decided_at=quote.decided_at,
        decided_name=quote.decided_name,
        decided_way=quote.decided_way,  # type: ignore[arg-type] # a column with these choices
        decline_reason=quote.decline_reason,
        order=Named(ref=order.ref, name=order.number) if order else None,
        created_at=quote.created_at,
        version=quote.version,
    )


def _row(quote: Quote) -> dict[str, Any]:
    return {
        "ref": quote.ref,
        "number": quote.number,
        "subject": quote.subject,
        "person": named(quote.person),
        "organisation": named(quote.organisation),
        "owner": named(quote.owner),
        "state": str(standing_of(quote)),
        "currency": quote.currency,
        "net": quote.net,
        "gross": quote.gross,
        "valid_until": quote.valid_until,
        "touched_at": quote.touched_at,
    }
