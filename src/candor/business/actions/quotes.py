"""How quotes are written: begun, changed, their lines; and how a new version begins after one was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.business.actions.leads import MayNotBeUsed
from candor.business.actions.receiving import only_organisation
from candor.business.actions.seller import invoicing, seller_of
from candor.business.models import Quote, QuoteState, QuoteVersion
from candor.business.rules.amounts import ZERO
from candor.business.rules.invoices import Deal
from candor.business.rules.quotes import MOST_LINES, QuoteLine, line_from, reckoned, taxed, taxes_as_json
from candor.business.rules.vat import Buyer
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.numbers import next_number
from candor.kernel.registries.restricted import is_restricted, is_shown_all
from candor.people.public import Person, Source, add_member, find_or_add_by_email, find_or_add_organisation

OPEN = (QuoteState.DRAFT, QuoteState.SENT)
TERMS = ("subject", "currency", "valid_until", "note", "discount", "reduction")
SAID = (*TERMS, "language", "lines", "taxes", "net", "tax", "gross")
"""What the next version begins with."""


class QuoteChanged(Exception):
    """Somebody else saved the quote since the page was drawn."""


class QuoteClosed(Exception):
    """It is accepted, declined or withdrawn: there is nothing to change any more."""


class TooManyLines(Exception):
    """A quote has room for so many lines. `most` says how many."""

    most = MOST_LINES


@dataclass(frozen=True, slots=True)
class Terms:
    """What is written over the lines of a quote."""

    subject: str
    currency: str
    valid_until: date
    note: str = ""
    discount: Decimal = ZERO
    reduction: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom we do not know yet: a quote makes a record of them (mission A2)."""

    name: str
    email: str
    organisation: str = ""


def begin_quote(person: Person, terms: Terms, key: str, *, by: Actor) -> Quote:
    """Begin a quote with an empty first version. The same form sent twice begins one. Raises MayNotBeUsed."""
    if by.is_staff and not is_shown_all(by) and is_restricted(person.pk):
        raise MayNotBeUsed
    earlier = Quote.objects.filter(submission_key=key).first()
    if earlier is not None:
        return earlier
    try:
        return _begin(person, terms, key, by)
    except IntegrityError:
        earlier = Quote.objects.filter(submission_key=key).first()
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def quote_newcomer(newcomer: Newcomer, terms: Terms, key: str, *, by: Actor) -> Quote:
    """Write the person down and begin a quote for them. Raises NotAnIdentifier, people's Refused and MayNotBeUsed."""
    earlier = Quote.objects.filter(submission_key=key).first()
    if earlier is not None:
        return earlier
    person = find_or_add_by_email(newcomer.name, newcomer.email, by=by, source=Source.PHONE)
    if newcomer.organisation and only_organisation(person) is None:
        add_member(find_or_add_organisation(newcomer.organisation, by=by), person, by=by)
    return begin_quote(person, terms, key, by=by)


@transaction.atomic
def change_terms(quote: Quote, version: int, terms: Terms, *, by: Actor) -> None:
    """Save what stands over the lines. Raises QuoteChanged and QuoteClosed."""
    draft = _draft(quote, version, is_said_already=_is_said(quote, terms))
    if draft is None:
        return
    for name in TERMS:
        setattr(draft, name, getattr(terms, name))
    _save(quote, draft, lines_of(draft), by)


@transaction.atomic
def set_lines(quote: Quote, version: int, lines: Sequence[QuoteLine], *, by: Actor) -> None:
    """Write its lines. Raises QuoteChanged, QuoteClosed, TooManyLines, UnknownRate and AmountError."""
    if len(lines) > MOST_LINES:
        raise TooManyLines
    present = latest_version(quote)
    wanted = taxed(lines, deal_of(quote))
    draft = _draft(quote, version, is_said_already=present is not None and lines_of(present) == wanted)
    if draft is not None:
        _save(quote, draft, wanted, by)


