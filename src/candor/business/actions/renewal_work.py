"""What is done about renewals by the clock: what renews by itself is billed, quotes are made, what is over ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.actions.drafts import Content, begin_draft
from candor.business.actions.invoicing_orders import buyer_of
from candor.business.actions.pricing import line_of_term
from candor.business.actions.quote_steps import CannotBeSent, send_quote
from candor.business.actions.quotes import Terms, begin_quote, set_lines
from candor.business.actions.renewing import Agreed, renew
from candor.business.actions.seller import invoicing
from candor.business.actions.subscription_settings import settings_now
from candor.business.actions.subscriptions import contact_of
from candor.business.models import (
    Quote,
    QuoteState,
    RenewedBy,
    Subscription,
    SubscriptionState,
    SubscriptionTerm,
)
from candor.business.models.subscriptions import SubscriptionQuerySet
from candor.business.queries_leads import today
from candor.business.rules.amounts import AmountError
from candor.business.rules.invoices import Line
from candor.business.rules.quotes import QuoteLine
from candor.business.rules.terms import DAY, after
from candor.business.rules.vat import UnknownRate
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person
from candor.ui.public import locale_of, long_date

VALID = timedelta(days=14)
"""So long a quote stands at least, where the renewal is nearer than that."""


class NoQuote(Exception):
    """No quote can be made: nobody is known to write to, or the price list names no price."""


def due_changes() -> SubscriptionQuerySet:
    """Those whose planned quantity counts from today on."""
    return Subscription.objects.running().filter(next_quantity_on__lte=today())


def due_by_themselves() -> SubscriptionQuerySet:
    """Those that renew by themselves and whose day has come; cancelled ones until their last day."""
    going_on = Q(state=SubscriptionState.ACTIVE) | Q(state=SubscriptionState.CANCELLED, ends_on__gte=F("renews_on"))
    return Subscription.objects.filter(going_on, renews_itself=True, renews_on__lte=today())


def due_quotes() -> SubscriptionQuerySet:
    """Those for whose renewal a quote is to be made now, and none was tried."""
    settings = settings_now()
    if not settings.makes_quotes:
        return Subscription.objects.none()
    soon = today() + timedelta(days=settings.quote_days)
    waiting = Subscription.objects.active().filter(renews_itself=False, renews_on__lte=soon, renews_on__gte=today())
    return waiting.exclude(quoted_for=F("renews_on"))


def due_ends() -> SubscriptionQuerySet:
    """Cancelled ones whose last day has passed."""
    return Subscription.objects.filter(state=SubscriptionState.CANCELLED, ends_on__lt=today())


@transaction.atomic
def renew_by_itself(subscription: Subscription, *, by: Actor) -> bool:
    """Renew it, with a draft of the invoice for sales to look at and issue; True for the one who did it."""
    term = renew(subscription, Agreed(RenewedBy.ITSELF), by=by)
    if term is None:
        return False
    _bill(subscription, term, by)
    return True


@transaction.atomic
def end(subscription: Subscription, *, by: Actor) -> bool:
    """Its last day has passed; True for the one who noted it."""
    if not due_ends().filter(pk=subscription.pk).update(state=SubscriptionState.ENDED, version=F("version") + 1):
        return False
    record("business.subscription.ended", subscription, by=by)
    return True


@transaction.atomic
def quote_by_clock(subscription: Subscription, *, by: Actor) -> Quote | None:
    """Make the quote for the coming renewal, once, and send it where the settings say so. None where none can be."""
    if not due_quotes().filter(pk=subscription.pk).update(quoted_for=F("renews_on")):
        return None
    try:
        quote = quote_renewal(subscription, by=by)
    except NoQuote:
        return None
    if settings_now().sends_quotes:
        with suppress(CannotBeSent):  # it stays a draft, and sales see it
            send_quote(quote, by=by)
    return quote


@transaction.atomic
def quote_renewal(subscription: Subscription, *, by: Actor) -> Quote:
    """A draft of a quote for the next term; one that is open already is found. Raises NoQuote and MayNotBeUsed."""
    present = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    if present.quote is not None and _waits(present.quote):
        return present.quote
    person = contact_of(present)
    if person is None or present.state != SubscriptionState.ACTIVE:
        raise NoQuote
    language = person.language or instance.current().language
    with translation.override(language):
        line = line_of_term(present, present.renews_on)
        if line is None:
            raise NoQuote
        quote = _begin(present, person, f"renewal-{present.ref}-{present.quote_id or 0}-{present.terms}"[:40], by)
        try:
            set_lines(quote, quote.version, [_said(present, line, language)], by=by)
        except (UnknownRate, AmountError):
            raise NoQuote from None
    Subscription.objects.filter(pk=present.pk).update(
        quote=quote, quoted_for=present.renews_on, touched_at=clock.now(), version=F("version") + 1
    )
    record("business.subscription.quoted", present, by=by, quote=quote.pk)
    return quote


def _waits(quote: Quote) -> bool:
    """Whether the quote still asks for an answer; one that has expired does not."""
    return quote.state == QuoteState.DRAFT or (quote.state == QuoteState.SENT and quote.valid_until >= today())


def _begin(subscription: Subscription, person: Person, key: str, by: Actor) -> Quote:
    subject = _("Renewal: %(what)s") % {"what": subscription.edition.name_in(translation.get_language() or "en")}
    until = max(subscription.renews_on, today() + VALID)
    quote = begin_quote(person, Terms(subject[:200], subscription.currency, until), key, by=by)
    Quote.objects.filter(pk=quote.pk).update(organisation=subscription.organisation, owner=subscription.owner)
    quote.organisation = subscription.organisation
    return quote


def _said(subscription: Subscription, line: QuoteLine, language: str) -> QuoteLine:
    """The line for the coming term, which it names."""
    quantity = subscription.quantity
    if subscription.next_quantity is not None and subscription.next_quantity_on is not None:
        quantity = subscription.next_quantity if subscription.next_quantity_on <= subscription.renews_on else quantity
    last = after(subscription.starts_on, subscription.term, subscription.terms + 1) - DAY
    period = {"first": subscription.renews_on, "last": last}
    said = {name: long_date(day, locale_of(language)) for name, day in period.items()}
    text = f"{line.text}\n" + _("%(first)s to %(last)s") % said
    return QuoteLine(text, Decimal(quantity), line.price, line.unit, tax=line.tax, edition=line.edition)


def _bill(subscription: Subscription, term: SubscriptionTerm, by: Actor) -> None:
    """Begin the invoice of the term. Without a person, a price or a country of ours sales bills it by hand."""
    settings, person = invoicing(), contact_of(subscription)
    if person is None or not settings.country:
        return
    language = person.language or instance.current().language
    with translation.override(language):
        line = line_of_term(subscription, term.begins_on)
        text = line.text if line is not None else ""
    if line is None:
        return
    content = Content(
        buyer_of(person, subscription.organisation, settings.country, by),
        [Line(text, Decimal(term.quantity), line.price, line.unit, tax=line.tax)],
        term.begins_on,
        term.ends_on,
        currency=subscription.currency,
        language=language[:2],
        payment_days=settings.payment_days,
    )
    key = f"term-{subscription.ref}-{term.begins_on:%Y%m%d}"
    draft = begin_draft(content, person=person, organisation=subscription.organisation, by=by, key=key)
    SubscriptionTerm.objects.filter(pk=term.pk).update(draft_ref=draft.ref, price=line.price)
