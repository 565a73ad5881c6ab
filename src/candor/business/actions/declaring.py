"""Cancelling without signing in (§ 312k BGB): the declaration is noted, confirmed at once, and carried out or kept.

It ends a subscription by itself only where it names it by its number and comes with the address of the very person who
has it. Everything else waits for sales, and so does a cancellation for an important reason, which somebody has to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import translation

from candor.business.actions import ending_subscriptions as ending
from candor.business.actions.subscriptions import contact_of
from candor.business.models import (
    CancelKind,
    CancelledBy,
    Declaration,
    DeclarationState,
    Subscription,
    SubscriptionCancellation,
    SubscriptionState,
)
from candor.business.queries_leads import today
from candor.business.rules.declarations import the_one_number_in
from candor.business.words_subscriptions import declared_facts
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.numbers import next_number
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Membership, the_one_person_with
from candor.ui.public import locale_of, long_date

TEMPLATE = "business/mail/cancellation_received"
RECEIPT = "business.cancellation-receipt"
RECEIPT_LIVES = timedelta(days=30)
WITH = ("person", "organisation", "owner", "edition__product", "quote")


@dataclass(frozen=True, slots=True)
class Said:
    """What the form brought. None of it is proven."""

    kind: CancelKind
    name: str = ""
    email: str = ""
    contract: str = ""
    reason: str = ""
    wished_on: date | None = None
    language: str = ""
    key: str | None = None


class ChangedMeanwhile(Exception):
    """The subscription is not active any more, or the declaration is settled already."""


def receive_declaration(said: Said, *, by: Actor) -> Declaration:
    """Note it, confirm it by mail, and end what it names exactly. The same form sent twice is one declaration."""
    earlier = _noted_already(said.key)
    if earlier is not None:
        return earlier
    try:
        return _receive(said, by)
    except IntegrityError:
        earlier = _noted_already(said.key)
        if earlier is None:
            raise
        return earlier


def receipt_link(declaration: Declaration) -> str:
    """The signed part of an address at which whoever declared it can look at the receipt and save it.

    It is the same each time: pressing the button twice leaves no second secret behind.
    """
    return signing.Signer(salt=RECEIPT).sign(declaration.ref)


@transaction.atomic
def carry_out(declaration: Declaration, subscription: Subscription, ends_on: date | None, *, by: Actor) -> None:
    """Sales found the subscription that it means: it ends with the day, or as agreed, counted from the arrival.

    Raises ChangedMeanwhile.
    """
    present = Declaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    if present.state != DeclarationState.WAITS:
        raise ChangedMeanwhile
    noted = _cancelled(present, subscription, ends_on, by)
    if noted is None:
        raise ChangedMeanwhile
    _link(present, subscription, noted, by)


@transaction.atomic
def settle(declaration: Declaration, note: str, *, by: Actor) -> bool:
    """There is nothing to end, or it was done otherwise, as the note says; True for the one who said so."""
    waiting = Declaration.objects.waiting().filter(pk=declaration.pk)
    if not waiting.update(state=DeclarationState.SETTLED, note=note, handled_at=clock.now(), handled_by=by.id):
        return False
    record("business.declaration.settled", declaration, by=by)
    return True


@transaction.atomic
def _receive(said: Said, by: Actor) -> Declaration:
    declaration = Declaration.objects.create(
        number=f"K{today().year}-{next_number(f'business.declaration.{today().year}'):04d}",
        kind=said.kind,
        name=said.name,
        email=said.email,
        contract=said.contract,
        reason=said.reason,
        wished_on=said.wished_on,
        language=said.language,
        received_at=clock.now(),
        submission_key=said.key,
    )
    record("business.declaration.received", declaration, by=by)
    _confirm(declaration, by)
    subscription = _named_exactly(declaration)
    if subscription is not None:
        _begin_with(declaration, subscription, by)
    return declaration


def _begin_with(declaration: Declaration, subscription: Subscription, by: Actor) -> None:
    """An ordinary one is carried out; anything else waits, with the subscription beside it."""
    noted = None
    if declaration.kind == CancelKind.ORDINARY:
        noted = _cancelled(declaration, subscription, None, by)
    _link(declaration, subscription, noted, by)


def _named_exactly(declaration: Declaration) -> Subscription | None:
    """The subscription whose number it names, where the address is that of the one person who has it."""
    number = the_one_number_in(declaration.contract)
    person = the_one_person_with(declaration.email) if number and declaration.email else None
    if person is None:
        return None
    found = Subscription.objects.select_related(*WITH).filter(number=number, person=person).first()
    if found is None or found.organisation_id is None:
        return found
    members = Membership.objects.filter(organisation=found.organisation_id, person=person, ended_on=None)
    return found if members.exists() else None


def _cancelled(
    declaration: Declaration, subscription: Subscription, ends_on: date | None, by: Actor
) -> SubscriptionCancellation | None:
    """The cancellation that stands now: of this declaration, or an earlier one. None for what has ended."""
    kind, arrived = CancelKind(declaration.kind), _day_of_arrival(declaration)
    last = ends_on or ending.last_day(subscription, kind, declaration.wished_on, on=arrived)
    declared = ending.Declared(
        kind, CancelledBy.PUBLIC, last, declaration.name, declaration.reason, received_at=declaration.received_at
    )
    noted = ending.cancel(subscription, declared, by=by)
    if noted is not None:
        ending.confirm_by_mail(noted, contact_of(subscription), by=by)
        return noted
    standing = SubscriptionCancellation.objects.filter(subscription=subscription, undone_at=None)
    return standing.filter(subscription__state=SubscriptionState.CANCELLED).first()


def _link(
    declaration: Declaration, subscription: Subscription, noted: SubscriptionCancellation | None, by: Actor
) -> None:
    declaration.subscription, declaration.person = subscription, subscription.person
    if noted is not None:
        declaration.cancellation, declaration.state = noted, DeclarationState.CANCELLED
        declaration.handled_at, declaration.handled_by_id = clock.now(), by.id if by.is_staff else None
        record("business.declaration.carried_out", declaration, by=by, subscription=subscription.pk)
    declaration.save(update_fields=["subscription", "person", "cancellation", "state", "handled_at", "handled_by"])


def _confirm(declaration: Declaration, by: Actor) -> None:
    """Content, moment of arrival and the end that was asked for (§ 312k Abs. 4 BGB), to the address that was given.

    It says the same whether or not there is such a contract: whoever has one is told its last day by a mail of its own.
    """
    if not declaration.email:
        return
    language = declaration.language or instance.current().language
    with translation.override(language):
        words = "\n".join(f"{label}: {text}" for label, text in declared_facts(declaration))
        said = {"number": declaration.number, "received": arrival_words(declaration, language), "words": words}
    queue_mail(
        TEMPLATE, to=declaration.email, to_name=declaration.name, language=language, about=declaration,
        context=said, kind=TemplateClass.ASKED_FOR, by=by,
    )  # fmt: skip


def arrival_words(declaration: Declaration, language: str) -> str:
    """Day and time of the arrival by the clock of the house."""
    zone = ZoneInfo(instance.current().time_zone)
    local = declaration.received_at.astimezone(zone)
    return f"{long_date(local.date(), locale_of(language))}, {local:%H:%M:%S} ({local:%Z})"


def _day_of_arrival(declaration: Declaration) -> date:
    return declaration.received_at.astimezone(ZoneInfo(instance.current().time_zone)).date()


def _noted_already(key: str | None) -> Declaration | None:
    return Declaration.objects.filter(submission_key=key).first() if key is not None else None