@transaction.atomic
def drop_draft(quote: Quote, *, by: Actor) -> bool:
    """Throw away what was not sent. A quote that was never sent goes with it; True where that happened."""
    draft = quote.versions.filter(sent_at=None).first()
    if draft is None:
        return False
    record("business.quote.draft_dropped", quote, by=by, version=draft.number)
    if quote.offered_id is None:
        Quote.objects.filter(pk=quote.pk).delete()
        return True
    draft.delete()
    last = latest_version(quote)
    if last is not None:
        _show(quote, last)
    return False


def latest_version(quote: Quote) -> QuoteVersion | None:
    """What it says now: the draft, else the version that was sent last. One query."""
    return quote.versions.order_by("-number").first()


def deal_of(quote: Quote) -> Deal:
    """What the tax of its lines depends on: a buyer of whom no country is known is at home."""
    seller = seller_of(invoicing())
    company = quote.organisation
    country = company.country if company is not None and company.country else seller.country
    has_vat_id = company is not None and bool(company.vat_number)
    buyer = Buyer(country, is_company=company is not None, has_vat_id=has_vat_id)
    return Deal(seller, buyer, clock.today(instance.current().time_zone))


def lines_of(version: QuoteVersion) -> list[QuoteLine]:
    return [line_from(said) for said in version.lines]


@transaction.atomic
def _begin(person: Person, terms: Terms, key: str, by: Actor) -> Quote:
    now = clock.now()
    year = clock.today(instance.current().time_zone).year
    quote = Quote.objects.create(
        number=f"Q{year}-{next_number(f'business.quote.{year}'):04d}",
        subject=terms.subject,
        person=person,
        organisation=only_organisation(person),
        owner_id=by.id if by.is_staff else None,
        currency=terms.currency,
        valid_until=terms.valid_until,
        submission_key=key,
        created_at=now,
        touched_at=now,
    )
    QuoteVersion.objects.create(
        quote=quote,
        number=1,
        subject=terms.subject,
        currency=terms.currency,
        language=person.language or instance.current().language,
        valid_until=terms.valid_until,
        note=terms.note,
        discount=terms.discount,
        reduction=terms.reduction,
    )
    record("business.quote.begun", quote, by=by, person=person.pk)
    return quote


def _draft(quote: Quote, version: int, *, is_said_already: bool) -> QuoteVersion | None:
    """The version that may be written in, for the one who saw the quote as it stands; a new one after a sent one.

    None where all that is wanted stands there already: the button was pressed twice.
    """
    if not Quote.objects.filter(pk=quote.pk, version=version, state__in=OPEN).update(version=F("version") + 1):
        if is_said_already:
            return None
        raise QuoteChanged if Quote.objects.filter(pk=quote.pk, state__in=OPEN).exists() else QuoteClosed
    last = latest_version(quote)
    assert last is not None  # noqa: S101 - a quote begins with its first version
    if last.sent_at is None:
        return last
    return QuoteVersion(quote=quote, number=last.number + 1, **{name: getattr(last, name) for name in SAID})


def _save(quote: Quote, draft: QuoteVersion, lines: Sequence[QuoteLine], by: Actor) -> None:
    totals = reckoned(lines, draft.currency, draft.off)
    draft.lines = [line.as_json() for line in lines]
    draft.taxes = taxes_as_json(totals)
    draft.net, draft.tax, draft.gross = totals.net, totals.tax, totals.gross
    draft.save()
    _show(quote, draft)
    record("business.quote.changed", quote, by=by, version=draft.number)


def _show(quote: Quote, version: QuoteVersion) -> None:
    """What lists say is what the latest version says."""
    names = ("subject", "currency", "net", "gross", "valid_until")
    said: dict[str, Any] = {name: getattr(version, name) for name in names}
    Quote.objects.filter(pk=quote.pk).update(**said, touched_at=clock.now())


def _is_said(quote: Quote, terms: Terms) -> bool:
    last = latest_version(quote)
    return last is not None and all(getattr(last, name) == getattr(terms, name) for name in TERMS)
